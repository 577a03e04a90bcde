import { existsSync } from "node:fs";
import { join } from "node:path";
import statics from "@fastify/static";
import { Problem } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { dashboardPolicy } from "./browsers/answer-headers.ts";

/** Serves the built dashboard: its files, and its one page for every path that is not the API's. */
export async function serveDashboard(app: FastifyInstance, dir: string | null): Promise<void> {
  const page = dir && existsSync(join(dir, "index.html")) ? dir : null;
  if (page) {
    await app.register(statics, {
      root: page,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: protect,
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === "GET" && !request.url.startsWith("/api/") && request.headers.accept?.includes("text/html");
    if (isPage && dir && !page) {
      throw new Problem("dashboard_not_built", "The API is here, and the dashboard's pages are not.");
    }
    if (!page || !isPage) throw new Problem("route_not_found", `${request.method} ${request.url} is not there.`);
    return reply.sendFile("index.html");
  });
}

/** Built files carry a digest in their names; the page that names them must be fresh. */
function protect(reply: { header(name: string, value: string): unknown }, path: string): void {
  const isNamedByContent = /[/\\]assets[/\\]/.test(path);
  reply.header("cache-control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache");
  if (path.endsWith(".html")) reply.header("content-security-policy", dashboardPolicy);
}
