import type { Session, SignedIn } from "@aac/contract";
import { appendAudit, type Caller, type Center, domainOf, permissionsOf, Problem, type SessionRecord } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { originOf } from "./audit/keep.ts";
import { giveToken, nowhere, sessionToken } from "./auth.ts";
import type { Credentials } from "./credentials.ts";
import type { Identity } from "./identity/identity.ts";

export interface SignInOptions {
  identity: Identity;
  credentials: Credentials;
  mode: "local" | "server";
  version: string;
  executor: string | null;
  isSecure: boolean;
  /** Traces can be opened. */
  opensTraces: boolean;
}

interface Asked {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** How every way of signing in ends: the browser has a session, and the one before is over. */
export interface SignIns {
  describe(caller: Caller): Promise<Session>;
  /** Throws Problem `sso_required` where all that the person is in wants another way of signing in. */
  begin(token: string, asked: Asked): Promise<SignedIn>;
  /** Signs out: the browser has no session from now on. */
  end(asked: Asked): Promise<void>;
  /** The session that the request came with; null without one. */
  present(request: FastifyRequest): Promise<SessionRecord | null>;
  /** From now on the session acts in this organization. */
  moveTo(session: SessionRecord, orgId: string): Promise<void>;
}

export function createSignIns(center: Center, options: SignInOptions): SignIns {
  const { identity, credentials } = options;
  const { sessions } = identity;

  const describe = async (caller: Caller): Promise<Session> => {
    const organization = await center.store.system.organizations.get(caller.orgId);
    if (!organization) throw new Problem("unauthenticated", "The organization of this key is gone.");
    const { id, slug, name } = organization;
    const { mode, version, executor, opensTraces } = options;
    const role = "role" in caller.grant ? caller.grant.role : null;
    return {
      organization: { id, slug, name },
      person: caller.actor.kind === "person" ? caller.actor.id : null,
      name: caller.actor.name,
      role,
      permissions: permissionsOf(caller),
      mode,
      version,
      executor,
      opensTraces,
    };
  };

  const present = async (request: FastifyRequest) => {
    const token = sessionToken(request);
    return token === null ? null : sessions.find(token);
  };

  const endPresent = async (request: FastifyRequest) => {
    const session = await present(request);
    if (session) await sessions.end(session);
  };

  const keepSession = async (caller: Caller, action: "session.begin" | "session.end", request: FastifyRequest) => {
    const { actor, orgId } = caller;
    if (orgId === nowhere) return;
    const target = { kind: "session", id: null, name: actor.name } as const;
    await appendAudit(center, orgId, { actor, action, target, outcome: "done", origin: originOf(request) });
  };

  /** Of one who is in organizations, and may act in none of them: they have to come by single sign-on. */
  const demandSignOn = async (caller: Caller, token: string) => {
    const userId = caller.actor.id;
    if ((await center.store.system.memberships.count({ userId })) === 0) return;
    const user = await identity.findUser(userId);
    const session = await sessions.find(token);
    if (session) await sessions.end(session);
    const domain = `"${domainOf(user?.email ?? "")}"`;
    throw new Problem("sso_required", `People of ${domain} sign in by single sign-on here.`);
  };

  return {
    describe,
    present,
    async end({ request, reply }) {
      const token = sessionToken(request);
      const caller = token === null ? null : await credentials.callerBySession(token);
      if (caller) await keepSession(caller, "session.end", request);
      await endPresent(request);
      giveToken(reply, null, options.isSecure);
    },
    async begin(token, { request, reply }) {
      const caller = await credentials.callerBySession(token);
      if (!caller) throw new Problem("unauthenticated", "The session has ended meanwhile.");
      if (caller.orgId === nowhere) await demandSignOn(caller, token);
      await keepSession(caller, "session.begin", request);
      await endPresent(request);
      giveToken(reply, token, options.isSecure);
      // Here, since nothing else has to do with sessions that nobody uses any more.
      await sessions.forgetOld();
      return { session: caller.orgId === nowhere ? null : await describe(caller), challenge: null };
    },
    async moveTo({ id, digest }, orgId) {
      await center.store.system.sessions.update(id, { digest }, { activeOrgId: orgId });
      await credentials.reread("session", digest);
    },
  };
}
