import { createClient } from "@aac/contract";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { axeViolations } from "./axe.ts";
import { dataOfPages, wordsNotTranslated } from "./pseudo.ts";
import { addressShown, followAddress, pathsOfRouter } from "./router.ts";
import { junit, setStage } from "./stage.ts";

// Every page of the dashboard, as its router names them: for everybody, in both themes, on wide screens and on phones.

const stage = setStage();
const phone = { width: 390, height: 844 };
const wide = { width: 1280, height: 800 };

/** Where pages with parameters are looked at, and others in more than one state. A new page needs a line here. */
const samples: Record<string, (run: string) => string[]> = {
  "/runs/$run": (run) => ["results", "log", "artifacts", "attempts"].map((tab) => `/runs/${run}?tab=${tab}`),
  "/projects/$project": () => ["/projects/demo"],
  ...Object.fromEntries(
    ["suites/new", "suites", "environments", "environments/new", "schedules", "settings"].map((part) => [
      `/projects/$project/${part}`,
      () => [`/projects/demo/${part}`],
    ]),
  ),
  "/projects/$project/suites/$suite": () => ["/projects/demo/suites/scripted"],
  "/projects/$project/environments/$environment": () => ["/projects/demo/environments/staging"],
  "/projects/$project/tests": () => ["/projects/demo/tests"],
  "/projects/$project/tests/$test": () => [`/projects/demo/tests/${someTest}`],
};
/** Those that are for whoever is not signed in. */
const isOpen = (path: string) => /^\/(sign-in|sign-up|invitation)/.test(path);

let run: string;
let running: string;
let someTest: string;

beforeAll(async () => {
  const { call } = stage.center.client;
  run = await stage.finished({ REPORT: junit, EXIT_CODE: "1", LOG_LINES: "60", FILES: '{"test-results/a.txt":"a"}' });
  const project = "demo";
  const cron = { cron: "30 2 * * *", timeZone: "Europe/Berlin" };
  await call("createSchedule", { params: { project }, body: { slug: "nightly", suite: "scripted", ...cron } });
  await call("createEnvironment", { params: { project }, body: { slug: "staging", baseUrl: "https://staging.test" } });
  await call("createChannel", { body: { slug: "team", kind: "email", to: ["ada@example.org"] } });
  await call("createNoticeRule", { body: { name: "All failures", channels: ["team"] } });
  const tests = async () => (await call("listTests", { params: { project } })).items;
  // Kept once the run has ended.
  await vi.waitFor(async () => void (someTest = (await tests())[0]!.id), { timeout: 20_000 });
  // What needs a person, and no key.
  const cookie = `aac_session=${await stage.center.newSession()}`;
  const person = createClient({ baseUrl: stage.center.url, headers: { cookie, "sec-fetch-site": "same-origin" } });
  await person.call("createInvitation", { body: { email: "bob@example.org", role: "viewer" } });
  await person.call("createServiceAccount", { body: { slug: "pipeline" } });
  // Runs in every state that a list may show.
  await stage.finished({ REPORT: junit });
  await stage.finished({ START_PROBLEM: "image_not_found" });
  ({ id: running } = await stage.center.trigger({ SLEEP_MS: "600000", LOG_LINES: "10" }));
});
afterAll(() => stage.center.client.call("cancelRun", { params: { run: running } }));

test("who is signed in finds no page that is hard to use, too wide, or that complains", async () => {
  await stage.signIn();
  await stage.page.goto(stage.center.url);
  const paths = (await pathsOfRouter(stage.page)).filter((path) => !isOpen(path));
  expect(paths.length).toBeGreaterThan(10);
  expect(await faultsOf(paths.flatMap(addressesOf))).toEqual([]);
}, 240_000);

test("who is not signed in finds none either", async () => {
  await stage.page.goto(`${stage.center.url}/sign-in`);
  expect(await faultsOf((await pathsOfRouter(stage.page)).filter(isOpen))).toEqual([]);
  // The browser itself reports each refused request.
  stage.allowComplaints(/40[014]/);
});

test("a page that is not there, and one that cannot be read, are pages too", async () => {
  await stage.signIn();
  await stage.page.goto(stage.center.url);
  expect(await faultsOf(["/nowhere", "/runs/01nothing"])).toEqual([]);
  stage.allowComplaints(/404|ApiError/);
});

test("every word that the dashboard says is of its catalogues, and longer ones fit a phone", async () => {
  const { page } = stage;
  const { call } = stage.center.client;
  const ofRun = { params: { run } };
  // What pages get by their streams.
  const known = await dataOfPages(page, [
    await call("getRun", ofRun),
    await call("getAnalysis", ofRun),
    await call("listResults", ofRun),
    await call("listArtifacts", ofRun),
    await call("listDeliveries", {}),
  ]);
  await page.addInitScript(() => localStorage.setItem("aac.language", "en-XA"));
  await page.setViewportSize(phone);
  const faults: string[] = [];
  const look = async (addresses: readonly string[]) => {
    for (const address of addresses) {
      await followAddress(page, address);
      await settle();
      const words = await wordsNotTranslated(page, await known());
      const pixels = await pixelsTooWide();
      if (pixels > 0) words.push(`${pixels} px too wide`);
      faults.push(...words.map((fault) => `${address}: ${fault}`));
    }
  };
  await page.goto(`${stage.center.url}/sign-in`);
  const paths = await pathsOfRouter(page);
  await look(paths.filter(isOpen));
  await stage.signIn();
  await page.goto(stage.center.url);
  await look(paths.filter((path) => !isOpen(path)).flatMap(addressesOf));
  expect(faults).toEqual([]);
  // The browser itself reports each refused request.
  stage.allowComplaints(/40[014]/);
}, 240_000);

function addressesOf(path: string): string[] {
  const addresses = samples[path]?.(run) ?? [path];
  if (addresses.some((address) => address.includes("$"))) throw new Error(`Say in \`samples\` where ${path} is.`);
  return addresses;
}

/** What is wrong with the pages, in words: each is looked at as on a desk by day, and as on a phone by night. */
async function faultsOf(addresses: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await stage.page.emulateMedia({ colorScheme });
    await stage.page.setViewportSize(colorScheme === "light" ? wide : phone);
    for (const address of addresses) {
      await followAddress(stage.page, address);
      await settle();
      faults.push(...(await faultsNow()).map((fault) => `${address} (${colorScheme}): ${fault}`));
    }
  }
  return faults;
}

async function faultsNow(): Promise<string[]> {
  const { page } = stage;
  const faults = await axeViolations(page);
  const headings = await page.getByRole("heading", { level: 1 }).count();
  if (headings !== 1) faults.push(`${headings} headings of level 1`);
  const title = await page.title();
  if (!/^.+ · Automation Center$/.test(title)) faults.push(`the title is "${title}"`);
  const pixels = await pixelsTooWide();
  if (pixels > 0) faults.push(`${pixels} px too wide`);
  return faults;
}

function pixelsTooWide(): Promise<number> {
  return stage.page.evaluate<number>(`
    Math.max(...[document.documentElement, document.querySelector("main")]
      .filter(Boolean).map((box) => box.scrollWidth - box.clientWidth))
  `);
}

/** Until the page is read, and nothing fades in any more. */
async function settle(): Promise<void> {
  const patience = { timeout: 15_000, interval: 20 };
  await expect.poll(() => addressShown(stage.page), patience).not.toBeNull();
  const isStill = () =>
    stage.page.evaluate<boolean>(`
      document.querySelector(".skeleton, [aria-busy=true]") === null &&
      document.getAnimations().every((animation) => animation.effect.getComputedTiming().endTime === Infinity)
    `);
  await expect.poll(isStill, patience).toBe(true);
}
