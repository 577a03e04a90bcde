import { createHash, randomBytes } from "node:crypto";
import { type Permission, Scope } from "@aac/contract";
import { type Cache, type Caller, type Center, demand, Problem, type Store, viewOf } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Credentials } from "./credentials.ts";

const sessionCookie = "aac_session";
const sessionMs = 7 * 24 * 3_600_000;
const codeMs = 15 * 60_000;

/** A digest for looking a key or token up: both are random and long, so a plain hash gives nothing away. */
export const digestOf = (secret: string) => createHash("sha256").update(secret).digest("base64url");
export const newSecret = (prefix: string) => `${prefix}${randomBytes(32).toString("base64url")}`;

/** What tells who asks, and what they may see. */
export interface Access {
  credentials: Credentials;
  store: Store;
}

/**
 * Who asks, and whether they may. A key that comes with the request decides alone: its sender means it, and not a
 * session that a browser may add. Throws Problem `unauthenticated` or `forbidden`.
 */
export async function authorise(
  { credentials, store }: Access,
  request: FastifyRequest,
  permission: Permission,
): Promise<Caller> {
  const key = keyIn(request);
  const caller = key === null ? await callerBySession(credentials, request) : await credentials.callerByKey(key);
  if (!caller) throw new Problem("unauthenticated", "The request has no valid API key and no valid session.");
  // Known from here on, also when it is refused.
  request.caller = caller;
  demand(caller, permission);
  if (caller.projects !== null) await demandInProject({ store, caller, permission }, request.params);
  return caller;
}

/** Of a route that is about one project, or a run of it. What the caller does not see is left to be not found. */
async function demandInProject(
  { store, caller, permission }: { store: Store; caller: Caller; permission: Permission },
  params: unknown,
): Promise<void> {
  const { project, run } = params as { project?: string; run?: string };
  const view = viewOf(store, caller);
  const [found] = project === undefined ? [] : await view.projects.find({ where: { slug: project }, limit: 1 });
  const projectId = found?.id ?? (run === undefined ? undefined : (await view.runs.get(run))?.projectId);
  if (projectId !== undefined) demand(caller, permission, projectId);
}

/** The API key that comes with a request, be it known or not. */
export function keyIn({ headers }: FastifyRequest): string | null {
  const [, bearer] = /^bearer\s+(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  const header = headers["x-api-key"];
  return bearer ?? (typeof header === "string" ? header : null);
}

async function callerBySession(credentials: Credentials, request: FastifyRequest): Promise<Caller | null> {
  const token = sessionToken(request);
  return token === null ? null : credentials.callerBySession(token);
}

/** The token in a cookie that we have signed; null without one. */
export function sessionToken(request: FastifyRequest): string | null {
  const cookie = request.cookies[sessionCookie];
  if (cookie === undefined) return null;
  const unsigned = request.unsignCookie(cookie);
  return unsigned.valid ? unsigned.value : null;
}

/** Begins a session for a browser. */
export async function beginSession(
  center: Center,
  caller: Caller,
  reply: FastifyReply,
  isSecure: boolean,
): Promise<void> {
  const token = newSecret("");
  const now = center.clock.now();
  const { sessions } = center.store.system;
  // Here, since nothing else has to do with sessions that nobody uses any more.
  await sessions.deleteMany({ expiresAt: { lte: now } }, 1_000);
  await sessions.insert({
    id: center.ids(),
    orgId: caller.orgId,
    name: caller.actor.name,
    scopes: "scopes" in caller.grant ? [...caller.grant.scopes] : Scope.options,
    digest: digestOf(token),
    createdAt: now,
    expiresAt: now + sessionMs,
  });
  reply.setCookie(sessionCookie, token, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: isSecure,
    signed: true,
    maxAge: sessionMs / 1000,
  });
}

export async function endSession(
  center: Center,
  credentials: Credentials,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  const token = sessionToken(request);
  if (token !== null) {
    const digest = digestOf(token);
    const [session] = await center.store.system.sessions.find({ where: { digest }, limit: 1 });
    if (session) await center.store.system.sessions.delete(session.id);
    await credentials.revoke("session", digest);
  }
  reply.clearCookie(sessionCookie, { path: "/" });
}

/** Makes a code that signs in once, for a short time: for the link that is printed at the start. */
export async function makeSignInCode(cache: Cache, caller: Caller): Promise<string> {
  const code = newSecret("");
  await cache.set(`sign-in:${digestOf(code)}`, JSON.stringify(caller), codeMs);
  return code;
}

/** Throws Problem `invalid_sign_in`. */
export async function redeemCode(cache: Cache, code: string): Promise<Caller> {
  const caller = await cache.take(`sign-in:${digestOf(code)}`);
  if (caller === null) throw new Problem("invalid_sign_in", "The sign-in link was used already, or has expired.");
  return JSON.parse(caller) as Caller;
}
