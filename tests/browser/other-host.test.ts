import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, openWindow } from "./browser.ts";
import { startCenter, type TestCenter } from "./center.ts";
import { junit } from "./stage.ts";

// The dashboard's files on a host of their own, as where API and dashboard are deployed apart.

const types: Record<string, string> = {
  ".woff2": "font/woff2",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Serves the built dashboard, told where the API is. */
async function serveFiles(host: string, apiUrl: () => string): Promise<{ url: string; server: Server }> {
  const dist = join(import.meta.dirname, "../../apps/dashboard/dist");
  const read = async (path: string) => {
    const type = types[extname(path)];
    if (type !== undefined) return { type, bytes: await readFile(join(dist, path)) };
    const page = await readFile(join(dist, "index.html"), "utf8");
    return {
      type: "text/html",
      bytes: page.replace('name="aac-api" content=""', `name="aac-api" content="${apiUrl()}"`),
    };
  };
  const server = createServer((request, response) => {
    void read(new URL(request.url!, "http://a").pathname).then(
      ({ type, bytes }) => response.setHeader("content-type", type).end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://${host}:${(server.address() as AddressInfo).port}`, server };
}

let center: TestCenter;
let browser: Browser;
let listed: { url: string; server: Server };
let other: { url: string; server: Server };
beforeAll(async () => {
  const apiUrl = () => center.url.replace("127.0.0.1", "api.aac.test");
  [browser, listed, other] = await Promise.all([
    launchBrowser(["--host-resolver-rules=MAP *.aac.test 127.0.0.1"]),
    serveFiles("dashboard.aac.test", apiUrl),
    serveFiles("other.aac.test", apiUrl),
  ]);
  center = await startCenter({ CORS_ORIGINS: listed.url });
});
afterAll(async () => {
  await browser?.close();
  await center?.stop();
  for (const { server } of [listed, other]) server.close();
});

async function signIn(page: Page): Promise<void> {
  await page.goto(listed.url);
  const password = "Gr4ph1te-lemon-orbit";
  const { email } = await center.addPerson(password);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("Live", { exact: true }).waitFor();
}

test("a dashboard of a listed origin signs in, reads, follows, changes and shows what lies at the API", async () => {
  const { context, page, complaints } = await openWindow(browser);
  await signIn(page);
  await page.goto(`${listed.url}/runs`);
  await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  const dot = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"></svg>';
  const run = await center.trigger({
    REPORT: junit,
    EXIT_CODE: "1",
    FILES: JSON.stringify({ "test-results/dot.svg": dot }),
  });
  await page
    .getByRole("listitem")
    .filter({ hasText: `#${run.number}` })
    .getByText("Failed", { exact: true })
    .waitFor();
  await page.goto(`${listed.url}/runs/${run.id}?tab=artifacts`);
  const picture = page.getByRole("listitem").filter({ hasText: "dot.svg" }).locator("img");
  await expect
    .poll(() => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth))
    .toBe(7);
  await page
    .getByRole("button", { name: /^Rerun$/ })
    .first()
    .click();
  await page.waitForURL((url) => /\/runs\/\w+/.test(url.pathname) && !url.pathname.includes(run.id));
  expect(complaints.filter((complaint) => !/401/.test(complaint))).toEqual([]);
  await context.close();
});

test("a dashboard of any other origin is told nothing, also with a session", async () => {
  const { context, page, complaints } = await openWindow(browser);
  await signIn(page);
  await page.goto(other.url);
  await expect.poll(() => complaints.join("\n")).toMatch(/blocked by CORS policy/);
  expect(await page.getByText("Live", { exact: true }).count()).toBe(0);
  await context.close();
});
