import type { Session } from "@aac/contract";
import { appendAudit, type Cache, type Caller, type Center, permissionsOf, Problem } from "@aac/core";
import type { FastifyRequest } from "fastify";
import { originOf } from "../audit/keep.ts";
import { beginSession, endSession, redeemCode, sessionToken } from "../auth.ts";
import type { Credentials } from "../credentials.ts";
import type { HandlersOf } from "../handlers.ts";

export interface SessionOptions {
  cache: Cache;
  mode: "local" | "server";
  version: string;
  executor: string | null;
  isSecure: boolean;
}

export function sessionRoutes(
  center: Center,
  credentials: Credentials,
  options: SessionOptions,
): HandlersOf<"signIn" | "getSession" | "signOut"> {
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
  const keepSession = (caller: Caller, action: "session.begin" | "session.end", request: FastifyRequest) => {
    const { actor, orgId } = caller;
    const target = { kind: "session", id: null, name: actor.name } as const;
    return appendAudit(center, orgId, { actor, action, target, outcome: "done", origin: originOf(request) });
  };
  return {
    async signIn({ body, request, reply }) {
      const caller =
        "code" in body ? await redeemCode(options.cache, body.code) : await credentials.callerByKey(body.apiKey);
      if (!caller) throw new Problem("invalid_sign_in", "This API key is not valid.");
      await keepSession(caller, "session.begin", request);
      await beginSession(center, caller, reply, options.isSecure);
      return describe(caller);
    },
    getSession: ({ caller }) => describe(caller),
    async signOut(exchange) {
      const token = sessionToken(exchange.request);
      const caller = token === null ? null : await credentials.callerBySession(token);
      if (caller) await keepSession(caller, "session.end", exchange.request);
      return endSession(center, credentials, exchange) as Promise<undefined>;
    },
  };
}
