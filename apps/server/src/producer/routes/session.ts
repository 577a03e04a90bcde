import type { Session } from "@aac/contract";
import { type Cache, type Caller, type Center, permissionsOf, Problem } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { fromOf, giveToken, nowhere, redeemCode, sessionToken } from "../auth.ts";
import type { Credentials } from "../credentials.ts";
import type { HandlersOf } from "../handlers.ts";
import type { Identity } from "../identity/identity.ts";

export interface SessionOptions {
  identity: Identity;
  credentials: Credentials;
  cache: Cache;
  mode: "local" | "server";
  version: string;
  executor: string | null;
  isSecure: boolean;
}

interface Asked {
  request: FastifyRequest;
  reply: FastifyReply;
}

export function sessionRoutes(
  center: Center,
  options: SessionOptions,
): HandlersOf<"signIn" | "signInSecondStep" | "getSession" | "signOut"> {
  const { identity, credentials } = options;
  const { sessions } = identity;

  const describe = async (caller: Caller): Promise<Session> => {
    const organization = await center.store.system.organizations.get(caller.orgId);
    if (!organization) throw new Problem("unauthenticated", "The organization of this key is gone.");
    const { id, slug, name } = organization;
    const { mode, version, executor } = options;
    const role = "role" in caller.grant ? caller.grant.role : null;
    return {
      organization: { id, slug, name },
      name: caller.actor.name,
      role,
      permissions: permissionsOf(caller),
      mode,
      version,
      executor,
    };
  };

  /** The session that the browser had until now, be it whose it may, is not used any more. */
  const endPresent = async (request: FastifyRequest) => {
    const token = sessionToken(request);
    const session = token === null ? null : await sessions.find(token);
    if (session) await sessions.end(session);
  };

  const begin = async (token: string, { request, reply }: Asked) => {
    await endPresent(request);
    giveToken(reply, token, options.isSecure);
    // Here, since nothing else has to do with sessions that nobody uses any more.
    await sessions.forgetOld();
    const caller = await credentials.callerBySession(token);
    if (!caller) throw new Problem("unauthenticated", "The session has ended meanwhile.");
    return { session: caller.orgId === nowhere ? null : await describe(caller), challenge: null };
  };

  return {
    async signIn({ body, request, reply }) {
      const from = fromOf(request);
      if ("code" in body) {
        const userId = await redeemCode(options.cache, body.code);
        const { token } = await sessions.create(userId, from);
        return begin(token, { request, reply });
      }
      const begun = await identity.signIn(body, from);
      if ("challenge" in begun) return { session: null, challenge: begun.challenge };
      return begin(begun.token, { request, reply });
    },
    async signInSecondStep({ body, request, reply }) {
      const { token } = await identity.signInSecondStep(body, fromOf(request));
      return begin(token, { request, reply });
    },
    getSession: ({ caller }) => describe(caller),
    async signOut({ request, reply }) {
      await endPresent(request);
      giveToken(reply, null, options.isSecure);
      return undefined;
    },
  };
}
