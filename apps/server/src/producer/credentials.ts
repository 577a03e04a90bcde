import {
  type ApiKeyRecord,
  type Cache,
  type Caller,
  callerByRunToken,
  type Center,
  isBarred,
  isHere,
  isRunToken,
  type MembershipRecord,
  Problem,
  type SessionRecord,
  type Store,
  type UserRecord,
} from "@aac/core";
import { digestOf, nowhere } from "./auth.ts";
import { seen } from "./identity/sessions.ts";

type Kind = "key" | "session";

/** Whom the credentials of requests stand for. */
export interface Credentials {
  callerByKey(key: string): Promise<Caller | null>;
  /** By the token of a session that is not over. */
  callerBySession(token: string): Promise<Caller | null>;
  /**
   * To be called after the record was deleted: once this resolves no producer accepts the credential. While the cache is
   * away it resolves all the same, and those that still reach it may accept what it holds, for `cachedMs` at most.
   */
  revoke(kind: Kind, digest: string): Promise<void>;
  /** To be called after something that decides what it may do was changed, such as a membership: it is read anew then. */
  reread(kind: Kind, digest: string): Promise<void>;
}

interface Found {
  caller: Caller;
  /** Null: it does not end by itself. */
  endsAt: number | null;
}

/** How long a producer goes by what was read from the store. */
const cachedMs = 30_000;
const retryMs = 250;
const revoked = "revoked";
const changed = "changed";

/**
 * Reads credentials from the store, and, with a cache that all producers share, from there for a short while. It has to be
 * that cache itself: what one process keeps for itself no other can revoke. While it is away the store is asked.
 *
 * A read that was under way while a credential was revoked must not bring it back. So a revocation stands where the
 * entry would, an entry is only ever added and never put over it, and it stands for longer than any entry that was read
 * before it counts: an entry counts from when the store was asked, however late it was written.
 */
export function createCredentials(
  { store, clock }: Pick<Center, "store" | "clock">,
  cache: Cache | null = null,
): Credentials {
  const look = {
    async key(digest: string): Promise<Found | null> {
      const { apiKeys } = store.system;
      const [present] = await apiKeys.find({ where: { digest }, limit: 1 });
      const key = present ?? (await apiKeys.find({ where: { formerDigest: digest }, limit: 1 }))[0];
      const caller = key && (await keyCaller(store, key));
      if (!caller) return null;
      const ends = [key.expiresAt ?? Infinity, present ? Infinity : (key.formerUntil ?? 0)];
      const endsAt = Math.min(...ends);
      return { caller, endsAt: Number.isFinite(endsAt) ? endsAt : null };
    },
    async session(digest: string): Promise<Found | null> {
      const { sessions, users } = store.system;
      const [session] = await sessions.find({ where: { digest }, limit: 1 });
      const now = clock.now();
      const user = session && session.expiresAt > now ? await users.get(session.userId) : null;
      if (!session || !user) return null;
      const membership = await membershipOf(store, session, user.email);
      const orgId = membership?.orgId ?? null;
      const change = { ...seen(session, now), ...(orgId === session.activeOrgId ? {} : { activeOrgId: orgId }) };
      const isChanged = Object.keys(change).length > 0;
      const kept = isChanged ? await sessions.update(session.id, { digest }, change) : session;
      return kept && { caller: personCaller(user, membership), endsAt: kept.expiresAt };
    },
  } satisfies Record<Kind, unknown>;
  const nameOf = (kind: Kind, digest: string) => `credential:${kind}:${digest}`;

  async function find(kind: Kind, digest: string): Promise<Found | null> {
    if (!cache) return look[kind](digest);
    const name = nameOf(kind, digest);
    const cached = await unlessAway(cache.get(name));
    if (cached === revoked) return null;
    if (cached === changed) return look[kind](digest);
    if (typeof cached === "string") {
      const { readAt, ...found } = JSON.parse(cached) as Found & { readAt: number };
      if (clock.now() - readAt < cachedMs) return found;
    }
    const readAt = clock.now();
    const found = await look[kind](digest);
    if (found && cached !== away) await unlessAway(cache.add(name, JSON.stringify({ ...found, readAt }), cachedMs));
    return found;
  }

  async function callerBy(kind: Kind, secret: string): Promise<Caller | null> {
    const found = await find(kind, digestOf(secret));
    return found && (found.endsAt ?? Infinity) > clock.now() ? found.caller : null;
  }

  async function keepMarking(set: () => Promise<void>): Promise<void> {
    const until = clock.now() + cachedMs;
    while (clock.now() < until) {
      await clock.sleep(retryMs);
      if ((await unlessAway(set())) !== away) return;
    }
  }

  async function mark(kind: Kind, digest: string, as: string): Promise<void> {
    if (!cache) return;
    // Twice as long as an entry counts: clocks of hosts differ.
    const set = () => cache.set(nameOf(kind, digest), as, 2 * cachedMs);
    if ((await unlessAway(set())) === away) void keepMarking(set);
  }

  return {
    callerByKey: (key) => (isRunToken(key) ? callerByRunToken({ store }, key) : callerBy("key", key)),
    callerBySession: (token) => callerBy("session", token),
    revoke: (kind, digest) => mark(kind, digest, revoked),
    reread: (kind, digest) => mark(kind, digest, changed),
  };
}

/**
 * In the organization that the session acts in, or, where the person is not in that any more, or not with this session,
 * in another.
 */
async function membershipOf(
  store: Pick<Store, "system" | "tenant">,
  { userId, activeOrgId, onlyOrgId = null }: SessionRecord,
  email: string,
): Promise<MembershipRecord | null> {
  const all = await store.system.memberships.find({ where: { userId } });
  const open = all.filter((membership) => isHere(membership) && (onlyOrgId ?? membership.orgId) === membership.orgId);
  const active = open.filter(({ orgId }) => orgId === activeOrgId);
  for (const membership of [...active, ...open]) {
    const isSignedOn = onlyOrgId === membership.orgId;
    if (!(await isBarred({ store }, membership, { email, isSignedOn }))) return membership;
  }
  return null;
}

function personCaller({ id, name }: UserRecord, membership: MembershipRecord | null): Caller {
  const actor = { kind: "person" as const, id, name };
  if (!membership) return { orgId: nowhere, actor, grant: { scopes: [] }, projects: null };
  const { orgId, role, projects } = membership;
  const limits =
    projects && Object.fromEntries(Object.entries(projects).map(([project, own]) => [project, { role: own }]));
  return { orgId, actor, grant: { role }, projects: limits };
}

/** Null: whose key it is has gone. A person's key may do no more than that person may now, wherever it may do anything. */
async function keyCaller({ system }: Pick<Store, "system">, key: ApiKeyRecord): Promise<Caller | null> {
  const { id, orgId, name, scopes, projects = null, userId = null, serviceAccountId = null } = key;
  const actor = { kind: "key" as const, id, name };
  const limits = projects && Object.fromEntries(projects.map((project) => [project, { scopes }]));
  if (serviceAccountId !== null && !(await system.serviceAccounts.get(serviceAccountId))) return null;
  if (userId === null) return { orgId, actor, grant: { scopes }, projects: limits };
  const [membership] = await system.memberships.find({ where: { orgId, userId }, limit: 1 });
  if (!membership || !isHere(membership)) return null;
  const grant = { scopes, atMost: membership.role };
  const visible = membership.projects;
  if (visible === null) {
    const own = projects && Object.fromEntries(projects.map((project) => [project, grant]));
    return { orgId, actor, grant, projects: own };
  }
  const both = Object.entries(visible).filter(([project]) => projects === null || projects.includes(project));
  const own = Object.fromEntries(both.map(([project, atMost]) => [project, { scopes, atMost }]));
  return { orgId, actor, grant, projects: own };
}

/** What somebody may do now who was given something to come back with; null: nothing any more. */
export async function callerOfHolder(
  store: Pick<Store, "system" | "tenant">,
  { orgId, holder: { kind, id } }: { orgId: string; holder: { kind: "person" | "key"; id: string } },
  now: number,
): Promise<Caller | null> {
  if (kind === "key") {
    const key = await store.tenant(orgId).apiKeys.get(id);
    return key && (key.expiresAt ?? Infinity) > now ? keyCaller(store, key) : null;
  }
  const user = await store.system.users.get(id);
  const [membership] = await store.tenant(orgId).memberships.find({ where: { userId: id }, limit: 1 });
  return user && membership && isHere(membership) ? personCaller(user, membership) : null;
}

const away = Symbol("away");

async function unlessAway<T>(answer: Promise<T>): Promise<T | typeof away> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Problem && error.code === "unavailable") return away;
    throw error;
  }
}
