import { type Cache, type Clock, Problem } from "@aac/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { digestOf, keyIn, sessionToken } from "../auth.ts";
import { clientAddress } from "./client-address.ts";
import { createLockouts } from "./lockouts.ts";
import { countRequest, type RouteClass } from "./rate-limits.ts";
import { refuse } from "./refuse.ts";

/** What keeps callers from taking too much, and guessers out. */
export interface Limits {
  /** Reads of one caller in a minute; what costs more has a part of it (see rate-limits.ts). Null: no limit. */
  requestsPerMinute: number | null;
  /** Whether an address that offers many wrong credentials is locked out for a while. */
  lockouts: boolean;
}

/** Holds the limits on every route that says what it counts as, before anything else is done for the request. */
export function guard(app: FastifyInstance, parts: { limits: Limits; cache: Cache; clock: Clock }): void {
  const { cache, clock } = parts;
  const { requestsPerMinute: perMinute } = parts.limits;
  const lockouts = parts.limits.lockouts ? createLockouts({ cache, clock }) : null;

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
    if (leftMs > 0) refuse(reply, leftMs, "Too many wrong keys or sign-in codes came from this address.");
  });

  app.addHook("onError", async (request, _, error) => {
    const wrong = lockouts && error instanceof Problem ? wrongIn(request, error) : null;
    if (wrong !== null) await lockouts!.tell(clientAddress(request.ip), digestOf(wrong));
  });
}

/** Whom a request counts for, known or not: of those that are not, their address is locked out in time. */
function whoIn(request: FastifyRequest): string {
  const secret = keyIn(request) ?? sessionToken(request);
  return secret === null ? clientAddress(request.ip) : digestOf(secret);
}

/** The key or code that was refused as not known. */
function wrongIn(request: FastifyRequest, { code }: Problem): string | null {
  if (code === "unauthenticated") return keyIn(request);
  if (code !== "invalid_sign_in") return null;
  const body = request.body as { code?: string; apiKey?: string } | undefined;
  return body?.code ?? body?.apiKey ?? null;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route's requests count as; without it they are not counted. */
    routeClass?: RouteClass | null;
  }
}
