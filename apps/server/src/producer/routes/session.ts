import type { Session } from "@aac/contract";
import { type Cache, type Caller, type Center, permissionsOf, Problem } from "@aac/core";
import { beginSession, endSession, redeemCode } from "../auth.ts";
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
  return {
    async signIn({ body, reply }) {
      const caller =
        "code" in body ? await redeemCode(options.cache, body.code) : await credentials.callerByKey(body.apiKey);
      if (!caller) throw new Problem("invalid_sign_in", "This API key is not valid.");
      await beginSession(center, caller, reply, options.isSecure);
      return describe(caller);
    },
    getSession: ({ caller }) => describe(caller),
    signOut: (exchange) => endSession(center, credentials, exchange) as Promise<undefined>,
  };
}
