import { describe, expect, test } from "vitest";
import { setStage } from "./stage.ts";

// Home, and what is known of tests over runs: from real runs, in a real browser.

const stage = setStage();
const slow = { timeout: 15_000 };

/** A report in which paying comes to what is said. */
const report = (pays: "passed" | "failed") => `<testsuite name="basket">
  <testcase name="adds an item" classname="basket" file="basket.test.js" time="0.02"/>
  <testcase name="pays by card" classname="pay" file="pay.test.js" time="1.5">${
    pays === "failed" ? '<failure message="declined after 812 ms">at pay (pay.test.js:12:3)</failure>' : ""
  }</testcase>
</testsuite>`;
const card = (project: string) =>
  stage.page.getByRole("listitem").filter({ has: stage.page.getByRole("heading", { level: 2, name: project }) });

describe("home", () => {
  test("says what to do while nothing has run, and shows a run as it comes, goes and turns the suite red", async () => {
    await stage.signIn();
    await stage.page.goto(stage.center.url);
    await card("Demo").getByText("No run yet.").waitFor();
    await stage.page.getByText("Live", { exact: true }).waitFor();

    const green = await stage.center.trigger({ REPORT: report("passed") }, { branch: "main" });
    await card("Demo").getByText("Everything passed when it last ran").waitFor({ timeout: 20_000 });
    await card("Demo")
      .getByRole("link", { name: new RegExp(`^#${green.number} Passed`) })
      .first()
      .waitFor();

    const red = await stage.center.trigger(
      { REPORT: report("failed"), EXIT_CODE: "1", SLEEP_MS: "1500" },
      { branch: "main" },
    );
    await stage.page.getByRole("heading", { name: "Running now" }).waitFor();
    const line = card("Demo").getByRole("list", { name: "Red in demo" }).getByRole("listitem");
    await line.filter({ hasText: "scripted on main" }).waitFor({ timeout: 20_000 });
    expect(await line.innerText()).toContain(`since #${red.number}`);
    await card("Demo").getByRole("heading", { name: "1 last run is red" }).waitFor();
    await stage.page.getByRole("heading", { name: "Running now" }).waitFor({ state: "detached" });
    // What a chart shows is there for whoever cannot see it.
    const days = stage.page.getByRole("table", { name: "Runs of Demo a day" });
    await expect.poll(() => days.getByRole("row").last().innerText(), slow).toMatch(/1 run\s+1 run/);
    // All of it by the one stream: nothing is asked for twice in a row without news.
    await line.getByRole("link", { name: `#${red.number}` }).click();
    await stage.page.waitForURL(`${stage.center.url}/runs/${red.id}`);
  });
});

describe("tests", () => {
  test("are searched and sorted, and each tells its history, its errors and where it ran", async () => {
    await stage.finished({ REPORT: report("failed"), EXIT_CODE: "1" });
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/tests`);
    await stage.page.waitForURL(`${stage.center.url}/projects/demo/tests`);
    const tests = stage.page.getByRole("list", { name: "Tests" });
    const rows = tests.locator("a[data-row]");
    await expect.poll(() => rows.allInnerTexts(), slow).toEqual(["adds an item", "pays by card"]);
    await stage.page.getByLabel("Order").selectOption({ label: "Slowest first" });
    await expect.poll(() => rows.allInnerTexts(), slow).toEqual(["pays by card", "adds an item"]);
    await stage.page.keyboard.press("/");
    await stage.page.keyboard.type("BASKET.test");
    await expect.poll(() => rows.allInnerTexts(), slow).toEqual(["adds an item"]);
    const { searchParams } = new URL(stage.page.url());
    expect(Object.fromEntries(searchParams)).toEqual({ search: "BASKET.test", sort: "slowest" });
    await stage.page.getByRole("searchbox").fill("nowhere");
    await stage.page.getByRole("button", { name: "Show all tests" }).click();

    await rows.filter({ hasText: "pays by card" }).click();
    await stage.page.getByRole("heading", { level: 1, name: "pays by card" }).waitFor();
    const fact = (name: string) => stage.page.getByRole("definition").filter({ hasText: name });
    await expect.poll(() => stage.page.getByRole("term").allInnerTexts(), slow).toContain("Failing since");
    await fact("2 of the last 3").waitFor();
    const errors = stage.page.getByRole("region", { name: "Errors" });
    await errors.getByText("2 failures").waitFor();
    await errors.getByText("declined after 812 ms").waitFor();
    const results = stage.page.getByRole("table", { name: "Results" });
    await expect.poll(() => results.getByRole("row").count(), slow).toBe(4);
    await stage.page.getByRole("button", { name: "main" }).click();
    await expect.poll(() => results.getByRole("row").count(), slow).toBe(3);
    await stage.page.getByRole("figure").locator(".recharts-bar-rectangle").first().waitFor();

    // A test that fails again is shown so without being asked.
    await stage.finished({ REPORT: report("failed"), EXIT_CODE: "1" });
    await fact("3 of the last 4").waitFor({ timeout: 20_000 });
    await results.getByRole("link").first().click();
    await stage.page.waitForURL(/\/runs\/[0-9a-z]{26}$/);
  });

  test("fit a phone", async () => {
    await stage.reopen({ viewport: { width: 390, height: 800 } });
    await stage.signIn();
    for (const path of ["/", "/projects/demo/tests"]) {
      await stage.page.goto(`${stage.center.url}${path}`);
      await stage.page.locator("a[data-row]").first().waitFor();
      const main = stage.page.getByRole("main");
      expect(await main.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    }
    await stage.page.locator("a[data-row]").first().click();
    await stage.page.getByRole("table", { name: "Results" }).waitFor();
    expect(await stage.page.getByRole("main").evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  });
});
