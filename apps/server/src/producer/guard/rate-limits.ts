import { type RouteName, routes } from "@aac/contract";
import type { Cache } from "@aac/core";
import type { FastifyReply } from "fastify";
import { refuse } from "./refuse.ts";

/** How much of the limit a caller has for each class of routes. Signing in, and whatever asks for a password, is counted by address. */
const shares = { reads: 1, writes: 0.25, triggers: 0.25, signIn: 0.01 } as const;
export type RouteClass = keyof typeof shares;

const named: Partial<Record<RouteName, RouteClass | null>> = {
  health: null,
  healthLive: null,
  healthReady: null,
  signIn: "signIn",
  signInSecondStep: "signIn",
  signUp: "signIn",
  startSso: "signIn",
  finishSso: "signIn",
  previewInvitation: "signIn",
  acceptInvitation: "signIn",
  askForVerification: "signIn",
  verifyEmail: "signIn",
  askForPasswordReset: "signIn",
  resetPassword: "signIn",
  changePassword: "signIn",
  beginTwoFactor: "signIn",
  confirmTwoFactor: "signIn",
  newBackupCodes: "signIn",
  endTwoFactor: "signIn",
  createRun: "triggers",
  rerun: "triggers",
  uploadResults: "triggers",
};

/** What a route counts as; null: it is not counted. */
export const classOf = (name: RouteName): RouteClass | null =>
  named[name] === undefined ? (routes[name].method === "GET" ? "reads" : "writes") : named[name];

const windowMs = 60_000;

/**
 * Counts a request of `who`, and tells in the answer what is left, in the fields of the IETF's draft (`RateLimit-Policy`,
 * `RateLimit`). A limit holds in windows of a minute that begin with a caller's first request. Throws Problem
 * `too_many_requests`.
 */
export async function countRequest(
  { cache, perMinute }: { cache: Cache; perMinute: number },
  { who, routeClass, reply }: { who: string; routeClass: RouteClass; reply: FastifyReply },
): Promise<void> {
  const limit = Math.max(1, Math.floor(perMinute * shares[routeClass]));
  const { count, resetsInMs } = await cache.increment(`requests:${routeClass}:${who}`, windowMs);
  const resetsIn = Math.ceil(resetsInMs / 1000);
  reply.header("ratelimit-policy", `"${routeClass}";q=${limit};w=${windowMs / 1000}`);
  reply.header("ratelimit", `"${routeClass}";r=${Math.max(0, limit - count)};t=${resetsIn}`);
  if (count > limit)
    refuse(reply, resetsInMs, `More than ${limit} requests of this kind ("${routeClass}") in a minute.`);
}
