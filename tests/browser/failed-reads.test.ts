import type { ProblemDetails } from "@aac/contract";
import type { Route } from "playwright-core";
import { expect, test } from "vitest";
import { setPages } from "./pages.ts";
import { setStage } from "./stage.ts";

// Whatever a page reads may take long, or fail: the page says so, says nothing that is not so, and offers to try again.

const stage = setStage();
const pages = setPages(stage);
const patience = { timeout: 6_000, interval: 50 };

const problem: ProblemDetails = {
  type: "about:blank",
  title: "Internal error",
  status: 500,
  code: "internal",
  detail: "The server had a bad moment.",
  remedy: "",
};
/** Reads that are not answered yet. */
let onTheWay = 0;
const api = /\/api\/v1\//;

test("a page says what could not be read and tries again, whichever of its reads fails", async () => {
  await stage.signIn();
  await stage.page.goto(stage.center.url);
  const addresses = await pages.addresses();
  expect(addresses.length).toBeGreaterThan(10);
  expect(await faultsOf(addresses)).toEqual([]);
}, 600_000);

test("so do the pages of whoever is not signed in", async () => {
  await stage.page.goto(`${stage.center.url}/sign-in`);
  expect(await faultsOf(await pages.openAddresses())).toEqual([]);
  // The browser itself reports each refused request.
  stage.allowComplaints(/40[014]/);
}, 120_000);

async function faultsOf(addresses: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  const seenOfAll = new Set<string>();
  // What waits before it asks again is not waited for.
  await stage.page.clock.install();
  for (const address of addresses) {
    const { reads, lines } = await look(address);
    for (const read of reads) {
      // What every page reads for what stands around it is looked at once.
      if (/^(session|organizations|events)\b/.test(read)) {
        if (seenOfAll.has(read)) continue;
        seenOfAll.add(read);
      }
      faults.push(
        ...(await faultsWithout(read, address, lines)).map((fault) => `${address} without ${read}: ${fault}`),
      );
    }
  }
  return faults;
}

/** What a page reads of the API, and what it says once it has it all. */
async function look(address: string): Promise<{ reads: string[]; lines: string[] }> {
  const { page } = stage;
  const reads = new Set<string>();
  const note = (route: Route) => {
    if (route.request().method() === "GET") reads.add(nameOf(route));
    return answer(route);
  };
  await page.route(api, note);
  await page.goto(stage.center.url + address);
  await settle(isRead);
  await page.unroute(api, note);
  return { reads: [...reads], lines: await linesNow() };
}

/** As the server does; what is read counts as on its way until then. */
async function answer(route: Route): Promise<void> {
  if (route.request().method() !== "GET" || isStream(nameOf(route))) return route.continue();
  onTheWay++;
  try {
    await route.fulfill({ response: await route.fetch() });
  } finally {
    onTheWay--;
  }
}

async function faultsWithout(name: string, address: string, healthy: readonly string[]): Promise<string[]> {
  const { page } = stage;
  const faults: string[] = [];
  let isAsked = false;
  const patient = Promise.withResolvers<void>();
  const fail = async (route: Route) => {
    if (route.request().method() !== "GET" || nameOf(route) !== name) return answer(route);
    isAsked = true;
    await patient.promise;
    await route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify(problem) });
  };
  // A slug stands in for a name that is not known, and so do these words for what is in a row.
  const isFine = (line: string) => line === "Not read" || address.split("/").includes(line);
  const moreNow = async () => (await linesNow()).filter((line) => !healthy.includes(line) && !isFine(line));
  await page.route(api, fail);
  await page.goto(stage.center.url + address);

  // A page that has got it in another way need not ask.
  await settle(() => Promise.resolve(isAsked)).catch(() => undefined);
  const early = await moreNow();
  if (early.length > 0) faults.push(`it says ${early.join(" | ")} before it is read`);
  patient.resolve();

  // A stream comes back by itself; what is read once is tried again by whoever looks.
  const said = page.getByText(isStream(name) ? "Live updates are interrupted" : problem.detail);
  const missingNow = async () => {
    const lines = await linesNow();
    return healthy.filter((line) => !lines.includes(line));
  };
  // Of what was got in another way nothing is missing, and nothing need be said.
  if (!(await comes(async () => (await said.count()) > 0)) && (await missingNow()).length > 0) {
    faults.push("nothing says so");
  }
  if (!isStream(name) && !(await comes(isRead))) faults.push("something is on its way for ever");
  const more = await moreNow();
  if (more.length > 0) faults.push(`it says ${more.join(" | ")}`);

  await page.unroute(api, fail);
  const again = page.getByRole("button", { name: "Try again" });
  // What has come by itself meanwhile needs no press; whether all is there is looked at in any case.
  if (!isStream(name))
    await again
      .first()
      .click({ timeout: 2_000 })
      .catch(() => undefined);
  let missing: string[] = [];
  const isWhole = async () => {
    missing = await missingNow();
    return missing.length === 0 && (await said.count()) === 0;
  };
  if (!(await comes(isWhole))) faults.push(`after another try it does not say ${missing.join(" | ")}`);
  // The browser reports the request, and the router a page that it could not read.
  stage.allowComplaints(/500 \(Internal Server Error\)|ApiError: The server had a bad moment/);
  return faults;
}

/** Whether it comes true while time goes by fast. */
async function comes(isTrue: () => Promise<boolean>): Promise<boolean> {
  try {
    await expect
      .poll(async () => (await isTrue()) || (await stage.page.clock.fastForward(500), false), patience)
      .toBe(true);
    return true;
  } catch {
    return false;
  }
}

/** Until so much is there, and nothing more of the page is on its way. */
async function settle(isThere: () => Promise<boolean>): Promise<void> {
  // A page that has read one thing may ask for the next.
  let calm = 0;
  const isCalm = async () => (calm = onTheWay === 0 && (await isThere()) ? calm + 1 : 0) >= 6;
  await expect.poll(isCalm, { timeout: 15_000, interval: 50 }).toBe(true);
}

function isRead(): Promise<boolean> {
  return stage.page.evaluate<boolean>(`
    document.querySelector("h1, [role=alert]") !== null &&
    [...document.querySelectorAll(".skeleton, [aria-busy=true]")].every((element) => !element.checkVisibility())
  `);
}

/** What the page says in words, but for what it says of failures; numbers and ages are all alike. */
async function linesNow(): Promise<string[]> {
  const text = await stage.page.evaluate<string>(`(() => {
    const apart = [...document.querySelectorAll("[role=alert], [role=status], time")];
    for (const { style } of apart) style.display = "none";
    const text = document.body.innerText;
    for (const { style } of apart) style.display = "";
    return text;
  })()`);
  const lines = text.split("\n").map((line) =>
    line
      .replaceAll(/\d[\d.,:]*(\s?(ms|s|min|h|d)\b)?/g, "#")
      .replaceAll(/#( #)+/g, "#")
      .trim(),
  );
  return [...new Set(lines.filter((line) => /\p{L}{2}/u.test(line)))];
}

const isStream = (name: string) => /(^|\/)events\b/.test(name);

/** `projects/demo/suites?limit=500` */
function nameOf(route: Route): string {
  const { pathname, search } = new URL(route.request().url());
  return pathname.replace("/api/v1/", "") + search;
}
