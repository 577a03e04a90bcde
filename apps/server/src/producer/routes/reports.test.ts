import type { Run } from "@aac/contract";
import type { Clock } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let app: FastifyInstance;
let run: Run;
let other: Run;
/** How far the app's clock is ahead. */
let aheadMs = 0;

beforeAll(async () => {
  center = await startTestCenter();
  const clock: Clock = { ...center.center.clock, now: () => Date.now() + aheadMs };
  app = await createApp({ ...center.center, clock }, appOptions());
  const files = {
    "test-results/a b/index.html": "<h1>page</h1>",
    "test-results/a b/app.js": "0",
    "test-results/x.txt": "x",
  };
  const finish = async (own: Record<string, string>) =>
    (await center.finished((await center.trigger({ FILES: JSON.stringify(own) })).id)).run;
  [run, other] = [await finish(files), await finish({ "test-results/other.html": "<h1>other</h1>" })];
});
afterAll(async () => {
  await app.close();
  await center.stop();
});

const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const artifactUrl = (path: string) => `/api/v1/runs/${run.id}/artifacts/1/1/test-results/${path}`;
const open = (url: string, headers: Record<string, string> = html) =>
  app.inject({ url, headers: { "x-api-key": center.apiKey, ...headers } });
/** Without a credential, as the page's own requests come. */
const openFromPage = (url: string) => app.inject({ url, headers: { origin: "null", "sec-fetch-site": "cross-site" } });

async function pageUrl(): Promise<string> {
  const response = await open(artifactUrl("a%20b/index.html"));
  expect(response.statusCode).toBe(302);
  return String(response.headers.location);
}

describe("a page that a suite wrote", () => {
  test("302: a browser is sent to where it is read without cookies", async () => {
    expect(await pageUrl()).toMatch(/^\/reports\/[\w.-]+\/1\/1\/test-results\/a%20b\/index\.html$/);
  });

  test("200: a program, a download and a file that is no page are answered where they are", async () => {
    const answers = [
      await open(artifactUrl("a%20b/index.html"), { accept: "*/*" }),
      await open(`${artifactUrl("a%20b/index.html")}?download=true`),
      await open(artifactUrl("x.txt")),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    for (const { headers } of answers) expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  });

  test("200: there it is in a sandbox, and may fetch what lies around it", async () => {
    const url = await pageUrl();
    const page = await openFromPage(url);
    expect([page.statusCode, page.body]).toEqual([200, "<h1>page</h1>"]);
    expect(page.headers["content-security-policy"]).toMatch(/^sandbox allow-scripts /);
    const script = await openFromPage(url.replace("index.html", "app.js"));
    expect([script.statusCode, script.body]).toEqual([200, "0"]);
    for (const { headers } of [page, script]) {
      expect(headers).toMatchObject({
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
    }
    const range = await app.inject({ url: url.replace("index.html", "app.js"), headers: { range: "bytes=0-0" } });
    expect([range.statusCode, range.body]).toEqual([206, "0"]);
  });

  test("404: it may fetch nothing of another run", async () => {
    const url = await pageUrl();
    for (const path of [
      "1/1/test-results/other.html",
      `..%2f${other.id}/1/1/test-results/other.html`,
      "2/1/junit.xml",
    ]) {
      const response = await openFromPage(url.replace(/1\/1\/.*/, path));
      expect([path, response.statusCode]).toEqual([path, 404]);
    }
  });

  test("401: an address that was changed or made up", async () => {
    const url = await pageUrl();
    const [, ticket = ""] = /^\/reports\/([^/]+)\//.exec(url)!;
    const [orgId, runId, endsAt, signature] = ticket.split(".");
    const forged = [
      [orgId, other.id, endsAt, signature],
      ["other", runId, endsAt, signature],
      [orgId, runId, Number(endsAt) + 1, signature],
      [orgId, runId, endsAt, `${signature}A`],
      [orgId, runId, endsAt, ""],
      ["nonsense"],
    ].map((parts) => parts.join("."));
    for (const one of forged) {
      const response = await openFromPage(url.replace(ticket, one));
      expect([one, response.statusCode]).toEqual([one, 401]);
    }
  });

  test("302: an address that is over leads back to where a new one is given to whom may have it", async () => {
    const url = await pageUrl();
    aheadMs = 3_600_001;
    const response = await openFromPage(url);
    expect([response.statusCode, response.headers.location]).toEqual([302, artifactUrl("a%20b/index.html")]);
    expect((await openFromPage(artifactUrl("a%20b/index.html"))).statusCode).toBe(401);
    const again = await open(artifactUrl("a%20b/index.html"));
    expect((await openFromPage(String(again.headers.location))).statusCode).toBe(200);
    aheadMs = 0;
  });
});
