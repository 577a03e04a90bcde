import { existsSync } from "node:fs";
import { join } from "node:path";
import statics from "@fastify/static";
import { Problem } from "@aac/core";
import type { FastifyInstance } from "fastify";

const policy = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "frame-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

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
    if (!page || !isPage) throw new Problem("route_not_found", `${request.method} ${request.url} is not there.`);
    return reply.sendFile("index.html");
  });
}

/** Built files carry a digest in their names; the page that names them must be fresh. */
function protect(reply: { header(name: string, value: string): unknown }, path: string): void {
  const isNamedByContent = /[/\\]assets[/\\]/.test(path);
  reply.header("cache-control", isNamedByContent ? "public, max-age=31536000, immutable" : "no-cache");
  reply.header("x-content-type-options", "nosniff");
  if (!path.endsWith(".html")) return;
  reply.header("content-security-policy", policy);
  reply.header("referrer-policy", "same-origin");
}
