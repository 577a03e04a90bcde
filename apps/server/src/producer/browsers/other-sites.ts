import cors from "@fastify/cors";
import { Problem } from "@aac/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { keyIn } from "../auth.ts";

export interface SiteOptions {
  /** Origins besides our own whose pages may call the API with the session of their reader. */
  corsOrigins: readonly string[];
  /** People reach us by https, and so does every page of ours. */
  isSecure: boolean;
}

/** What clients of the API send, and what they may read of an answer. */
const requestHeaders = ["authorization", "content-type", "idempotency-key", "last-event-id", "x-api-key"];
const answerHeaders = ["content-disposition", "location", "ratelimit", "ratelimit-policy", "retry-after"];

/**
 * Browsers send our cookie along with what other sites make them send. Such a request is refused where it would change
 * something, and no other site may read an answer; but for the origins that are listed. Throws Problem
 * `cross_site_request`.
 */
export async function refuseOtherSites(app: FastifyInstance, options: SiteOptions): Promise<void> {
  const listed = new Set(options.corsOrigins);
  if (listed.size > 0) {
    await app.register(cors, {
      delegator(request: FastifyRequest, decide) {
        const isListed = request.url.startsWith("/api/") && listed.has(request.headers.origin ?? "");
        decide(null, isListed ? { ...corsOptions, origin: [...listed] } : { origin: false });
      },
    });
  }
  app.addHook("onRequest", async (request) => {
    const { method } = request;
    if (method === "GET" || method === "HEAD") return;
    if (method === "OPTIONS") return refusePreflight(request);
    // Whoever sends a key means it: no browser adds one.
    if (keyIn(request) !== null) return;
    const { origin } = request.headers;
    if (origin !== undefined && listed.has(origin)) return;
    if (!isOwn(request, options)) {
      throw new Problem("cross_site_request", `The request was made by ${origin ?? "another site"}.`);
    }
  });
}

const corsOptions = {
  credentials: true,
  methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowedHeaders: requestHeaders,
  exposedHeaders: answerHeaders,
  maxAge: 600,
};

/** Reached only where the origin is not listed: the others are answered before. */
function refusePreflight({ headers }: FastifyRequest): void {
  if (headers["access-control-request-method"] === undefined) return;
  throw new Problem("cross_site_request", `Pages of ${headers.origin ?? "nowhere"} may not call this API.`);
}

function isOwn(request: FastifyRequest, { isSecure }: SiteOptions): boolean {
  const { origin, host, cookie } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  // Over plain HTTP, and in older browsers, the origin alone tells. A sandboxed page has "null".
  if (origin !== undefined) return isOrigin(origin, host, isSecure);
  // A browser that tells neither can be made to send, across sites, only what a form can.
  return cookie === undefined || !couldBeAForm(request);
}

function isOrigin(origin: string, host: string | undefined, isSecure: boolean): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.host === host && (!isSecure || url.protocol === "https:");
}

function couldBeAForm({ method, headers }: FastifyRequest): boolean {
  return method === "POST" && !/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? "");
}
