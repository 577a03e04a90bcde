import { expect, test } from "vitest";
import { axeViolations } from "./axe.ts";
import { setPages } from "./pages.ts";
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
  stage.allowComplaints(/404|ApiError/);
});

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
  const pixels = await page.evaluate<number>(`
    Math.max(...[document.documentElement, document.querySelector("main")]
      .filter(Boolean).map((box) => box.scrollWidth - box.clientWidth))
  `);
  if (pixels > 0) faults.push(`${pixels} px too wide`);
  return faults;
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
