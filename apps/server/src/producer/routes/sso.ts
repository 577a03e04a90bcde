import {
  admit,
  type BegunSignOn,
  beginSignOn,
  type Cache,
  type Caller,
  type Center,
  changeSso,
  checkSso,
  deleteSso,
  finishSignOn,
  type PeopleParts,
  Problem,
  type ResolveTxt,
  type SignOn,
  ssoProviderOf,
  toSsoDomain,
  toSsoSettings,
  verifiedDomains,
  verifyDomain,
} from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { digestOf, fromOf, newSecret } from "../auth.ts";
import type { HandlersOf } from "../handlers.ts";
import type { Identity } from "../identity/identity.ts";
import { vouchedUser } from "../identity/vouched-user.ts";
import type { SignIns } from "../sign-ins.ts";

export interface SsoParts {
  identity: Identity;
  signIns: SignIns;
  people: PeopleParts;
  signOn: SignOn;
  resolveTxt: ResolveTxt;
  cache: Cache;
  publicUrl: () => string;
  isSecure: boolean;
}

type Name = "startSso" | "finishSso" | "getSso" | "changeSso" | "deleteSso" | "testSso" | "verifySsoDomain";

const path = "/api/v1/session/sso";
const cookieName = "aac_sso";
const patienceMs = 10 * 60_000;

export function ssoRoutes(center: Center, parts: SsoParts): HandlersOf<Name> {
  const { identity, signIns, people, signOn, cache, isSecure } = parts;
  const redirectUri = () => `${parts.publicUrl()}${path}/callback`;
  const settingsOf = async (provider: Parameters<typeof toSsoSettings>[0]) =>
    toSsoSettings(provider, { verified: await verifiedDomains(center, provider.orgId), redirectUri: redirectUri() });

  /** Whom it may concern: what their sessions may do is read anew. */
  const rereadAll = async ({ orgId }: Caller, before?: (userId: string) => Promise<void>) => {
    for (const { userId } of await center.store.tenant(orgId).memberships.find({ where: {} })) {
      await before?.(userId);
      await people.reread(orgId, userId);
    }
  };

  /** The way back is for the browser alone that has begun, and for once. */
  const remember = async (reply: FastifyReply, begun: BegunSignOn) => {
    const secret = newSecret("");
    await cache.set(`sso:${digestOf(secret)}`, JSON.stringify(begun), patienceMs);
    // The provider's page sends the browser back: a stricter cookie would not come along.
    const cookie = { path, httpOnly: true, sameSite: "lax" as const, secure: isSecure, signed: true };
    reply.setCookie(cookieName, secret, { ...cookie, maxAge: patienceMs / 1000 });
  };
  const recall = async (request: FastifyRequest, reply: FastifyReply): Promise<BegunSignOn> => {
    const cookie = request.unsignCookie(request.cookies[cookieName] ?? "");
    reply.clearCookie(cookieName, { path });
    const begun = cookie.valid ? await cache.take(`sso:${digestOf(cookie.value)}`) : null;
    if (begun === null) throw new Problem("sso_failed", "This browser has begun no sign-in, or too long ago.");
    return JSON.parse(begun) as BegunSignOn;
  };

  const finish = async (request: FastifyRequest, reply: FastifyReply) => {
    const begun = await recall(request, reply);
    const url = new URL(request.url, parts.publicUrl());
    const { provider, claims, subject } = await finishSignOn(center, signOn, { begun, url });
    const user = await vouchedUser(center, identity, { provider, claims, subject });
    const { orgId } = await admit(center, people, { provider, claims, userId: user.id });
    const from = { ...fromOf(request), activeOrgId: orgId, onlyOrgId: orgId };
    const { token } = await identity.sessions.create(user.id, from);
    await signIns.begin(token, { request, reply });
  };

  return {
    async startSso({ body, reply }) {
      const { url, begun } = await beginSignOn(center, signOn, { email: body.email, redirectUri: redirectUri() });
      await remember(reply, begun);
      return { url };
    },
    async finishSso({ request, reply }) {
      try {
        await finish(request, reply);
        return await reply.redirect("/");
      } catch (error) {
        if (!(error instanceof Problem) || error.status >= 500) throw error;
        request.log.info({ problem: error.code, detail: error.message }, "a single sign-on was refused");
        const said = new URLSearchParams({ problem: error.code, detail: error.message });
        return reply.redirect(`/sign-in#${said.toString()}`);
      }
    },
    async getSso({ caller }) {
      const provider = await ssoProviderOf(center, caller.orgId);
      return { settings: provider && (await settingsOf(provider)), redirectUri: redirectUri() };
    },
    async changeSso({ caller, body }) {
      const changed = await changeSso(center, caller, body);
      await rereadAll(caller);
      return settingsOf(changed);
    },
    async deleteSso({ caller }) {
      await deleteSso(center, caller);
      await rereadAll(caller, async (userId) => {
        for (const session of await identity.sessions.list(userId)) {
          if (session.onlyOrgId === caller.orgId) await identity.sessions.end(session);
        }
      });
      return undefined;
    },
    testSso: ({ caller }) => checkSso(center, signOn, caller),
    async verifySsoDomain({ caller, body }) {
      const { domain: given } = body;
      const verified = await verifyDomain(center, caller, { domain: given, resolveTxt: parts.resolveTxt });
      await rereadAll(caller);
      return toSsoDomain(verified.id, caller.orgId, [verified]);
    },
  };
}
