import { gzipSync } from "node:zlib";
import { describe, expect, test, vi } from "vitest";
import { junit, setStage } from "./stage.ts";

// What people see: the built dashboard, served by a real center, in a real browser.

const stage = setStage();
const runRow = (number: number) => stage.page.getByRole("listitem").filter({ hasText: `#${number}` });

describe("signing in", () => {
  test("a page asks to sign in, takes the one-time link, and the link works only once", async () => {
    await stage.page.goto(`${stage.center.url}/projects`);
    await stage.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    await stage.page.goto(stage.center.signInLink());
    await stage.page.getByRole("heading", { name: "Home", exact: true }).waitFor();
    expect(stage.page.url()).toBe(`${stage.center.url}/`);

    await stage.window.context.clearCookies();
    await stage.page.goto(stage.center.signInLink());
    await stage.page.getByText("The sign-in link was used already").waitFor();
    // The browser itself reports each refused request.
    stage.allowComplaints(/401/);
  });

  test("address and password sign in too, and lead to where one was going", async () => {
    const ada = await stage.center.addPerson("a quiet lake at dawn");
    await stage.page.goto(`${stage.center.url}/projects/demo`);
    await stage.page.getByLabel("E-mail").fill(ada.email);
    await stage.page.getByLabel("Password").fill("not this one");
    await stage.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await stage.page.getByRole("alert").waitFor();
    await stage.page.getByLabel("Password").fill("a quiet lake at dawn");
    await stage.page.getByRole("button", { name: "Sign in", exact: true }).click();
    await stage.page.getByRole("heading", { name: "Demo" }).waitFor();
    expect(stage.page.url()).toBe(`${stage.center.url}/projects/demo`);
    stage.allowComplaints(/401/);
  });

  test.each(["https://evil.example/", "//evil.example", "javascript:alert(1)"])(
    "whoever makes a link to sign in leads nobody elsewhere: %s",
    async (from) => {
      const ada = await stage.center.addPerson("a quiet lake at dawn");
      await stage.page.goto(`${stage.center.url}/sign-in?from=${encodeURIComponent(from)}`);
      await stage.page.getByLabel("E-mail").fill(ada.email);
      await stage.page.getByLabel("Password").fill("a quiet lake at dawn");
      await stage.page.getByRole("button", { name: "Sign in", exact: true }).click();
      await stage.page.getByRole("heading", { name: "Home", exact: true }).waitFor();
      expect(stage.page.url()).toBe(`${stage.center.url}/`);
    },
  );

  test("a mail for a new password is asked for, where this center sends any; a link of one is redeemed once", async () => {
    await stage.page.goto(`${stage.center.url}/sign-in`);
    await stage.page.getByRole("link", { name: "Forgot your password?" }).click();
    // Signing in asks for the address as well.
    await stage.page.getByRole("button", { name: "Send a mail" }).waitFor();
    await stage.page.getByLabel("E-mail").fill("ada@example.org");
    await stage.page.getByRole("button", { name: "Send a mail" }).click();
    await stage.page.getByText("No mail can be sent").waitFor();
    await stage.page.goto(`${stage.center.url}/sign-in/reset#token=made-up`);
    await stage.page.getByLabel("New password").fill("password1234");
    await stage.page.getByRole("button", { name: "Set the password" }).click();
    await stage.page.getByText("one of the most common passwords").waitFor();
    await stage.page.getByLabel("New password").fill("a new and longer one");
    await stage.page.getByRole("button", { name: "Set the password" }).click();
    await stage.page.getByText("The link is wrong").waitFor();
    expect(stage.page.url()).toBe(`${stage.center.url}/sign-in/reset`);
    await stage.page.goto(`${stage.center.url}/sign-in/verify#token=made-up`);
    await stage.page.getByText("The link is wrong").waitFor();
    stage.allowComplaints(/40[09]/);
  });

  test("who signs out is out", async () => {
    await stage.signIn();
    await stage.page.goto(stage.center.url);
    await stage.page.getByRole("button", { name: "Sign out" }).click();
    await stage.page.getByLabel("Password").waitFor();
    await stage.page.goto(stage.center.url);
    await stage.page.getByLabel("Password").waitFor();
    stage.allowComplaints(/401/);
  });
});

describe("the runs", () => {
  test("a run triggered elsewhere comes into the list by itself, and so does its verdict", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/runs`);
    await stage.page.getByText("Live", { exact: true }).waitFor();
    const run = await stage.center.trigger(
      { SLEEP_MS: "1500", REPORT: junit, EXIT_CODE: "1" },
      { branch: "fix/basket" },
    );
    await runRow(run.number).getByText("Running").waitFor();
    await runRow(run.number).getByText("fix/basket").waitFor();
    await runRow(run.number).getByText("Failed", { exact: true }).waitFor();
    await expect
      .poll(() => runRow(run.number).innerText(), { timeout: 20_000 })
      .toMatch(/1\s*passed\s*1\s*failed\s*1\s*skipped/);
  });

  test("filters stand in the address and leave only what passes them", async () => {
    const mine = await stage.center.trigger({}, { branch: "only/this" });
    const other = await stage.center.trigger({}, { branch: "not/this" });
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/runs`);
    await runRow(other.number).waitFor();
    await stage.page.keyboard.press("/");
    await stage.page.keyboard.type("only/this");
    await stage.page.keyboard.press("Enter");
    await runRow(other.number).waitFor({ state: "detached" });
    await runRow(mine.number).waitFor();
    expect(stage.page.url()).toBe(`${stage.center.url}/runs?text=only%2Fthis`);
    await stage.page.getByRole("combobox", { name: "State" }).selectOption("cancelled");
    await stage.page.getByRole("heading", { name: "No run passes these filters" }).waitFor();
    await stage.page.getByRole("button", { name: "Clear the filters" }).click();
    await runRow(other.number).waitFor();
  });

  test("older runs are read while one scrolls, each once", async () => {
    const runs = await Promise.all(Array.from({ length: 70 }, () => stage.center.trigger({}, { branch: "many" })));
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/runs?branch=many`);
    const oldest = Math.min(...runs.map((run) => run.number));
    await stage.page.getByRole("list", { name: "Runs" }).waitFor();
    await vi.waitFor(
      async () => {
        await stage.page.getByRole("main").press("End");
        await runRow(oldest).waitFor({ timeout: 500 });
      },
      { timeout: 15_000 },
    );
    await stage.page.getByText("These are all runs").waitFor();
    expect(
      stage.window.requests.filter((path) => path.includes("branch=many") && path.includes("cursor=")),
    ).toHaveLength(1);
  });

  test("a run is triggered from the dialog, as it says", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/projects/demo`);
    await stage.page.getByRole("button", { name: "Run Scripted suite" }).click();
    const dialog = stage.page.getByRole("dialog");
    await dialog.getByLabel("Variables").fill("no equals sign");
    await dialog.getByRole("button", { name: "Run", exact: true }).click();
    await dialog.getByText("write NAME=value").waitFor();
    await dialog.getByLabel("Variables").fill("LOG_LINES=3\nLOG_TEXT=from the dialog {n}");
    await dialog.getByLabel("Branch").fill("dialog");
    await dialog.getByRole("button", { name: "Run", exact: true }).click();
    await stage.page.waitForURL(/\/runs\//);
    await stage.logLine(3).getByText("from the dialog 3").waitFor();
    const run = await stage.center.client.call("getRun", { params: { run: stage.page.url().split("/").at(-1)! } });
    expect(run).toMatchObject({ branch: "dialog", folder: "all", trigger: { kind: "dashboard" } });
  });
});

describe("the look", () => {
  test("is light or dark as the system is, until one chooses, and the choice is kept", async () => {
    await stage.reopen({ colorScheme: "dark" });
    await stage.signIn();
    const background = () =>
      stage.page
        .locator("body")
        .evaluate((body) => body.ownerDocument.defaultView!.getComputedStyle(body).backgroundColor);
    await stage.page.goto(stage.center.url);
    const dark = await background();
    await stage.page.getByRole("button", { name: "Theme: as the system" }).click();
    await stage.page.getByRole("button", { name: "Theme: light" }).waitFor();
    const light = await background();
    expect(light).not.toBe(dark);
    await stage.page.reload();
    await stage.page.getByRole("button", { name: "Theme: light" }).waitFor();
    expect(await background()).toBe(light);
    await stage.page.getByRole("button", { name: "Theme: light" }).click();
    await stage.page.getByRole("button", { name: "Theme: dark" }).waitFor();
    expect(await background()).toBe(dark);
  });

  test("nothing is wider than a phone", async () => {
    await stage.reopen({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    await stage.signIn();
    const id = await stage.finished({
      REPORT: junit,
      EXIT_CODE: "1",
      LOG_LINES: "50",
      LOG_TEXT: "a long line ".repeat(30),
    });
    for (const path of [
      "/",
      "/runs",
      "/projects",
      "/projects/demo",
      `/runs/${id}`,
      `/runs/${id}?tab=log`,
      `/runs/${id}?tab=attempts`,
    ]) {
      await stage.page.goto(`${stage.center.url}${path}`);
      await stage.page.getByRole("heading", { level: 1 }).waitFor();
      const main = stage.page.getByRole("main");
      expect({ path, excess: await main.evaluate((box) => box.scrollWidth - box.clientWidth) }).toEqual({
        path,
        excess: 0,
      });
    }
  });

  test("the first page needs at most 200 kB of script", async () => {
    await stage.signIn();
    await stage.page.goto(stage.center.url);
    // With all that it draws: strips, charts, the run dialog's button.
    await stage.page.getByRole("table", { name: "Runs of Demo a day" }).waitFor({ state: "attached" });
    const scripts = [...new Set(stage.window.requests.filter((path) => path.endsWith(".js")))];
    const sizes = scripts.map(async (path) => {
      const response = await fetch(`${stage.center.url}${path}`);
      return gzipSync(await response.arrayBuffer()).length;
    });
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(200_000);
  });
});
