import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../tests/scenarios/test-center.ts";
import { createApp } from "./app.ts";

let center: TestCenter;
let folder: string;
let app: FastifyInstance;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  folder = await mkdtemp(join(tmpdir(), "aac-dashboard-"));
  const dir = join(folder, "dist");
  await mkdir(join(dir, "assets"), { recursive: true });
  await writeFile(join(dir, "index.html"), "<!doctype html><title>Center</title>");
  await writeFile(join(dir, "theme.js"), "1");
  await writeFile(join(dir, "assets/index-a1b2.js"), "2");
  await writeFile(join(folder, "outside.txt"), "outside");
  app = await createApp(center.center, appOptions({ dashboardDir: dir }));
});
afterAll(async () => {
  await app.close();
  await center.stop();
  await rm(folder, { recursive: true });
});

const open = (url: string, accept = "text/html,*/*") => app.inject({ url, headers: { accept } });

describe("the dashboard", () => {
  test.each(["/", "/index.html", "/runs/01abc?tab=log", "/sign-in"])(
    "200: %s is its page, and never an old one",
    async (url) => {
      const response = await open(url);
      expect([response.statusCode, response.body]).toEqual([200, "<!doctype html><title>Center</title>"]);
      expect(response.headers).toMatchObject({
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
      });
      const policy = String(response.headers["content-security-policy"]);
      for (const rule of [
        "default-src 'none'",
        "script-src 'self';",
        "connect-src 'self';",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'none'",
      ]) {
        expect(policy).toContain(rule);
      }
      expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    },
  );

  test("200: what is named by its content is kept for good, the rest is asked for again", async () => {
    const asset = await open("/assets/index-a1b2.js", "*/*");
    expect([asset.body, asset.headers["cache-control"]]).toEqual(["2", "public, max-age=31536000, immutable"]);
    const theme = await open("/theme.js", "*/*");
    expect([theme.body, theme.headers["cache-control"]]).toEqual(["1", "no-cache"]);
  });

  test("404: a script that is not there is no page", async () => {
    const response = await open("/assets/index-old.js", "*/*");
    expect([response.statusCode, response.json()]).toMatchObject([404, { code: "route_not_found" }]);
  });

  test("404: the API answers a browser as it answers anybody", async () => {
    const response = await open("/api/v1/nothing");
    expect([response.statusCode, response.json()]).toMatchObject([404, { code: "route_not_found" }]);
  });

  test("nothing outside its folder is served", async () => {
    for (const url of [
      "/../outside.txt",
      "/%2e%2e/outside.txt",
      "/assets/..%2f..%2foutside.txt",
      "/..%5coutside.txt",
    ]) {
      expect((await open(url, "*/*")).statusCode).toBe(404);
    }
  });
});

test("404: where no dashboard was built, its pages are not there and the API is", async () => {
  const without = await createApp(center.center, appOptions({ dashboardDir: join(folder, "none") }));
  const response = await without.inject({ url: "/", headers: { accept: "text/html" } });
  expect([response.statusCode, response.json()]).toMatchObject([
    404,
    { code: "dashboard_not_built", remedy: expect.stringContaining("npm start") },
  ]);
  expect((await without.inject({ url: "/health" })).statusCode).toBe(200);
  await without.close();
});
