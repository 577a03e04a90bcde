import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@aac/contract";
import type { Page } from "playwright-core";
import { launchBrowser, openWindow } from "../browser.ts";
import { readSignInLink } from "../center.ts";
import { pathsOfRouter } from "../router.ts";
import { seed } from "./seed.ts";
import { shrinkPng } from "./shrink-png.ts";

// Takes the pictures of README and docs: a real center, real suites, a real browser. `npm run screenshots`.

const root = join(import.meta.dirname, "../../..");
const folder = join(root, "docs/images/dashboard");
const maxBytes = 200_000;
const maxPictures = 20;

interface Shot {
  name: string;
  /** The page in the route tree; a picture of a page that is not there is left out. */
  route: string;
  path?: (ids: { failed: string; passed: string }) => string;
  looks: readonly ("light" | "dark" | "phone")[];
  prepare?: (page: Page) => Promise<unknown>;
}

const shots: readonly Shot[] = [
  { name: "home", route: "/", looks: ["light", "dark", "phone"] },
  { name: "runs", route: "/runs", looks: ["light", "dark", "phone"] },
  {
    name: "run",
    route: "/runs/$run",
    path: ({ failed }) => `/runs/${failed}?tab=results`,
    looks: ["light", "dark", "phone"],
  },
  { name: "log", route: "/runs/$run", path: ({ failed }) => `/runs/${failed}?tab=log`, looks: ["dark"] },
  { name: "tests", route: "/tests", looks: ["light"] },
  { name: "workers", route: "/workers", looks: ["light"] },
  { name: "schedules", route: "/schedules", looks: ["light"] },
  { name: "notices", route: "/notices", looks: ["light"] },
  { name: "account", route: "/settings/account", looks: ["light"] },
  {
    name: "palette",
    route: "/projects",
    looks: ["light"],
    prepare: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByRole("option").nth(8).waitFor();
    },
  },
];

const data = await mkdtemp(join(tmpdir(), "aac-screenshots-"));
const center = spawn(process.execPath, ["apps/cli/src/main.ts", "up", "--port", "0", "--data", data], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
const browser = await launchBrowser();
try {
  await take(center);
} finally {
  await browser.close();
  const ended = new Promise((resolve) => center.once("exit", resolve));
  if (center.kill("SIGTERM")) await ended;
  await rm(data, { recursive: true, force: true });
}

async function take(server: ChildProcess): Promise<void> {
  const link = await readSignInLink(server);
  const { origin } = new URL(link);
  const authorization = `Bearer ${(await readFile(join(data, "api-key"), "utf8")).trim()}`;
  console.log("Running suites …");
  const ids = await seed(createClient({ baseUrl: origin, headers: { authorization } }), data);
  const { page, complaints } = await openWindow(browser);
  await page.goto(link);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("link", { name: "Settings" }).first().waitFor();
  const routes = await pathsOfRouter(page);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const shot of shots.filter(({ route }) => routes.includes(route))) {
    for (const look of shot.looks) {
      await page.setViewportSize(look === "phone" ? { width: 390, height: 780 } : { width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light", reducedMotion: "reduce" });
      await page.goto(origin + (shot.path?.(ids) ?? shot.route));
      await settle(page);
      await shot.prepare?.(page);
      const picture = shrinkPng(await page.screenshot());
      const name = `${shot.name}${look === "light" ? "" : `-${look}`}.png`;
      if (picture.length > maxBytes) throw new Error(`${name} has ${picture.length} bytes; ${maxBytes} are allowed.`);
      await writeFile(join(folder, name), picture);
      console.log(`${name} ${Math.round(picture.length / 1000)} kB`);
    }
  }
  const { length } = await readdir(folder);
  if (length > maxPictures) throw new Error(`${length} pictures were taken; ${maxPictures} are allowed.`);
  if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join("\n")}`);
}

async function settle(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("load");
  await page.locator(".skeleton, [aria-busy=true]").first().waitFor({ state: "detached" });
  await page.getByText("Connecting", { exact: true }).first().waitFor({ state: "detached" });
  await page.evaluate("document.fonts.ready.then(() => undefined)");
}
