import type { Account, AccountSession } from "@aac/contract";
import {
  type Cache,
  type Caller,
  type Center,
  Problem,
  type SessionRecord,
  toInstant,
  type UserRecord,
} from "@aac/core";
import type { FastifyRequest } from "fastify";
import { digestOf, fromOf, giveToken, sessionToken } from "../auth.ts";
import type { HandlersOf } from "../handlers.ts";
import type { Identity } from "../identity/identity.ts";
import { askForLetter } from "../identity/letters.ts";

export interface AccountOptions {
  identity: Identity;
  cache: Cache;
  isSecure: boolean;
  /** Whether anybody may sign up, or only who is invited. */
  signUp: "open" | "invited";
  /** Told that there is something to send; null where this center sends no mail. */
  wakePostman: (() => void) | null;
}

type Name =
  | "signUp"
  | "getAccount"
  | "changeAccount"
  | "askForVerification"
  | "verifyEmail"
  | "askForPasswordReset"
  | "resetPassword"
  | "changePassword"
  | "listSessions"
  | "endSession"
  | "endOtherSessions"
  | "beginTwoFactor"
  | "confirmTwoFactor"
  | "newBackupCodes"
  | "endTwoFactor";

/** So many letters are sent to one address in an hour; more are asked for in vain, and nobody is told. */
const lettersAnHour = 5;
const hourMs = 3_600_000;

export function accountRoutes(center: Center, options: AccountOptions): HandlersOf<Name> {
  const { identity, isSecure } = options;
  const { sessions } = identity;

  const personOf = async (caller: Caller): Promise<UserRecord> => {
    const user = await identity.findUser(caller.actor.id);
    if (!user) throw new Problem("unauthenticated", "You are not there any more.");
    return user;
  };
  const toAccount = async (user: UserRecord): Promise<Account> => {
    const { id, email, emailVerified, name, twoFactorEnabled: twoFactor, createdAt } = user;
    const hasPassword = await identity.hasPassword(id);
    return { id, email, emailVerified, name, hasPassword, twoFactor, createdAt: toInstant(createdAt) };
  };
  /** These routes are a session's only: see `authorise`. */
  const tokenOf = (request: FastifyRequest): string => sessionToken(request)!;

  /**
   * Of the person's sessions those that a request may know of and end. One that began at an organization's provider acts
   * there only: whoever holds that provider has no say over those that began elsewhere.
   */
  const sessionsSeen = async (caller: Caller, request: FastifyRequest): Promise<SessionRecord[]> => {
    const only = (await sessions.find(tokenOf(request)))?.onlyOrgId ?? null;
    const all = await sessions.list(caller.actor.id);
    return only === null ? all : all.filter(({ onlyOrgId }) => onlyOrgId === only);
  };
  /** What the person is in other organizations is none of a provider's. Throws Problem `forbidden`. */
  const demandOwnAccount = async (caller: Caller, request: FastifyRequest) => {
    const only = (await sessions.find(tokenOf(request)))?.onlyOrgId ?? null;
    if (only === null) return;
    const userId = caller.actor.id;
    if ((await center.store.system.memberships.count({ userId, orgId: { notIn: [only] } })) === 0) return;
    throw new Problem("forbidden", "A session of single sign-on changes nothing that other organizations see.");
  };

  const ask = async (kind: "verification" | "reset", email: string) => {
    if (!options.wakePostman) throw new Problem("mail_not_set_up", "No mail can be sent to confirm or reset anything.");
    const { count } = await options.cache.increment(`letters:${digestOf(email)}`, hourMs);
    if (count > lettersAnHour) return;
    await askForLetter(center, kind, email);
    options.wakePostman();
  };

  return {
    async signUp({ body }) {
      if (options.signUp !== "open") throw new Problem("sign_up_closed", "This center is by invitation only.");
      if (!options.wakePostman) throw new Problem("mail_not_set_up", "No mail can be sent to confirm your address.");
      await identity.signUp(body);
      await ask("verification", body.email);
      return undefined;
    },
    getAccount: async ({ caller }) => toAccount(await personOf(caller)),
    async changeAccount({ caller, body, request }) {
      await demandOwnAccount(caller, request);
      const changed = await identity.changeName(caller.actor.id, body.name);
      await sessions.reread(caller.actor.id);
      return toAccount(changed);
    },
    askForVerification: ({ body }) => ask("verification", body.email) as Promise<undefined>,
    verifyEmail: ({ body }) => identity.verifyEmail(body.token) as Promise<undefined>,
    askForPasswordReset: ({ body }) => ask("reset", body.email) as Promise<undefined>,
    resetPassword: ({ body }) => identity.resetPassword(body.token, body.password) as Promise<undefined>,
    async changePassword({ body, request, reply }) {
      const { token } = await identity.changePassword(tokenOf(request), body, fromOf(request));
      giveToken(reply, token, isSecure);
      return undefined;
    },
    async listSessions({ caller, request }) {
      const current = digestOf(tokenOf(request));
      const all = await sessionsSeen(caller, request);
      return { items: all.map((session) => toSession(session, current)) };
    },
    async endSession({ caller, params, request }) {
      const all = await sessionsSeen(caller, request);
      const session = all.find(({ id }) => id === params.session);
      if (!session) throw new Problem("session_not_found", `You have no session "${params.session}".`);
      await sessions.end(session);
      return undefined;
    },
    async endOtherSessions({ caller, request }) {
      const current = digestOf(tokenOf(request));
      for (const session of await sessionsSeen(caller, request)) {
        if (session.digest !== current) await sessions.end(session);
      }
      return undefined;
    },
    beginTwoFactor: ({ body, request }) => identity.twoFactor.begin(tokenOf(request), body.password, fromOf(request)),
    async confirmTwoFactor({ body, request, reply }) {
      const { token } = await identity.twoFactor.confirm(tokenOf(request), body.code, fromOf(request));
      giveToken(reply, token, isSecure);
      return undefined;
    },
    async newBackupCodes({ body, request }) {
      const codes = await identity.twoFactor.newBackupCodes(tokenOf(request), body.password, fromOf(request));
      return { backupCodes: codes };
    },
    async endTwoFactor({ body, request, reply }) {
      const { token } = await identity.twoFactor.end(tokenOf(request), body.password, fromOf(request));
      giveToken(reply, token, isSecure);
      return undefined;
    },
  };
}

function toSession(session: SessionRecord, current: string): AccountSession {
  const { id, digest, address, userAgent, createdAt, lastSeenAt, expiresAt } = session;
  return {
    id,
    isCurrent: digest === current,
    address,
    userAgent,
    createdAt: toInstant(createdAt),
    lastSeenAt: toInstant(lastSeenAt),
    expiresAt: toInstant(expiresAt),
  };
}
