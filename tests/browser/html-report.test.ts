import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { launchBrowser } from "./browser.ts";
import { chromiumPath } from "./chromium.ts";

describe.skipIf(chromiumPath === null)("a report that a suite wrote", () => {
  let center: TestCenter;
  let browser: Browser;
  beforeAll(async () => {
    [center, browser] = await Promise.all([startTestCenter(), launchBrowser()]);
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
