import type { MemberRecord } from "../ports/store.ts";
import type { Center } from "./center.ts";

/** A process that has not told for this long is gone. */
const goneMs = 30_000;

/** The processes of the center that are alive. */
export async function findMembers({ store, clock }: Center): Promise<MemberRecord[]> {
  return store.system.members.find({ where: { seenAt: { gte: clock.now() - goneMs } } });
}

/** Those of them that claim jobs. */
export const findWorkers = async (center: Center) =>
  (await findMembers(center)).filter(({ role }) => role !== "producer");

/**
 * Tells that a process of the center is alive, and forgets those that are gone. To be repeated well within `goneMs`, with
 * what was answered before: who was taken for gone, while the store did not answer it, goes on as it was asked to.
 */
export async function announceMember(center: Center, member: Omit<MemberRecord, "seenAt">): Promise<MemberRecord> {
  const { members } = center.store.system;
  const seenAt = center.clock.now();
  const known = await members.update(member.id, {}, { seenAt });
  const present = known ?? { ...member, seenAt };
  if (!known) await members.insert(present);
  await members.deleteMany({ seenAt: { lt: seenAt - goneMs } }, 1_000);
  return present;
}

/** Of a process that ends by itself: nobody need wait until it is taken for gone. */
export async function forgetMember({ store }: Center, id: string): Promise<void> {
  await store.system.members.delete(id);
}
