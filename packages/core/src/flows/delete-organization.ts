import { Problem } from "../domain/problems.ts";
import { type Caller, centerCaller, type OrganizationRecord } from "../domain/tenancy/records.ts";
import { globalNouns, nouns, type TenantNoun } from "../ports/store.ts";
import { cancelRun } from "./cancel-run.ts";
import type { Center } from "./center.ts";
import { findOrganization, firstOrganization } from "./manage-organizations.ts";
import type { PeopleParts } from "./manage-people.ts";

const runsAtOnce = 50;
const documentsAtOnce = 1_000;
const keysAtOnce = 100;

/** Nouns of an organization, in the order they go: what gives access first. */
const gives = ["memberships", "apiKeys", "invitations", "ssoDomains", "ssoProviders"] as const;
const all = Object.keys(nouns).filter((name) => !globalNouns.has(name)) as TenantNoun[];
const rest = all.filter((name) => !(gives as readonly string[]).includes(name));

/**
 * Marks an organization as deleted, frees its slug, and ends everybody's access. Its data are deleted after that, by
 * `clearOrganizations`. Throws Problem `invalid_request` when it is not confirmed by its slug, or is the first one of
 * several: who operates the center would be the next one, which nobody has chosen.
 */
export async function deleteOrganization(
  center: Center,
  parts: PeopleParts,
  caller: Caller,
  confirm: string,
): Promise<void> {
  const organization = await findOrganization(center, caller.orgId);
  if (organization.slug !== confirm) {
    const errors = [{ path: "confirm", message: `Type "${organization.slug}".` }];
    throw new Problem("invalid_request", "The confirmation is not the slug of the organization.", { errors });
  }
  const { id } = organization;
  if ((await firstOrganization(center))?.id === id && (await center.store.system.organizations.count({})) > 1) {
    const detail = "The first organization operates the center: it is deleted after all others.";
    throw new Problem("invalid_request", detail, { errors: [{ path: "confirm", message: detail }] });
  }
  const change = { deletedAt: center.clock.now(), slug: `deleted-${id.toLowerCase()}`.slice(0, 64) };
  await center.store.system.organizations.update(id, { slug: confirm }, change);
  while (!(await endAccess(center, parts, id)));
}

/**
 * Deletes what is left of deleted organizations, a bounded step of each; answers how many there are. It may be killed at
 * any moment, and called by several at once.
 */
export async function clearOrganizations(center: Center, parts: PeopleParts): Promise<number> {
  const deleted = await center.store.system.organizations.find({ where: { deletedAt: { gt: 0 } }, limit: 10 });
  for (const organization of deleted) await clear(center, parts, organization);
  return deleted.length;
}

async function clear(center: Center, parts: PeopleParts, { id, name }: OrganizationRecord): Promise<void> {
  // Whoever was let in by what was read before has made more of it.
  if (!(await endAccess(center, parts, id))) return;
  if (!(await endRuns(center, id))) return;
  const tenant = center.store.tenant(id);
  for (const noun of rest) {
    if ((await tenant[noun].deleteMany({}, documentsAtOnce)) > 0) return;
  }
  await center.blobs.delete(id);
  await center.store.system.organizations.delete(id);
  center.log.info({ organization: name, orgId: id }, "an organization is deleted");
}

/** A bounded part of it; whether nothing is left. */
async function endAccess({ store }: Center, parts: PeopleParts, orgId: string): Promise<boolean> {
  const tenant = store.tenant(orgId);
  const members = await tenant.memberships.find({ where: {}, limit: keysAtOnce });
  for (const { id, userId } of members) {
    await tenant.memberships.delete(id);
    await parts.reread(orgId, userId);
  }
  const keys = await tenant.apiKeys.find({ where: {}, limit: keysAtOnce });
  for (const { id, digest, formerDigest } of keys) {
    await tenant.apiKeys.delete(id);
    for (const one of [digest, formerDigest]) if (one) await parts.revokeKey(one);
  }
  let left = members.length + keys.length;
  for (const noun of gives) left += await tenant[noun].deleteMany({}, documentsAtOnce);
  return left === 0;
}

/** Cancels what goes on; whether nothing does. Workers let go of it at their next heartbeat. */
async function endRuns(center: Center, orgId: string): Promise<boolean> {
  const tenant = center.store.tenant(orgId);
  const open = await tenant.runs.find({ where: { state: { in: ["queued", "running"] } }, limit: runsAtOnce });
  for (const { id } of open) {
    await cancelRun(center, centerCaller(orgId, "the center"), id).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
    });
  }
  return open.length === 0;
}
