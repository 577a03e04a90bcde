import statics from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { viewerPolicy } from "./browsers/answer-headers.ts";

const prefix = "/trace-viewer/";

/** Where a trace of Playwright is shown that is fetched from `report`. */
export function viewerUrl(origin: string, report: string): string {
  const url = new URL(prefix, origin);
  url.searchParams.set("trace", new URL(report, origin).href);
  return url.href;
}

/**
 * Serves Playwright's own viewer, on the reports' host only: it needs a service worker, and so an origin, and shows in
 * it what a suite wrote.
 */
export async function serveTraceViewer(app: FastifyInstance, dir: string | null): Promise<void> {
  if (dir === null) return;
  await app.register(async (viewer) => {
    viewer.addHook("onRoute", (route) => void (route.config = { ...route.config, reportsHost: "only" }));
    await viewer.register(statics, {
      root: dir,
      prefix,
      wildcard: false,
      // For tests that are run from it.
      globIgnore: ["uiMode*"],
      decorateReply: false,
      cacheControl: false,
      setHeaders: protect,
    });
  });
}

function protect(reply: { header(name: string, value: string): unknown }): void {
  reply.header("cache-control", "no-cache");
  reply.header("content-security-policy", viewerPolicy);
  // The address of a page names the trace's.
  reply.header("referrer-policy", "no-referrer");
}
