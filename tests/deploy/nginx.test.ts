import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Route, routes } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dashboardPolicyWith } from "../../apps/server/src/producer/browsers/answer-headers.ts";
import { createApp } from "../../apps/server/src/producer/app.ts";
import { appOptions } from "../scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { startNginx } from "../services/nginx.ts";
import { isInstalled, type OwnServer } from "../services/own-server.ts";

// nginx with the configuration of the images, beside a producer that serves the same files itself.

const hasNginx = isInstalled("nginx", "nginx-light");

const page = `<!doctype html><meta name="aac-api" content="" />${"<!-- -->".repeat(200)}`;
const https = { "x-forwarded-proto": "https" };

let folder: string;
let center: TestCenter;
let app: Awaited<ReturnType<typeof createApp>>;
let split: OwnServer | null;
let one: OwnServer | null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aac-nginx-"));
  await mkdir(join(folder, "assets"));
  for (const [name, text] of [
    ["index.html", page],
    ["assets/index-a1b2.js", "1;".repeat(1_000)],
    ["theme.js", "2;"],
    ["favicon.svg", "<svg/>"],
  ] as const) {
    await writeFile(join(folder, name), text);
    if (text.length > 1_024) await writeFile(join(folder, `${name}.gz`), gzipSync(text));
  }
  center = await startTestCenter({ withoutWorker: true });
  app = await createApp(center.center, appOptions({ dashboardDir: folder, isSecure: true }));
  const upstream = new URL(center.url).host;
  [one, split] = await Promise.all([
    startNginx("dashboard", { files: folder, settings: { PRODUCER_UPSTREAM: upstream } }),
    startNginx("dashboard", { files: folder, settings: { API_URL: "https://api.example.org" } }),
  ]);
  if (!one && process.env["CI"]) throw new Error("There is no nginx to test with. Install nginx-light.");
});
afterAll(async () => {
  await Promise.all([one?.stop(), split?.stop(), app.close(), center.stop()]);
  await rm(folder, { recursive: true });
});

const toldBrowsers =
  `cache-control content-security-policy content-type cross-origin-opener-policy cross-origin-resource-policy
  origin-agent-cluster permissions-policy referrer-policy strict-transport-security x-content-type-options`.split(
    /\s+/,
  );

describe.skipIf(!hasNginx)("nginx", () => {
  test.for([
    ["/", "text/html"],
    ["/runs/any/page", "text/html"],
    ["/index.html", "text/html"],
    ["/assets/index-a1b2.js", "*/*"],
    ["/theme.js", "*/*"],
    ["/favicon.svg", "image/*"],
  ])("tells browsers with %s what a producer tells them", async ([url = "", accept = ""]) => {
    const headers = { ...https, accept };
    const [expected, answer] = await Promise.all([
      app.inject({ url, headers }),
      fetch(`${one!.url}${url}`, { headers }),
    ]);
    expect(answer.status).toBe(expected.statusCode);
    expect(await answer.text()).toBe(expected.body);
    const plain = (value: string | null | undefined) =>
      value?.replace("application/javascript", "text/javascript").replace(/(svg\+xml); charset=utf-8/, "$1");
    for (const name of toldBrowsers)
      expect([name, plain(answer.headers.get(name))]).toEqual([name, plain(expected.headers[name] as string)]);
  });

  test.for([
    ["/assets/gone.js", "text/html"],
    ["/gone.js", "*/*"],
  ])("%s is not there, for nobody wants it as a page", async ([url = "", accept = ""]) => {
    const answer = await fetch(`${one!.url}${url}`, { headers: { accept } });
    expect(answer.status).toBe(404);
    expect(answer.headers.get("cache-control") ?? "").not.toMatch(/immutable/);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("without https it does not ask for it, and what was compressed is sent so", async () => {
    const answer = await fetch(`${one!.url}/assets/index-a1b2.js`);
    expect(answer.headers.get("strict-transport-security")).toBeNull();
    expect(answer.headers.get("content-encoding")).toBe("gzip");
  });

  test("every path of the contract, reports and the API's document are the producer's, with its headers once", async () => {
    const paths = new Set(Object.values<Route>(routes).map(({ path }) => path.replaceAll(/:\w+/g, "x")));
    for (const path of [...paths, "/openapi.json", "/reports/x/y", "/api/docs/"]) {
      const answer = await fetch(`${one!.url}${path}`, { redirect: "manual" });
      await answer.body?.cancel();
      expect([path, answer.headers.get("x-content-type-options")]).toEqual([path, "nosniff"]);
      // nginx itself would say it in HTML.
      const expected = path === "/api/docs/" ? /html/ : /json|^$/;
      expect([path, answer.headers.get("content-type") ?? ""]).toEqual([path, expect.stringMatching(expected)]);
    }
  });

  test("figures are not for people, and unknown paths of the API are its own to refuse", async () => {
    expect((await fetch(`${one!.url}/metrics`)).status).toBe(404);
    expect(await (await fetch(`${one!.url}/api/v1/nothing`)).json()).toMatchObject({ code: "route_not_found" });
  });

  test("a body is too large when the API says so", async () => {
    const answer = await fetch(`${one!.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "sec-fetch-site": "same-origin" },
      body: JSON.stringify({ email: "x".repeat(1_100_000), password: "" }),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ status: 413, remedy: expect.any(String) });
  });

  test("where the API is on another host the page is told, and may ask there and nowhere else", async () => {
    const answer = await fetch(`${split!.url}/`, { headers: { accept: "text/html" } });
    expect(await answer.text()).toContain('name="aac-api" content="https://api.example.org"');
    expect(answer.headers.get("content-security-policy")).toBe(dashboardPolicyWith("https://api.example.org"));
    expect((await fetch(`${split!.url}/api/v1/runs`)).status).toBe(404);
  });

  test("the documentation is files: folders have a slash, its search may load its own scripts, what is missing has a page", async () => {
    const files = join(folder, "docs");
    await mkdir(join(files, "guide"), { recursive: true });
    for (const [name, text] of [
      ["index.html", "Start"],
      ["404.html", "Not here"],
      ["guide/index.html", "Guide"],
      ["search.js", "1;"],
    ] as const) {
      await writeFile(join(files, name), text);
    }
    const docs = (await startNginx("docs", { files }))!;
    try {
      const ask = (path: string) => fetch(`${docs.url}${path}`, { redirect: "manual" });
      expect((await ask("/guide")).headers.get("location")).toBe("/guide/");
      expect(await (await ask("/guide/")).text()).toBe("Guide");
      // A worker has the policy of its script.
      for (const path of ["/", "/search.js"]) {
        const { headers } = await ask(path);
        expect(headers.get("content-security-policy")).toMatch(/script-src 'self'.*frame-ancestors 'none'/);
      }
      const missing = await ask("/nowhere");
      expect([missing.status, await missing.text()]).toEqual([404, "Not here"]);
    } finally {
      await docs.stop();
    }
  });
});
