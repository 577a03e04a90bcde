import type { MemberRecord } from "../ports/store.ts";
import type { Center } from "./center.ts";

/** A process that has not told for this long is gone. */
const goneMs = 30_000;

/** The processes of the center that are alive. */
export async function findMembers({ store, clock }: Center): Promise<MemberRecord[]> {
  return store.system.members.find({ where: { seenAt: { gte: clock.now() - goneMs } } });
}

/** Tells that a process of the center is alive, and forgets those that are gone. To be repeated well within `goneMs`. */
export async function announceMember(center: Center, member: Omit<MemberRecord, "seenAt">): Promise<void> {
  const { members } = center.store.system;
  const seenAt = center.clock.now();
  if (!(await members.update(member.id, {}, { seenAt }))) await members.insert({ ...member, seenAt });
  await members.deleteMany({ seenAt: { lt: seenAt - goneMs } }, 1_000);
}
