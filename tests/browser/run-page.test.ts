import { describe, expect, test, vi } from "vitest";
import { junit, setStage } from "./stage.ts";

// The page of a run, of the built dashboard, served by a real center, in a real browser.

const stage = setStage();
const part = (name: string | RegExp) =>
  stage.page.getByRole("navigation", { name: "Parts of the run" }).getByRole("link", { name });

/** What a page comes to show within this time, it shows. */
const patience = { timeout: 20_000 };

describe("a run", () => {
  test("is seen live: its log grows, its end is told, its results are there", async () => {
    await stage.signIn();
    const run = await stage.center.trigger({
      SLEEP_MS: "6000",
      LOG_LINES: "60",
      LOG_TEXT: "\u001b[32mline {n}\u001b[0m",
      REPORT: junit,
      EXIT_CODE: "1",
    });
    await stage.page.goto(`${stage.center.url}/runs/${run.id}`);
    await stage.logLine(5).getByText("line 5", { exact: true }).waitFor();
    expect(await stage.page.title()).toMatch(/^▶ Scripted suite #/);
    await stage.logLine(60).getByText("line 60", { exact: true }).waitFor();
    await stage.page.getByRole("status").getByText("Failed").waitFor();
    await expect.poll(() => stage.page.title(), patience).toMatch(/^✗ /);
    await stage.page.getByText("1 of 3 tests failed.", { exact: true }).waitFor();
    await part(/Results/).click();
    await stage.page.getByRole("button", { name: /pays by card/ }).waitFor();
  });

  test("what failed stands first, and opens to its message and stack as text", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/runs/${await stage.finished({ REPORT: junit, EXIT_CODE: "1" })}`);
    const results = stage.page.getByRole("button", { name: /pays by card|adds an item|empties/ });
    await results.first().waitFor();
    await expect.poll(() => results.first().innerText(), patience).toContain("pays by card");
    await results.first().click();
    await stage.page.getByText("at pay (pay.test.js:12:3)").waitFor();
    await stage.page.getByText("declined <b>").first().waitFor();
    await stage.page.getByRole("button", { name: "Skipped 1" }).click();
    await stage.page.getByRole("button", { name: /pays by card/ }).waitFor({ state: "detached" });
    await stage.page.getByRole("button", { name: /empties/ }).waitFor();
    await expect.poll(() => results.count(), patience).toBe(1);
    await stage.page.getByRole("button", { name: "All 3" }).click();
    await stage.page.getByLabel("Search the results").fill("DECLINED");
    await stage.page.getByRole("button", { name: /adds an item/ }).waitFor({ state: "detached" });
    await expect.poll(() => results.count(), patience).toBe(1);
  });

  test("is cancelled from its page, after asking once", async () => {
    await stage.signIn();
    const run = await stage.center.trigger({ SLEEP_MS: "60000", LOG_LINES: "600" });
    await stage.page.goto(`${stage.center.url}/runs/${run.id}`);
    await stage.page.getByRole("button", { name: "Cancel", exact: true }).click();
    await stage.page.getByRole("button", { name: "Cancel the run" }).click();
    await stage.page.getByRole("status").getByText("Cancelled").waitFor();
    await stage.page.getByRole("button", { name: "Rerun" }).waitFor();
    const { verdict } = await stage.center.client.call("getRun", { params: { run: run.id } });
    expect(verdict).toBe("cancelled");
  });

  test("comes from its address without detours: its code before the shell's, the run before the session", async () => {
    await stage.signIn();
    const run = await stage.finished({ REPORT: junit });
    const { page } = stage;
    for (const [first, then] of [
      [/\/assets\/run-page-.*\.js$/, /\/assets\/shell-.*\.js$/],
      [new RegExp(`/api/v1/runs/${run}$`), /\/api\/v1\/session$/],
    ] as const) {
      const asked = Promise.withResolvers<void>();
      await page.route(first, async (route) => (asked.resolve(), await route.continue()));
      await page.route(then, async (route) => (await asked.promise, await route.continue()));
    }
    await page.goto(`${stage.center.url}/runs/${run}`);
    await page.getByRole("button", { name: /pays by card/ }).waitFor();
    await page.unrouteAll();
  });

  test("that is not there says so, with what to do", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/runs/01nothing`);
    await stage.page.getByRole("alert").getByText("run_not_found").waitFor();
    stage.allowComplaints(/404|ApiError/);
  });

  test("says that it may be out of date when the center is gone, and goes on by itself when it is back", async () => {
    await stage.signIn();
    const run = await stage.center.trigger({ SLEEP_MS: "60000", LOG_LINES: "600" });
    await stage.page.goto(`${stage.center.url}/runs/${run.id}`);
    await stage.logLine(1).waitFor();
    await stage.center.kill();
    await stage.page.getByText("Live updates are interrupted").waitFor();
    await stage.center.start();
    await stage.page.getByText("Live updates are interrupted").waitFor({ state: "detached", timeout: 20_000 });
    await stage.center.client.call("cancelRun", { params: { run: run.id } });
    await stage.page.getByRole("status").getByText("Cancelled").waitFor();
    stage.allowComplaints(/net::ERR_/);
  }, 60_000);
});

describe("the log", () => {
  test("is searched whole, and stepped through", async () => {
    await stage.signIn();
    const id = await stage.finished({ LOG_LINES: "30000", LOG_TEXT: "\u001b[33mstep\u001b[0m {n} of many" });
    await stage.page.goto(`${stage.center.url}/runs/${id}`);
    await stage.logLine(1).waitFor();
    await stage.page.keyboard.press("/");
    await stage.page.keyboard.type("STEP 2999");
    await stage.page.getByRole("status").getByText("1/11").waitFor();
    await stage.logLine(2999).locator("mark").first().waitFor();
    await stage.page.keyboard.press("Enter");
    await stage.page.getByRole("status").getByText("2/11").waitFor();
    await stage.logLine(29_990).locator("mark").first().waitFor();
    await stage.page.keyboard.press("Shift+Enter");
    await stage.page.keyboard.press("Shift+Enter");
    await stage.page.getByRole("status").getByText("11/11").waitFor();
  });

  test("an address with lines opens them, without reading what is before", async () => {
    await stage.signIn();
    const id = await stage.finished({ LOG_LINES: "30000" });
    await stage.page.goto(`${stage.center.url}/runs/${id}?line=21010-21012`);
    await stage.logLine(21_011).getByText("line 21011", { exact: true }).waitFor();
    await expect.poll(() => stage.log.locator("[data-selected]").count(), patience).toBe(3);
    expect(stage.window.requests.filter((path) => path.includes("/log?"))).toEqual([
      expect.stringContaining("from=20001&to=22000"),
    ]);
    await stage.page.getByRole("link", { name: "Line 21015", exact: true }).click();
    await stage.page.waitForURL(/line=21015/);
    await stage.page.getByRole("link", { name: "Line 21018", exact: true }).click({ modifiers: ["Shift"] });
    await stage.page.waitForURL(/line=21015-21018/);
  });

  test("its end is followed until one scrolls up", async () => {
    await stage.signIn();
    const run = await stage.center.trigger({ SLEEP_MS: "60000", LOG_LINES: "6000" });
    await stage.page.goto(`${stage.center.url}/runs/${run.id}`);
    const hidden = () => stage.log.evaluate((box) => box.scrollHeight - box.clientHeight);
    await vi.waitFor(async () => expect(await hidden()).toBeGreaterThan(800), { timeout: 20_000 });
    const follow = stage.page.getByRole("button", { name: "Follow the end" });
    expect(await follow.getAttribute("aria-pressed")).toBe("true");
    await stage.log.hover();
    await stage.page.mouse.wheel(0, -600);
    await vi.waitFor(async () => expect(await follow.getAttribute("aria-pressed")).toBe("false"));
    const top = await stage.log.evaluate((box) => box.scrollTop);
    const before = await stage.log.evaluate((box) => box.scrollHeight);
    await vi.waitFor(async () => expect(await stage.log.evaluate((box) => box.scrollHeight)).toBeGreaterThan(before), {
      timeout: 10_000,
    });
    expect(await stage.log.evaluate((box) => box.scrollTop)).toBe(top);
    await follow.click();
    await vi.waitFor(
      async () =>
        expect(await stage.log.evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop)).toBeLessThan(2),
      { timeout: 10_000 },
    );
    await stage.center.client.call("cancelRun", { params: { run: run.id } });
  });
});
