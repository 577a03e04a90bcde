import type { PersonChange, Role } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import { isAtLeast } from "../domain/tenancy/permissions.ts";
import type { Caller, MembershipRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { leaveChannels } from "./channel-people.ts";
import { endOwner, list, makeOwner, revise } from "./change-owners.ts";
import { revokeKeysOf } from "./manage-api-keys.ts";
import { claimPlace, releasePlace } from "./quotas.ts";

/** What else has to know of people who come and go. */
export interface PeopleParts {
  /**
   * Called after what a person may do in an organization has changed. Once it resolves, no producer goes by what was
   * before, for sessions and keys of theirs.
   */
  reread(orgId: string, userId: string): Promise<void>;
  /** Called after a key was deleted. Once it resolves, no producer accepts it. */
  revokeKey(digest: string): Promise<void>;
}

/** Whether they have access. */
export const isHere = ({ isGone = false }: Pick<MembershipRecord, "isGone">): boolean => !isGone;

/** Throws Problem `person_not_found`. */
export async function findPerson(center: Center, orgId: string, userId: string): Promise<MembershipRecord> {
  const membership = await membershipOf(center, orgId, userId);
  if (!membership) throw new Problem("person_not_found", `Nobody of the id "${userId}" is in the organization.`);
  return membership;
}

export async function membershipOf(center: Pick<Center, "store">, orgId: string, userId: string) {
  const [membership] = await center.store.tenant(orgId).memberships.find({ where: { userId }, limit: 1 });
  return membership && isHere(membership) ? membership : null;
}

/** Throws Problem `forbidden` when it is a role that the caller has not. */
export function demandRank({ grant, actor }: Caller, role: Role): void {
  if ("role" in grant && isAtLeast(grant.role, role)) return;
  const own = "role" in grant ? `is ${grant.role}` : "has no role";
  throw new Problem("forbidden", `"${actor.name}" ${own}, and so has no say over the role "${role}".`);
}

/** Project roles by id, of those by slug. Throws Problem `project_not_found`, or `invalid_request` where one is too high. */
export async function toProjectIds(
  center: Center,
  orgId: string,
  role: Role,
  projects: Record<string, Role> | null,
): Promise<Record<string, Role> | null> {
  if (projects === null) return null;
  const message = role === "owner" ? "An owner is one of all projects." : null;
  const tooHigh = Object.entries(projects).flatMap(([slug, own]) =>
    isAtLeast(role, own) ? [] : { path: `projects.${slug}`, message: `At most "${role}", as in the organization.` },
  );
  const errors = message === null ? tooHigh : [{ path: "projects", message }];
  if (errors.length > 0) {
    throw new Problem("invalid_request", "The roles in projects do not fit the role in the organization.", { errors });
  }
  const slugs = Object.keys(projects);
  const found = await center.store.tenant(orgId).projects.find({ where: { slug: { in: slugs } } });
  const missing = slugs.find((slug) => !found.some((project) => project.slug === slug));
  if (missing !== undefined) throw new Problem("project_not_found", `There is no project "${missing}".`);
  return Object.fromEntries(found.map(({ id, slug }) => [id, projects[slug]!]));
}

/** Makes a person a member. Who is one already stays as they are. Throws Problem `quota_exceeded`. */
export async function addMember(
  center: Center,
  parts: PeopleParts,
  given: Pick<MembershipRecord, "orgId" | "userId" | "role" | "projects">,
): Promise<MembershipRecord> {
  const { orgId, userId } = given;
  const { memberships } = center.store.system;
  for (;;) {
    const [existing] = await memberships.find({ where: { orgId, userId }, limit: 1 });
    if (existing && isHere(existing)) {
      // It may be of one who died before that.
      if (existing.role === "owner") await list(center, existing);
      return existing;
    }
    if (existing) await finishRemoval(center, parts, existing);
    await claimPlace(center, orgId);
    const membership = { ...given, id: center.ids(), createdAt: center.clock.now() };
    if (await memberships.insert(membership)) {
      if (given.role === "owner") await list(center, membership);
      await parts.reread(orgId, userId);
      return membership;
    }
    await releasePlace(center, orgId);
  }
}

/**
 * Changes a role, or the projects somebody is limited to. Throws Problem `person_not_found`, `forbidden` where the caller
 * has less than what is given or taken, or `last_owner`.
 */
export async function changePerson(
  center: Center,
  parts: PeopleParts,
  caller: Caller,
  { userId, change }: { userId: string; change: PersonChange },
): Promise<MembershipRecord> {
  for (;;) {
    const membership = await findPerson(center, caller.orgId, userId);
    const role = change.role ?? membership.role;
    demandRank(caller, membership.role);
    demandRank(caller, role);
    const projects =
      change.projects === undefined
        ? fitting(role, membership.projects)
        : await toProjectIds(center, caller.orgId, role, change.projects);
    const changed = await giveRole(center, membership, role, projects);
    if (!changed) continue;
    await parts.reread(caller.orgId, userId);
    return changed;
  }
}

/** Gives a member a role, whoever has decided so. Null: the membership has changed since it was read. */
export async function giveRole(
  center: Center,
  membership: MembershipRecord,
  role: Role,
  projects: Record<string, Role> | null,
): Promise<MembershipRecord | null> {
  if (membership.role === "owner") {
    return role === "owner" ? makeOwner(center, membership) : endOwner(center, membership, { role, projects });
  }
  return role === "owner" ? makeOwner(center, membership) : revise(center, membership, { role, projects });
}

/** Roles in projects, none higher than the role in the organization; an owner is one everywhere. */
export function fitting(role: Role, projects: Record<string, Role> | null): Record<string, Role> | null {
  if (projects === null || role === "owner") return null;
  return Object.fromEntries(Object.entries(projects).map(([id, own]) => [id, isAtLeast(role, own) ? own : role]));
}

/**
 * Ends a membership, and what is the person's in the organization. Throws Problem `person_not_found`, `forbidden` or
 * `last_owner`.
 */
export async function removePerson(center: Center, parts: PeopleParts, caller: Caller, userId: string): Promise<void> {
  for (;;) {
    const [found] = await center.store.tenant(caller.orgId).memberships.find({ where: { userId }, limit: 1 });
    const membership = found ?? (await findPerson(center, caller.orgId, userId));
    if (caller.actor.id !== userId) demandRank(caller, membership.role);
    const gone = isHere(membership) ? await end(center, membership) : membership;
    if (gone) return finishRemoval(center, parts, gone);
  }
}

const end = (center: Center, membership: MembershipRecord) =>
  membership.role === "owner"
    ? endOwner(center, membership, { role: "viewer", isGone: true })
    : revise(center, membership, { isGone: true });

/** What is left to do of one who has no access any more; also where somebody died over it. */
async function finishRemoval(
  center: Center,
  parts: PeopleParts,
  { id, orgId, userId }: MembershipRecord,
): Promise<void> {
  await parts.reread(orgId, userId);
  for (const digest of (await revokeKeysOf(center, orgId, userId)).digests) await parts.revokeKey(digest);
  await endSubscriptions(center, orgId, userId);
  await leaveChannels(center, orgId, userId);
  await forgetOwnFilters(center, orgId, userId);
  if (await center.store.system.memberships.delete(id)) await releasePlace(center, orgId);
}

/** The person goes by themselves. Throws Problem `last_owner`. */
export const leaveOrganization = (center: Center, parts: PeopleParts, caller: Caller): Promise<void> =>
  removePerson(center, parts, caller, caller.actor.id);

const manyAtOnce = 1_000;

async function endSubscriptions(center: Center, orgId: string, userId: string): Promise<void> {
  const { subscriptions } = center.store.tenant(orgId);
  while ((await subscriptions.deleteMany({ userId }, manyAtOnce)) === manyAtOnce);
}

/** What is shared stays: others use it, and an admin changes it. */
async function forgetOwnFilters(center: Center, orgId: string, userId: string): Promise<void> {
  const { savedFilters } = center.store.tenant(orgId);
  while ((await savedFilters.deleteMany({ userId, isShared: false }, manyAtOnce)) === manyAtOnce);
}
