import { Problem } from "@aac/core";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Where what suites wrote has an origin of its own: all of it, or a name of this machine, on the port we listen on. */
export type ReportsAt = { origin: string } | { name: string };

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether it is answered on the reports' host too, or there only. Default: on all others. */
    reportsHost?: "too" | "only";
  }
}

/**
 * Makes the reports' host one on which there is nothing to act with: of all routes only those that say so are there,
 * and no cookie is read. Answers its origin; null where there is none.
 */
export function keepReportsApart(app: FastifyInstance, at: ReportsAt | null): () => string | null {
  const origin = () => {
    if (at === null || "origin" in at) return at?.origin ?? null;
    const [listening] = app.addresses();
    return typeof listening === "object" ? new URL(`http://${at.name}:${listening.port}`).origin : null;
  };
  app.addHook("onRequest", async (request) => {
    const { reportsHost } = request.routeOptions.config;
    const isThere = isAt(request, origin());
    if (isThere) delete request.headers.cookie;
    if (isThere ? !reportsHost : reportsHost === "only") {
      throw new Problem("route_not_found", `${request.method} ${request.url} is not there.`);
    }
  });
  return origin;
}

function isAt({ host }: FastifyRequest, origin: string | null): boolean {
  if (origin === null) return false;
  const url = new URL(origin);
  const asked = `${url.protocol}//${host}`;
  return URL.canParse(asked) && new URL(asked).host === url.host;
}
