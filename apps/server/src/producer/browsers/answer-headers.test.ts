import { mkdir, rm, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  folder = await mkdtemp(join(tmpdir(), "aac-headers-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html>");
  await writeFile(join(folder, "assets/index-a1b2.js"), "1");
  app = await createApp(center.center, appOptions({ dashboardDir: folder, isSecure: true }));
});
afterAll(async () => {
  await app.close();
  await center.stop();
  await rm(folder, { recursive: true });
});

const html = { accept: "text/html" };
/** Whatever can be asked of it, with what it answers. */
const answers: Record<
  string,
  { url: string; method?: "GET" | "POST"; headers?: Record<string, string>; status: number }
> = {
  data: { url: "/health", status: 200 },
  "a refusal": { url: "/api/v1/runs", status: 401 },
  "a refused body": { url: "/api/v1/session", method: "POST", headers: { "content-type": "text/plain" }, status: 415 },
  nothing: { url: "/api/v1/nothing", status: 404 },
  "an address that cannot be": { url: "/api/v1/runs/%zz", status: 400 },
  "the document": { url: "/openapi.json", status: 200 },
  "the reference": { url: "/api/docs/", headers: html, status: 200 },
  "the reference's script": { url: "/api/docs/js/scalar.js", status: 200 },
  figures: { url: "/metrics", status: 200 },
  "a page": { url: "/projects", headers: html, status: 200 },
  "a script": { url: "/assets/index-a1b2.js", status: 200 },
};

describe.each(Object.entries(answers))("%s", (_, { status, ...request }) => {
  test("comes with what keeps browsers from doing anything else with it", async () => {
    const response = await app.inject(request);
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "strict-transport-security": "max-age=31536000",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    const policy = String(response.headers["content-security-policy"]);
    for (const rule of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(rule);
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|\*|http)/);
    expect(response.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

test("over plain HTTP no browser is told to insist on https", async () => {
  const plain = await createApp(center.center, appOptions());
  expect((await plain.inject({ url: "/health" })).headers["strict-transport-security"]).toBeUndefined();
  await plain.close();
});
