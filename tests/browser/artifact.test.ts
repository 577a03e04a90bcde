import type { Browser, Page } from "playwright-core";
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

  /** A page of a reader who is signed in. */
  async function signedIn(): Promise<Page> {
    const page = await browser.newPage();
    const [name = "", value = ""] = (await center.signIn()).cookie.split("=");
    await page.context().addCookies([{ name, value, url: center.url, httpOnly: true, sameSite: "Strict" }]);
    await page.goto(`${center.url}/health`);
    return page;
  }
  /** A run that has left these files below `test-results/`; answers the address of one of them. */
  async function runWith(files: Record<string, string>, opened: string): Promise<string> {
    const paths = Object.entries(files).map(([name, content]) => [`test-results/${name}`, content]);
    const { id } = await center.trigger({ FILES: JSON.stringify(Object.fromEntries(paths)) });
    await center.finished(id);
    return `${center.url}/api/v1/runs/${id}/artifacts/1/1/test-results/${opened}`;
  }

  test("runs its scripts in its reader's browser, and cannot act as the reader", async () => {
    const page = await signedIn();
    await page.goto(await runWith({ "report.html": hostile }, "report.html"));
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

  test("that is made of many files is shown with all of them", async () => {
    const files = {
      "index.html": `<!doctype html><link rel="stylesheet" href="./assets/style.css"><h1>loading</h1>
        <img src="assets/dot.svg"><script type="module" src="assets/app.js"></script>`,
      "assets/style.css": "h1 { color: rgb(1, 2, 3) }",
      "assets/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"></svg>',
      "assets/app.js": `import { heading } from "./heading.js";
        const { passed } = await (await fetch("data/summary.json")).json();
        document.querySelector("h1").textContent = heading(passed);`,
      "assets/heading.js": "export const heading = (passed) => passed + ' passed';",
      "data/summary.json": '{"passed": 41}',
    };
    const page = await signedIn();
    await page.goto(await runWith(files, "index.html"));
    await page.getByRole("heading", { name: "41 passed" }).waitFor();
    await page.waitForFunction("getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'");
    await page.waitForFunction("document.querySelector('img').naturalWidth === 7");
  });

  test("is shown to nobody who is not signed in", async () => {
    const page = await browser.newPage();
    const response = await page.goto(await runWith({ "report.html": "<h1>secret</h1>" }, "report.html"));
    expect(response!.status()).toBe(401);
    expect(await page.content()).not.toContain("secret");
  });
});
