import { type NewOrganization, Retention } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { Caller, MembershipRecord, OrganizationRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { addMember, isHere, membershipOf, type PeopleParts } from "./manage-people.ts";

/** Who may create organizations, besides those who make the first one. */
export type MayCreate = "anyone" | "owners" | "nobody";

/** Throws Problem `slug_taken`. */
export async function createOrganization(
  center: Center,
  parts: PeopleParts,
  { userId, given: { slug, name = slug } }: { userId: string; given: NewOrganization },
): Promise<OrganizationRecord> {
  const organization: OrganizationRecord = {
    id: center.ids(),
    slug,
    name,
    weight: 1,
    maxConcurrentJobs: null,
    retention: Retention.parse({}),
    owners: [userId],
    ownersRevision: 1,
    createdAt: center.clock.now(),
  };
  const { organizations } = center.store.system;
  const made = (await organizations.insert(organization)) ? organization : await halfMade(center, slug, userId);
  if (!made) throw new Problem("slug_taken", `There is an organization "${slug}" already.`);
  await addMember(center, parts, { orgId: made.id, userId, role: "owner", projects: null });
  return made;
}

/** The organization that the person has begun to make, where we died before its owner became a member. */
async function halfMade(center: Center, slug: string, userId: string): Promise<OrganizationRecord | null> {
  const [organization] = await center.store.system.organizations.find({ where: { slug }, limit: 1 });
  if (!organization || organization.owners?.join() !== userId) return null;
  const members = await center.store.tenant(organization.id).memberships.count({});
  return members === 0 ? organization : null;
}

/** Whether a person may create organizations: `owners` are those of the first one, whose the center is. */
export async function mayCreate(center: Center, who: MayCreate, userId: string): Promise<boolean> {
  if (who !== "owners") return who === "anyone";
  const first = await firstOrganization(center);
  if (!first) return false;
  return (await membershipOf(center, first.id, userId))?.role === "owner";
}

export async function firstOrganization({ store }: Center): Promise<OrganizationRecord | null> {
  const [first] = await store.system.organizations.find({ where: {}, limit: 1 });
  return first ?? null;
}

/** Throws Problem `organization_not_found`. */
export async function findOrganization(center: Center, orgId: string): Promise<OrganizationRecord> {
  const organization = await center.store.system.organizations.get(orgId);
  if (!organization || organization.deletedAt) {
    throw new Problem("organization_not_found", "The organization was deleted.");
  }
  return organization;
}

export async function renameOrganization(center: Center, caller: Caller, name: string): Promise<OrganizationRecord> {
  const renamed = await center.store.system.organizations.update(caller.orgId, {}, { name });
  return renamed ?? findOrganization(center, caller.orgId);
}

/** Those that a person is in, by name. */
export async function organizationsOf(
  center: Pick<Center, "store">,
  userId: string,
): Promise<{ organization: OrganizationRecord; membership: MembershipRecord }[]> {
  const { memberships, organizations } = center.store.system;
  const own = (await memberships.find({ where: { userId } })).filter(isHere);
  const found = await organizations.find({ where: { id: { in: own.map(({ orgId }) => orgId) } } });
  return found
    .filter(({ deletedAt }) => !deletedAt)
    .map((organization) => ({ organization, membership: own.find(({ orgId }) => orgId === organization.id)! }))
    .toSorted((a, b) => a.organization.name.localeCompare(b.organization.name));
}
