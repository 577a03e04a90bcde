import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RouteName, routes } from "@aac/contract";
import type { FastifyInstance, InjectOptions } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions, cookieSecret } from "../../../../../tests/scenarios/app-options.ts";
import { addPerson, sessionOf } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

const traceViewerDir = join(dirname(fileURLToPath(import.meta.resolve("playwright-core"))), "lib/vite/traceViewer");
const reportsHost = "reports.example:8443";

let center: TestCenter;
let app: FastifyInstance;
/** That of somebody who may do everything. */
let cookie: string;
/** Of a run's trace, in the API. */
let artifact: string;

beforeAll(async () => {
  center = await startTestCenter();
  app = await createApp(center.center, appOptions({ reportsAt: { origin: `https://${reportsHost}` }, traceViewerDir }));
  const owner = await addPerson(center.center, { orgId: center.caller.orgId });
  cookie = `aac_session=${encodeURIComponent(await sessionOf(center.center, owner.userId, cookieSecret))}`;
  const files = { "test-results/a b/trace.zip": "PK", "test-results/worker.js": "0" };
  const { run } = await center.finished((await center.trigger({ FILES: JSON.stringify(files) })).id);
  artifact = `/api/v1/runs/${run.id}/artifacts/1/1/test-results/a%20b/trace.zip`;
});
afterAll(async () => {
  await app.close();
  await center.stop();
});

const html = { accept: "text/html,*/*;q=0.8" };
const ask = (host: string, request: InjectOptions) =>
  app.inject({ ...request, headers: { host, cookie, ...html, ...request.headers } });

/** Where the viewer is, told which trace to show. */
async function openTrace(): Promise<URL> {
  const response = await ask("center.example", { url: `${artifact}?trace=true` });
  expect(response.statusCode).toBe(302);
  return new URL(String(response.headers.location));
}

describe("on the reports' host", () => {
  test.each(Object.keys(routes) as RouteName[])("404: %s, whoever asks", async (name) => {
    const { method, path } = routes[name];
    const url = path.replaceAll(/:\w+|\*/g, "x");
    for (const headers of [{}, { "x-api-key": center.apiKey }]) {
      const response = await ask(reportsHost, { method, url, headers });
      expect([response.statusCode, response.json()]).toMatchObject([404, { code: "route_not_found" }]);
      expect(response.headers["set-cookie"]).toBeUndefined();
    }
  });

  test.each(["/", "/index.html", "/runs/x", "/openapi.json", "/api/docs/", "/metrics", "//api/v1/session"])(
    "404: %s",
    async (url) => expect((await ask(reportsHost, { url })).statusCode).toBe(404),
  );

  test.each(["REPORTS.example:8443", "reports.example:08443"])("404: %s is the same host", async (host) => {
    expect((await ask(host, { url: "/api/v1/session" })).statusCode).toBe(404);
  });

  test("200: the viewer, which sends nothing anywhere, and the trace by its ticket", async () => {
    const url = await openTrace();
    expect([url.origin, url.pathname]).toEqual([`https://${reportsHost}`, "/trace-viewer/"]);
    const viewer = await ask(reportsHost, { url: url.pathname });
    expect([viewer.statusCode, viewer.body]).toEqual([200, expect.stringContaining("Playwright Trace Viewer")]);
    const worker = await ask(reportsHost, { url: "/trace-viewer/sw.bundle.js" });
    for (const { headers } of [viewer, worker]) {
      expect(headers["referrer-policy"]).toBe("no-referrer");
      const rules = String(headers["content-security-policy"]).split("; ");
      expect(rules).toEqual(
        expect.arrayContaining(["default-src 'none'", "connect-src 'self'", "form-action 'none'", "script-src 'self'"]),
      );
    }
    const trace = new URL(url.searchParams.get("trace")!);
    expect(trace.origin).toBe(url.origin);
    const answer = await app.inject({ url: trace.pathname, headers: { host: reportsHost } });
    expect([answer.statusCode, answer.body]).toEqual([200, "PK"]);
  });

  test("403: no file of a suite becomes a service worker", async () => {
    const { pathname } = new URL((await openTrace()).searchParams.get("trace")!);
    const url = pathname.replace("a%20b/trace.zip", "worker.js");
    expect((await ask(reportsHost, { url })).statusCode).toBe(200);
    expect((await ask(reportsHost, { url, headers: { "service-worker": "script" } })).statusCode).toBe(403);
  });

  test("404: of the viewer what it does not need", async () => {
    expect((await ask(reportsHost, { url: "/trace-viewer/uiMode.html" })).statusCode).toBe(404);
  });
});

describe("on the dashboard's host", () => {
  test("200: the session is there, and says that traces are opened", async () => {
    const response = await ask("center.example", { url: "/api/v1/session" });
    expect([response.statusCode, response.json()]).toMatchObject([200, { opensTraces: true }]);
  });

  test("404: the viewer is not", async () => {
    for (const url of ["/trace-viewer/", "/trace-viewer/index.html", "/trace-viewer/sw.bundle.js"])
      expect((await ask("center.example", { url })).statusCode).toBe(404);
  });
});

test("409: without a host for them traces are not opened, and are downloaded", async () => {
  const without = await createApp(center.center, appOptions({ traceViewerDir }));
  const headers = { cookie, host: reportsHost };
  const [session, opened, download, viewer] = await Promise.all(
    ["/api/v1/session", `${artifact}?trace=true`, `${artifact}?download=true`, "/trace-viewer/"].map((url) =>
      without.inject({ url, headers }),
    ),
  );
  expect(session!.json()).toMatchObject({ opensTraces: false });
  expect([opened!.statusCode, opened!.json()]).toMatchObject([409, { code: "traces_not_set_up" }]);
  expect([download!.statusCode, download!.body]).toEqual([200, "PK"]);
  expect(viewer!.statusCode).toBe(404);
  await without.close();
});
