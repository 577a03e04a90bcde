import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../architecture/checkout.ts";
import { launchBrowser, openWindow } from "../browser/browser.ts";
import { chromiumPath } from "../browser/chromium.ts";

const app = join(root, "apps/docs");
const isInstalled = existsSync(join(app, "node_modules"));
const isBuilt = isInstalled || Boolean(process.env["CI"]);
if (!isBuilt) console.warn("Skipping the documentation site: `npm ci --prefix apps/docs` installs what builds it.");
const run = promisify(execFile);

const types: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

/** The files of a folder, as nginx would serve them. */
async function serveFolder(folder: string): Promise<Server> {
  const server = createServer(({ url = "/" }, response) => {
    const path = new URL(url, "http://localhost").pathname;
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    const isThere = existsSync(file);
    response.writeHead(isThere ? 200 : 404, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    response.end(isThere ? readFileSync(file) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

describe.skipIf(!isBuilt)("the documentation site", () => {
  let folder: string;

  // A link or an anchor that leads nowhere fails the build.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aac-site-"));
    // With all else of the environment: a registry may be known, and trusted, only there.
    const environment = { ...process.env, CI: "true", NODE_ENV: "production" };
    if (!isInstalled) await run("npm", ["ci"], { cwd: app, env: environment });
    const build = ["node_modules/@docusaurus/core/bin/docusaurus.mjs", "build", "--out-dir", join(folder, "build")];
    await run(process.execPath, build, { cwd: app, env: environment });
  }, 600_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("has a page for every page of docs/", () => {
    const isPage = (name: string) => name.endsWith(".md") && name !== "index.md";
    const names = readdirSync(join(root, "docs"))
      .filter(isPage)
      .map((name) => name.replace(/\.md$/, ""));
    expect(readdirSync(join(folder, "build"))).toEqual(expect.arrayContaining(["index.html", ...names]));
  });

  test.skipIf(chromiumPath === null)(
    "is read and searched without any other host, and complains of nothing",
    async () => {
      const server = await serveFolder(join(folder, "build"));
      const browser = await launchBrowser();
      try {
        const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const { page, context, complaints } = await openWindow(browser);
        const elsewhere: string[] = [];
        page.on("request", (request) => {
          if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) elsewhere.push(request.url());
        });
        await page.goto(`${origin}/search/?q=dead+letters`);
        await page.getByRole("link", { name: "Dead letters" }).first().click();
        await page.getByRole("heading", { level: 1, name: "Operations" }).waitFor();
        await context.close();
        expect(complaints).toEqual([]);
        expect(elsewhere).toEqual([]);
      } finally {
        await browser.close();
        server.close();
      }
    },
  );
});
