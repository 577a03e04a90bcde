import type { ApiKeyRotation, NewApiKey } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import { isAtLeast, scopeRoles } from "../domain/tenancy/permissions.ts";
import type { ApiKeyRecord, Caller, Grant } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { Center } from "./center.ts";
import { findProject } from "./find-by-slug.ts";
import { digestOfSecret, keyPrefix, newKeySecret, shownStart } from "./key-secrets.ts";

/** Whose a key is to be. */
export type KeyOwner = { userId: string } | { serviceAccountId: string };

/** What a key signed in by until now, for `credentials.revoke`: who shares a cache of them has to be told. */
export interface Ended {
  digests: string[];
}

const hourMs = 3_600_000;
/** So many of one owner; whoever makes one for each run has forgotten to end them. */
const mostKeys = 200;

/** Answers the key and its secret, which is kept nowhere. Throws Problem `forbidden` for one that may do more than its maker. */
export async function createApiKey(
  center: Center,
  caller: Caller,
  owner: KeyOwner,
  given: NewApiKey,
): Promise<{ key: ApiKeyRecord; secret: string }> {
  const view = viewOf(center.store, caller);
  const projects: string[] = [];
  for (const slug of given.projects ?? []) projects.push((await findProject(view, slug)).id);
  const limits = given.projects === null ? null : [...new Set(projects)];
  refuseMoreThanOwn(caller, given, limits);
  const now = center.clock.now();
  const expiresAt = given.expiresAt === null ? null : Date.parse(given.expiresAt);
  if (expiresAt !== null && expiresAt <= now) {
    const errors = [{ path: "expiresAt", message: "Lies in the past." }];
    throw new Problem("invalid_request", "The key would have ended before it is made.", { errors });
  }
  const { apiKeys } = center.store.tenant(caller.orgId);
  if ((await apiKeys.count(owner)) >= mostKeys) {
    throw new Problem(
      "invalid_request",
      `There are ${mostKeys} keys of this owner already; revoke some that are not used.`,
    );
  }
  const secret = newKeySecret(keyPrefix);
  const key: ApiKeyRecord = {
    id: center.ids(),
    orgId: caller.orgId,
    name: given.name,
    digest: digestOfSecret(secret),
    start: shownStart(secret),
    scopes: given.scopes,
    projects: limits,
    expiresAt,
    userId: "userId" in owner ? owner.userId : null,
    serviceAccountId: "serviceAccountId" in owner ? owner.serviceAccountId : null,
    createdBy: caller.actor,
    lastUsedAt: null,
    formerDigest: null,
    formerUntil: null,
    createdAt: now,
  };
  await apiKeys.insert(key);
  return { key, secret };
}

/** Nobody hands on what he has not: neither scopes beyond his role, nor projects that are not his. */
function refuseMoreThanOwn(caller: Caller, { scopes }: NewApiKey, projects: string[] | null): void {
  const own = caller.projects;
  if (own !== null && projects === null) {
    throw new Problem("forbidden", "You see some projects only: name those of them that the key is for.");
  }
  const grants = [caller.grant, ...(own === null ? [] : projects!.map((id) => own[id]!))];
  for (const scope of scopes) {
    if (grants.every((grant) => mayHandOn(grant, scope))) continue;
    throw new Problem(
      "forbidden",
      `A key with the scope "${scope}" is made by who has the role "${scopeRoles[scope]}" or a higher one, in each of its projects.`,
    );
  }
}

const mayHandOn = (grant: Grant, scope: NewApiKey["scopes"][number]) =>
  "role" in grant && isAtLeast(grant.role, scopeRoles[scope]);

/** A key of the organization; with `userId` only if it is that person's. Throws Problem `api_key_not_found`. */
async function findKey(center: Center, { orgId }: Caller, id: string, userId: string | null): Promise<ApiKeyRecord> {
  const key = await center.store.tenant(orgId).apiKeys.get(id);
  if (!key || (userId !== null && key.userId !== userId)) {
    throw new Problem("api_key_not_found", `There is no key "${id}".`);
  }
  return key;
}

/**
 * Gives a key a new secret; the one it had is taken for a while longer, and one before that ends now. `ended` is what is
 * not taken any more.
 */
export async function rotateApiKey(
  center: Center,
  caller: Caller,
  { id, userId }: { id: string; userId: string | null },
  { overlapHours }: ApiKeyRotation,
): Promise<{ key: ApiKeyRecord; secret: string; ended: Ended; reread: string[] }> {
  for (;;) {
    const key = await findKey(center, caller, id, userId);
    if (userId === null && !key.serviceAccountId) {
      const whose = key.userId ? "a person's own and rotated by that person" : "set by the center's operator";
      throw new Problem("forbidden", `Key "${key.name}" is ${whose}. It can be revoked.`);
    }
    const secret = newKeySecret(keyPrefix);
    const now = center.clock.now();
    const formerUntil = overlapHours === 0 ? null : now + overlapHours * hourMs;
    const rotated = await center.store.tenant(caller.orgId).apiKeys.update(
      key.id,
      { digest: key.digest },
      {
        digest: digestOfSecret(secret),
        start: shownStart(secret),
        formerDigest: formerUntil === null ? null : key.digest,
        formerUntil,
      },
    );
    if (!rotated) continue;
    const digests = [...(key.formerDigest ? [key.formerDigest] : []), ...(formerUntil === null ? [key.digest] : [])];
    return { key: rotated, secret, ended: { digests }, reread: formerUntil === null ? [] : [key.digest] };
  }
}

/** Throws Problem `api_key_not_found`. */
export async function revokeApiKey(
  center: Center,
  caller: Caller,
  { id, userId }: { id: string; userId: string | null },
): Promise<Ended & { key: ApiKeyRecord }> {
  const key = await findKey(center, caller, id, userId);
  return { key, ...(await remove(center, [key])) };
}

/** To be called when a person was removed from the organization. The caller then tells `credentials.revoke` of each digest. */
export async function revokeKeysOf(center: Center, orgId: string, userId: string): Promise<Ended> {
  return removeAll(center, orgId, { userId });
}

export async function revokeKeysOfServiceAccount(
  center: Center,
  orgId: string,
  serviceAccountId: string,
): Promise<Ended> {
  return removeAll(center, orgId, { serviceAccountId });
}

/** What a person's keys sign in by, for `credentials.reread` when a role or a membership was changed. */
export async function keyDigestsOf(center: Pick<Center, "store">, orgId: string, userId: string): Promise<string[]> {
  return (await center.store.tenant(orgId).apiKeys.find({ where: { userId } })).flatMap(digestsOf);
}

async function removeAll(center: Center, orgId: string, where: KeyOwner): Promise<Ended> {
  const digests: string[] = [];
  for (;;) {
    const keys = await center.store.tenant(orgId).apiKeys.find({ where, limit: mostKeys });
    if (keys.length === 0) return { digests };
    digests.push(...(await remove(center, keys)).digests);
  }
}

/** Read anew as they go: one may have been rotated since it was found. */
async function remove(center: Center, keys: readonly ApiKeyRecord[]): Promise<Ended> {
  const digests: string[] = [];
  for (const { id, orgId } of keys) {
    const { apiKeys } = center.store.tenant(orgId);
    for (let key = await apiKeys.get(id); key; key = await apiKeys.get(id)) {
      // It may be rotated at this moment: whatever secret it gets has ended, too.
      if (!(await apiKeys.update(id, { digest: key.digest }, { expiresAt: 0 }))) continue;
      digests.push(...digestsOf(key));
      await apiKeys.delete(id);
    }
  }
  return { digests };
}

const digestsOf = ({ digest, formerDigest }: ApiKeyRecord) => [digest, ...(formerDigest ? [formerDigest] : [])];
