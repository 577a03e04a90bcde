import { expect, test } from "vitest";
import { axeViolations } from "./axe.ts";
import { setPages } from "./pages.ts";
import { dataOfPages, wordsNotTranslated } from "./pseudo.ts";
import { addressShown, followAddress } from "./router.ts";
import { setStage } from "./stage.ts";

// Every page of the dashboard, as its router names them: for everybody, in both themes, on wide screens and on phones.

const stage = setStage();
const pages = setPages(stage);
const phone = { width: 390, height: 844 };
const wide = { width: 1280, height: 800 };

test("who is signed in finds no page that is hard to use, too wide, or that complains", async () => {
  await stage.signIn();
  await stage.page.goto(stage.center.url);
  const addresses = await pages.addresses();
  expect(addresses.length).toBeGreaterThan(10);
  expect(await faultsOf(addresses)).toEqual([]);
}, 240_000);

test("who is not signed in finds none either", async () => {
  await stage.page.goto(`${stage.center.url}/sign-in`);
  expect(await faultsOf(await pages.openAddresses())).toEqual([]);
  // The browser itself reports each refused request.
  stage.allowComplaints(/40[014]/);
});

test("a page that is not there, and one that cannot be read, are pages too", async () => {
  await stage.signIn();
  await stage.page.goto(stage.center.url);
  expect(await faultsOf(["/nowhere", "/runs/01nothing"])).toEqual([]);
  await stage.page.goto(`${stage.center.url}/nowhere`);
  await stage.page.getByText("There is no such page").waitFor();
  await stage.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await stage.page.getByRole("heading", { name: "Runs" }).waitFor();
  stage.allowComplaints(/404|ApiError/);
});

test("every word that the dashboard says is of its catalogues, and longer ones fit a phone", async () => {
  const { page } = stage;
  const known = await dataOfPages(page);
  await page.addInitScript(() => localStorage.setItem("aac.language", "en-XA"));
  await page.setViewportSize(phone);
  const faults: string[] = [];
  const look = async (addresses: readonly string[]) => {
    for (const address of addresses) {
      await followAddress(page, address);
      await settle();
      const words = await wordsNotTranslated(page, await known.texts());
      const pixels = await pixelsTooWide();
      if (pixels > 0) words.push(`${pixels} px too wide`);
      faults.push(...words.map((fault) => `${address}: ${fault}`));
    }
  };
  await page.goto(`${stage.center.url}/sign-in`);
  await look(await pages.openAddresses());
  await stage.signIn();
  await page.goto(stage.center.url);
  const addresses = await pages.addresses();
  // What pages get by their streams.
  const { call } = stage.center.client;
  const run = /^\/runs\/(\w+)/.exec(addresses.find((address) => address.startsWith("/runs/"))!)![1]!;
  const ofRun = { params: { run } };
  known.keep(await call("getRun", ofRun));
  known.keep(await call("getAnalysis", ofRun));
  known.keep(await call("listResults", ofRun));
  known.keep(await call("listArtifacts", ofRun));
  known.keep(await call("listDeliveries", {}));
  await look(addresses);
  expect(faults).toEqual([]);
  // The browser itself reports each refused request.
  stage.allowComplaints(/40[014]/);
}, 240_000);

/** What is wrong with the pages, in words: each is opened once, and looked at by day and by night, on a desk and on a phone. */
async function faultsOf(addresses: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const address of addresses) {
    await followAddress(stage.page, address);
    for (const size of [wide, phone]) {
      await stage.page.setViewportSize(size);
      for (const colorScheme of ["light", "dark"] as const) {
        await stage.page.emulateMedia({ colorScheme });
        await settle();
        const place = `${address} (${colorScheme}, ${size.width} px)`;
        faults.push(...(await faultsNow()).map((fault) => `${place}: ${fault}`));
      }
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
