import { Problem } from "../domain/problems.ts";
import type { MembershipRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";

/*
 * An organization always has an owner, although no write spans two documents. So its owners stand in its own document
 * too, where one compare-and-set takes one off and never the last. What always holds: whoever is in that list has a
 * membership with the role of owner. An owner is therefore
 *   made:   1. the membership becomes an owner's, 2. and is put on the list, if it still is one;
 *   ended:  1. the membership is marked as stepping down, 2. is taken off the list, 3. gets its other role.
 * Step 2 of making reads the list's revision before it looks at the membership: had the other's step 1 come before that
 * look, it would see the mark; had it come after, the other's step 2 comes later still and takes off what was put on.
 * Dying between two steps leaves an owner who is not on the list, which costs nothing: who goes next puts them on it.
 */

type Parts = Pick<Center, "store">;
type Change = Partial<Omit<MembershipRecord, "id" | "revision">>;

/** Makes a change to the membership as it was read; null: it has changed since, or is gone. */
export async function revise(
  { store }: Parts,
  { id, revision }: MembershipRecord,
  change: Change,
): Promise<MembershipRecord | null> {
  const when = { revision: revision ?? null } as { revision: number };
  return store.system.memberships.update(id, when, { ...change, revision: (revision ?? 0) + 1 });
}

/** Gives the role of owner. Null: the membership has changed since it was read. */
export async function makeOwner(center: Parts, membership: MembershipRecord): Promise<MembershipRecord | null> {
  const owner = await revise(center, membership, { role: "owner", projects: null, isStepping: false });
  if (owner) await list(center, owner);
  return owner;
}

/** Puts an owner on the list of their organization, unless they are one no more. */
export async function list({ store }: Parts, { id, orgId, userId }: MembershipRecord): Promise<boolean> {
  const { organizations, memberships } = store.system;
  for (;;) {
    const organization = await organizations.get(orgId);
    const membership = await memberships.get(id);
    if (!organization || membership?.role !== "owner" || membership.isStepping || membership.isGone) return false;
    const { owners = [], ownersRevision } = organization;
    if (owners.includes(userId)) return true;
    const when = { ownersRevision: ownersRevision ?? null } as { ownersRevision: number };
    const change = { owners: [...owners, userId], ownersRevision: (ownersRevision ?? 0) + 1 };
    if (await organizations.update(orgId, when, change)) return true;
  }
}

/**
 * Ends that somebody is an owner, by a change that gives another role, or makes the membership go. Null: it has changed
 * since it was read. Throws Problem `last_owner`.
 */
export async function endOwner(
  center: Parts,
  membership: MembershipRecord,
  change: Change,
): Promise<MembershipRecord | null> {
  const stepping = await revise(center, membership, { isStepping: true });
  if (!stepping) return null;
  if (!(await takeOff(center, stepping))) {
    await revise(center, stepping, { isStepping: false });
    throw new Problem("last_owner", "Nobody else is an owner of this organization.");
  }
  return revise(center, stepping, { ...change, isStepping: false });
}

/** False: nobody else is on the list, nor can be put on it. */
async function takeOff(center: Parts, { orgId, userId }: MembershipRecord): Promise<boolean> {
  const { organizations } = center.store.system;
  for (;;) {
    const organization = await organizations.get(orgId);
    if (!organization) return true;
    const { owners = [], ownersRevision } = organization;
    const others = owners.filter((owner) => owner !== userId);
    if (others.length === 0) {
      if (!(await listAnother(center, { orgId, userId }))) return false;
      continue;
    }
    const when = { ownersRevision: ownersRevision ?? null } as { ownersRevision: number };
    // Also where they were not on it: who is about to put them on it has read an older revision.
    const change = { owners: others, ownersRevision: (ownersRevision ?? 0) + 1 };
    if (await organizations.update(orgId, when, change)) return true;
  }
}

async function listAnother(center: Parts, { orgId, userId }: { orgId: string; userId: string }): Promise<boolean> {
  const owners = await center.store.tenant(orgId).memberships.find({ where: { role: "owner" } });
  for (const owner of owners) {
    if (owner.userId !== userId && (await list(center, owner))) return true;
  }
  return false;
}
