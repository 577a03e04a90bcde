import type { Center, SessionRecord } from "@aac/core";
import { digestOf, newSecret } from "../auth.ts";
import type { Credentials } from "../credentials.ts";
import type { From } from "./calls.ts";

const hourMs = 3_600_000;
/** A session that nobody uses is over so long after it was used last, and any so long after it was begun. */
export const idleMs = 7 * 24 * hourMs;
const sessionMs = 30 * 24 * hourMs;
const seenEveryMs = 5 * 60_000;
const manyAtOnce = 1_000;

export interface Sessions {
  /** What a session of this person is begun with. */
  begin(userId: string, from: From): Promise<Omit<SessionRecord, "id" | "userId" | "digest">>;
  create(userId: string, from: From): Promise<{ token: string }>;
  /** By the token of one that is not over. */
  find(token: string): Promise<SessionRecord | null>;
  /** Those of a person that are not over, the one used last first. */
  list(userId: string): Promise<SessionRecord[]>;
  end(session: Pick<SessionRecord, "id" | "digest">): Promise<void>;
  /** Ends all of a person, but for the one named. Once it resolves no producer accepts them. */
  endAll(userId: string, exceptId?: string): Promise<void>;
  /** To be called after a membership of the person was changed or ended: what the sessions may do is read anew. */
  reread(userId: string): Promise<void>;
  forgetOld(): Promise<void>;
}

export function createSessions(
  { store, clock, ids }: Pick<Center, "store" | "clock" | "ids">,
  credentials: Pick<Credentials, "revoke" | "reread">,
): Sessions {
  const { sessions, memberships } = store.system;
  const isOver = ({ expiresAt }: SessionRecord) => expiresAt <= clock.now();
  const firstOrganization = async (userId: string) => {
    const [first] = await memberships.find({ where: { userId }, orderBy: ["id"], limit: 1 });
    return first?.orgId ?? null;
  };

  const self: Sessions = {
    async begin(userId, { address, userAgent, activeOrgId, onlyOrgId = null }) {
      const now = clock.now();
      return {
        activeOrgId: activeOrgId ?? (await firstOrganization(userId)),
        onlyOrgId,
        createdAt: now,
        expiresAt: now + idleMs,
        lastSeenAt: now,
        address,
        userAgent,
      };
    },
    async create(userId, from) {
      const token = newSecret("");
      await sessions.insert({ id: ids(), userId, digest: digestOf(token), ...(await self.begin(userId, from)) });
      return { token };
    },
    async find(token) {
      const [session] = await sessions.find({ where: { digest: digestOf(token) }, limit: 1 });
      return session && !isOver(session) ? session : null;
    },
    async list(userId) {
      const all = await sessions.find({ where: { userId } });
      return all.filter((session) => !isOver(session)).toSorted((a, b) => b.lastSeenAt - a.lastSeenAt);
    },
    async end({ id, digest }) {
      await sessions.delete(id);
      await credentials.revoke("session", digest);
    },
    async endAll(userId, exceptId) {
      const all = await sessions.find({ where: { userId } });
      for (const session of all) if (session.id !== exceptId) await self.end(session);
    },
    async reread(userId) {
      for (const { digest } of await sessions.find({ where: { userId } })) await credentials.reread("session", digest);
    },
    async forgetOld() {
      await sessions.deleteMany({ expiresAt: { lte: clock.now() } }, manyAtOnce);
    },
  };
  return self;
}

/** That a session was used: which prolongs it, and is told to the person. Null where it was told a moment ago. */
export function seen(session: SessionRecord, now: number): Pick<SessionRecord, "lastSeenAt" | "expiresAt"> | null {
  if (now - session.lastSeenAt < seenEveryMs) return null;
  return { lastSeenAt: now, expiresAt: Math.min(now + idleMs, session.createdAt + sessionMs) };
}
