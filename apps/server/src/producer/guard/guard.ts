import { type Cache, type Caller, type Clock, Problem, type ProblemCode } from "@aac/core";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { digestOf, keyIn, sessionToken } from "../auth.ts";
import { clientAddress } from "./client-address.ts";
import { createLockouts } from "./lockouts.ts";
import { countRequest, type RouteClass } from "./rate-limits.ts";
import { refuse } from "./refuse.ts";

/** What keeps callers from taking too much, and guessers out. */
export interface Limits {
  /** Reads of one caller in a minute; what costs more has a part of it (see rate-limits.ts). Null: no limit. */
  requestsPerMinute: number | null;
  /** Whether an address that offers many wrong credentials, and an account that many are tried for, are locked for a while. */
  lockouts: boolean;
}

/** Counts a request of a person, once it is known whose it is: all sessions of one have one limit together. */
export type CountPerson = (request: FastifyRequest, reply: FastifyReply, caller: Caller) => Promise<void>;

/** Holds the limits on every route that says what it counts as, before anything else is done for the request. */
export function guard(app: FastifyInstance, parts: { limits: Limits; cache: Cache; clock: Clock }): CountPerson {
  const { cache, clock } = parts;
  app.decorateRequest("accountLockedMs", 0);
  const { requestsPerMinute: perMinute } = parts.limits;
  const lockouts = parts.limits.lockouts ? createLockouts({ cache, clock }) : null;
  const accounts = parts.limits.lockouts ? createLockouts({ cache, clock }, "account") : null;

  let isTold = false;
  const tellOfProxy = (request: FastifyRequest) => {
    if (isTold || request.ips !== undefined || request.headers["x-forwarded-for"] === undefined) return;
    isTold = true;
    request.log.warn({ proxy: request.ip }, "a proxy that TRUST_PROXY does not name: all behind it are one address");
  };

  app.addHook("onRequest", async (request, reply) => {
    const { routeClass } = request.routeOptions.config;
    if (!routeClass) return;
    tellOfProxy(request);
    const address = clientAddress(request.ip);
    const locked = lockouts && (routeClass === "signIn" || keyIn(request) !== null) ? lockouts.leftMs(address) : 0;
    const who = routeClass === "signIn" ? address : whoIn(request);
    const [, leftMs] = await Promise.all([
      perMinute === null ? null : countRequest({ cache, perMinute }, { who, routeClass, reply }),
      locked,
    ]);
    if (leftMs > 0) refuse(reply, leftMs, "Too many wrong keys, passwords or codes came from this address.");
  });

  app.addHook("preHandler", async (request, reply) => {
    const account = accounts && request.routeOptions.config.routeClass === "signIn" ? accountIn(request) : null;
    const leftMs = account === null ? 0 : await accounts!.leftMs(account);
    if (leftMs > 0) refuse(reply, leftMs, "Too many wrong passwords were tried for this account.");
  });

  app.addHook("onError", async (request, _, error) => {
    const wrong = lockouts && error instanceof Problem ? wrongIn(request, error) : null;
    if (wrong === null) return;
    await lockouts!.tell(clientAddress(request.ip), digestOf(wrong));
    const account = accountIn(request);
    if (account !== null) request.accountLockedMs = await accounts!.tell(account, digestOf(wrong));
  });

  return async (request, reply, { actor }) => {
    const { routeClass } = request.routeOptions.config;
    if (!routeClass || perMinute === null || actor.kind !== "person") return;
    await countRequest({ cache, perMinute }, { who: `person:${actor.id}`, routeClass, reply });
  };
}

/** Whom a request counts for, known or not: of those that are not, their address is locked out in time. */
function whoIn(request: FastifyRequest): string {
  const secret = keyIn(request) ?? sessionToken(request);
  return secret === null ? clientAddress(request.ip) : digestOf(secret);
}

const guesses: ReadonlySet<ProblemCode> = new Set([
  "invalid_sign_in",
  "invalid_credentials",
  "invalid_code",
  "invalid_link",
  "wrong_password",
]);

/** What was refused as wrong: a key, or what a body holds to sign in with. */
function wrongIn(request: FastifyRequest, { code }: Problem): string | null {
  if (code === "unauthenticated") return keyIn(request);
  return guesses.has(code) ? JSON.stringify([request.caller?.actor.id, request.body]) : null;
}

/** Whose password is tried, be there such an account or not. */
function accountIn({ body, caller }: FastifyRequest): string | null {
  if (caller?.actor.kind === "person") return `person:${caller.actor.id}`;
  const { email, password } = (body ?? {}) as { email?: string; password?: string };
  return email !== undefined && password !== undefined ? `email:${digestOf(email)}` : null;
}

declare module "fastify" {
  interface FastifyRequest {
    /** For how long this request has locked the account that it tried; 0: it has not. */
    accountLockedMs?: number;
  }
  interface FastifyContextConfig {
    /** What the route's requests count as; without it they are not counted. */
    routeClass?: RouteClass | null;
  }
}
