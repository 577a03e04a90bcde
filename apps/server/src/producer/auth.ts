import { randomBytes } from "node:crypto";
import type { Permission } from "@aac/contract";
import { type Cache, type Caller, demand, Problem, type Store, viewOf, digestOfSecret } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Credentials } from "./credentials.ts";
import type { LastUsed } from "./last-used.ts";
import type { From } from "./identity/calls.ts";

const sessionCookie = "aac_session";
/** Longer than any session is: those are ended here, by what the store says. */
const cookieMs = 30 * 24 * 3_600_000;
const codeMs = 15 * 60_000;

export const digestOf = digestOfSecret;
export const newSecret = (prefix: string) => `${prefix}${randomBytes(32).toString("base64url")}`;

/** The organization of a person who is in none. */
export const nowhere = "";

/** What tells who asks, and what they may see. */
export interface Access {
  credentials: Credentials;
  store: Store;
  lastUsed: LastUsed;
}

/**
 * Who asks, and whether they may. A key that comes with the request decides alone: its sender means it, and not a
 * session that a browser may add. Throws Problem `unauthenticated`, `forbidden` or `no_organization`.
 */
export async function authorise(
  { credentials, store, lastUsed }: Access,
  request: FastifyRequest,
  permission: Permission,
): Promise<Caller> {
  const key = keyIn(request);
  const caller = key === null ? await callerBySession(credentials, request) : await credentials.callerByKey(key);
  if (!caller) throw new Problem("unauthenticated", "The request has no valid API key and no valid session.");
  // Known from here on, also when it is refused.
  request.caller = caller;
  lastUsed.tell(caller);
  // About oneself: no organization has a say in it.
  if (permission === "account" && caller.actor.kind === "person") return caller;
  if (caller.orgId === nowhere) throw new Problem("no_organization", "You belong to no organization.");
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

/** Where a request comes from, as a person is told of their sessions. */
export const fromOf = ({ ip, headers }: FastifyRequest): From => ({
  address: ip,
  userAgent: (headers["user-agent"] ?? "").slice(0, 300),
});

/** What a browser shows of itself with every request from now on, until `null` takes it away. */
export function giveToken(reply: FastifyReply, token: string | null, isSecure: boolean): void {
  if (token === null) return void reply.clearCookie(sessionCookie, { path: "/" });
  reply.setCookie(sessionCookie, token, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: isSecure,
    signed: true,
    maxAge: cookieMs / 1000,
  });
}

/** Makes a code that signs a person in once, for a short time: for the link that is printed at the start. */
export async function makeSignInCode(cache: Cache, userId: string): Promise<string> {
  const code = newSecret("");
  await cache.set(`sign-in:${digestOf(code)}`, userId, codeMs);
  return code;
}

/** Answers whom it signs in. Throws Problem `invalid_sign_in`. */
export async function redeemCode(cache: Cache, code: string): Promise<string> {
  const userId = await cache.take(`sign-in:${digestOf(code)}`);
  if (userId === null) throw new Problem("invalid_sign_in", "The sign-in link was used already, or has expired.");
  return userId;
}
