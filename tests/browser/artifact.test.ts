import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { chromiumPath, launchChromium } from "./chromium.ts";

/** Tries what a hostile report would, and tells in its title what came of it. */
const hostile = `<!doctype html><title>not run</title><body><script>
  const attempt = async (name, what) => [name, await what().then((value) => String(value), () => "refused")];
  Promise.all([
    attempt("who am I", async () => (await fetch("/api/v1/session", { credentials: "include" })).status),
    attempt("create", async () => (await fetch("/api/v1/projects", {
      method: "POST", credentials: "include", body: '{"slug":"evil"}', headers: { "content-type": "application/json" },
    })).status),
    attempt("form", async () => { const form = document.createElement("form"); form.method = "POST";
      form.action = "/api/v1/session"; document.body.append(form); form.submit(); return location.pathname.endsWith("report.html"); }),
    attempt("cookie", async () => document.cookie),
    attempt("storage", async () => localStorage.length),
    attempt("origin", async () => self.origin),
    attempt("frames", async () => { const frame = document.createElement("iframe"); frame.src = "/api/v1/session";
      document.body.append(frame); await new Promise((done) => (frame.onload = done));
      return frame.contentDocument.body.textContent; }),
  ]).then((all) => (document.title = JSON.stringify(Object.fromEntries(all))));
</script></body>`;

describe.skipIf(chromiumPath === null)("a report that a suite wrote", () => {
  let center: TestCenter;
  let browser: Browser;
  beforeAll(async () => {
    [center, browser] = await Promise.all([startTestCenter(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await center.stop();
  });

  test("runs its scripts in its reader's browser, and cannot act as the reader", async () => {
    const { id } = await center.trigger({ FILES: JSON.stringify({ "test-results/report.html": hostile }) });
    await center.finished(id);
    const page = await browser.newPage();
    await page.goto(`${center.url}/health`);
    const signIn = (apiKey: string) =>
      fetch("/api/v1/session", {
        method: "POST",
        body: JSON.stringify({ apiKey }),
        headers: { "content-type": "application/json" },
      }).then(({ status }) => status);
    expect(await page.evaluate(signIn, center.apiKey)).toBe(200);

    await page.goto(`${center.url}/api/v1/runs/${id}/artifacts/1/1/test-results/report.html`);
    await page.waitForFunction('document.title.startsWith("{")');
    expect(JSON.parse(await page.title())).toEqual({
      "who am I": "refused",
      create: "refused",
      form: "true",
      cookie: "refused",
      storage: "refused",
      origin: "null",
      frames: "refused",
    });
    const { items } = await center.client.call("listProjects", {});
    expect(items.map(({ slug }) => slug)).toEqual(["web"]);
  });
});
