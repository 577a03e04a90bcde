import type { Channel } from "@aac/contract";
import type { UserRecord } from "../domain/identity/records.ts";
import { toChannel } from "../domain/notices/present.ts";
import type { ChannelRecord } from "../domain/notices/records.ts";
import { Problem } from "../domain/problems.ts";
import type { MembershipRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";

type Storing = Pick<Center, "store">;

const mostChannels = 1_000;

/** User ids of members by id or address. Throws Problem `invalid_request` for who is none, or has not confirmed the address. */
export async function membersNamed(center: Storing, orgId: string, named: readonly string[]): Promise<string[]> {
  const wanted = named.map((one) => one.toLowerCase());
  const { users } = center.store.system;
  const [byId, byAddress] = await Promise.all([
    users.find({ where: { id: { in: [...named] } } }),
    users.find({ where: { email: { in: wanted } } }),
  ]);
  const members = await membersOf(center, orgId, [...byId, ...byAddress]);
  const found = named.map(
    (one, index) => members.find(({ user }) => user.id === one || user.email === wanted[index])?.user,
  );
  const errors = found.flatMap((user, index) => {
    if (user?.emailVerified) return [];
    const message = user
      ? "Has not confirmed the address yet."
      : "Nobody of this id or address is in the organization.";
    return [{ path: `people.${index}`, message }];
  });
  if (errors.length > 0) throw new Problem("invalid_request", "Notices can reach only members.", { errors });
  return [...new Set(found.flatMap((user) => user?.id ?? []))];
}

/** Those of the users who are members, have a confirmed address, and may see the project; null: whatever they may see. */
export async function reachable(
  center: Storing,
  { orgId, projectId }: { orgId: string; projectId: string | null },
  userIds: readonly string[],
): Promise<UserRecord[]> {
  if (userIds.length === 0) return [];
  const users = await center.store.system.users.find({ where: { id: { in: [...userIds] } } });
  const members = await membersOf(center, orgId, users);
  return members
    .filter(({ user, membership }) => user.emailVerified && (projectId === null || sees(membership, projectId)))
    .map(({ user }) => user);
}

export const sees = ({ projects, isGone = false }: MembershipRecord, projectId: string): boolean =>
  !isGone && (projects === null || Object.hasOwn(projects, projectId));

async function membersOf(center: Storing, orgId: string, users: readonly UserRecord[]) {
  if (users.length === 0) return [];
  const userId = { in: users.map(({ id }) => id) };
  const memberships = await center.store.tenant(orgId).memberships.find({ where: { userId } });
  return users.flatMap((user) => {
    const membership = memberships.find((one) => one.userId === user.id && !one.isGone);
    return membership ? [{ user, membership }] : [];
  });
}

/** Presents them, with the names of their people. */
export async function presentChannels(center: Storing, channels: readonly ChannelRecord[]): Promise<Channel[]> {
  const userIds = channels.flatMap(({ people = [] }) => people);
  const users = userIds.length === 0 ? [] : await center.store.system.users.find({ where: { id: { in: userIds } } });
  const byId = new Map(users.map((user) => [user.id, user]));
  return channels.map((channel) => toChannel(channel, byId));
}

export const presentChannel = async (center: Storing, channel: ChannelRecord): Promise<Channel> =>
  (await presentChannels(center, [channel]))[0]!;

/** Who comes back is named anew: being told is not what a new membership brings. */
export async function leaveChannels(center: Center, orgId: string, userId: string): Promise<void> {
  const { channels } = center.store.tenant(orgId);
  const naming = ({ people = [] }: ChannelRecord) => people.includes(userId);
  for (const found of (await channels.find({ where: {}, limit: mostChannels })).filter(naming)) {
    for (let channel: ChannelRecord | null = found; channel && naming(channel);) {
      const people = channel.people!.filter((id) => id !== userId);
      const updatedAt = Math.max(center.clock.now(), channel.updatedAt + 1);
      const changed: ChannelRecord | null = await channels.update(
        channel.id,
        { updatedAt: channel.updatedAt },
        { people, updatedAt },
      );
      channel = changed ? null : await channels.get(channel.id);
    }
  }
}
