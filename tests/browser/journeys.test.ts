import { type Client, createClient } from "@aac/contract";
import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import { openWindow } from "./browser.ts";
import { addressShown, followAddress } from "./router.ts";
import { junit, setStage } from "./stage.ts";

// What people come for, from one end to the other: beside each other, without a mouse, on a phone, with less than all rights.

const stage = setStage();
const patience = { timeout: 20_000 };
const password = "a quiet lake at dawn";
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const failing = { REPORT: junit, EXIT_CODE: "1", LOG_LINES: "5" };

const clientOf = (session: string): Client =>
  createClient({
    baseUrl: stage.center.url,
    headers: { cookie: `aac_session=${session}`, "sec-fetch-site": "same-origin" },
  });

test("two organizations are looked at side by side, live, and nothing of one is seen in the other", async () => {
  const bob = await stage.center.addPerson(password);
  const session = await stage.center.sessionOf(bob);
  const { call } = clientOf(session);
  await call("createOrganization", { body: { slug: "other", name: "The others" } });
  await call("switchOrganization", { body: { organization: "other" } });
  await call("createProject", { body: { slug: "theirs", name: "Theirs" } });
  const suite = { slug: "scripted", name: "Their suite", image: "example.test/scripted:1" };
  await call("createSuite", { params: { project: "theirs" }, body: suite });
  const other = await openWindow(stage.window.context.browser()!);
  await other.context.addCookies([{ name: "aac_session", value: session, url: stage.center.url }]);
  await stage.signIn();
  await Promise.all([stage.page, other.page].map((page) => page.goto(`${stage.center.url}/runs`)));
  await Promise.all([stage.page, other.page].map((page) => page.getByText("Live", { exact: true }).waitFor()));

  const mine = await stage.center.trigger({}, { branch: "of-mine" });
  const theirs = await call("createRun", { body: { project: "theirs", suite: "scripted", branch: "of-theirs" } });
  const rows = (page: Page) => page.getByRole("list", { name: "Runs" });
  await rows(stage.page).getByText("of-mine").waitFor();
  await rows(other.page).getByText("of-theirs").waitFor();
  expect(await rows(stage.page).getByText("of-theirs").count()).toBe(0);
  expect(await rows(other.page).getByText("of-mine").count()).toBe(0);
  await stage.page.goto(`${stage.center.url}/runs/${theirs.id}`);
  await stage.page.getByRole("alert").getByText("run_not_found").waitFor();
  await other.page.goto(`${stage.center.url}/runs/${mine.id}`);
  await other.page.getByRole("alert").getByText("run_not_found").waitFor();
  await other.context.close();
  stage.allowComplaints(/404|ApiError/);
});

test("by keyboard alone: signs in, runs a suite, reads the failing test and runs it again", async () => {
  const ada = await stage.center.addPerson(password, "developer");
  const { page } = stage;
  const focused = () =>
    page.evaluate<string>(`(() => {
      const at = document.activeElement;
      return (at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent).trim();
    })()`);
  /** Goes on with Tab until what has the focus is called that. */
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 120; presses++) {
      if (name.test(await focused())) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never comes to ${name}; it is at "${await focused()}".`);
  };
  const enter = async (name: RegExp) => {
    await tabTo(name);
    await page.keyboard.press("Enter");
  };
  await page.goto(`${stage.center.url}/projects/demo`);
  await page.getByLabel("E-mail").waitFor();
  await tabTo(/^E-mail/);
  await page.keyboard.type(ada.email);
  await tabTo(/^Password/);
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await heading(page, "Demo").waitFor();

  await enter(/^Run Scripted suite/);
  await page.getByRole("dialog").getByLabel("Variables").waitFor();
  await tabTo(/^Variables/);
  await page.keyboard.type(`REPORT=${junit.replaceAll("\n", " ")}`);
  await page.keyboard.press("Enter");
  await page.keyboard.type("EXIT_CODE=1");
  await enter(/^Run$/);
  await page.waitForURL(/\/runs\/\w+/);
  const first = page.url();
  await page.getByRole("status").getByText("Failed").waitFor();
  await enter(/^Results/);
  await page.getByRole("button", { name: /pays by card/ }).waitFor();
  await enter(/pays by card/);
  await page.getByText("at pay (pay.test.js:12:3)").first().waitFor();
  await enter(/^Rerun/);
  await vi.waitFor(() => expect(page.url().split("?")[0]).not.toBe(first.split("?")[0]), patience);
  await heading(page, /Scripted suite/).waitFor();
  stage.allowComplaints(/401/);
});

test("on a phone: signs in, opens what failed from the list, and nothing is out of reach", async () => {
  await stage.reopen({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  const { page } = stage;
  const ada = await stage.center.addPerson(password, "viewer");
  const run = await stage.finished(failing);
  await page.goto(`${stage.center.url}/runs`);
  await page.getByLabel("E-mail").fill(ada.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).tap();
  await heading(page, "Runs").waitFor();
  const { number } = await stage.center.client.call("getRun", { params: { run } });
  await page
    .getByRole("list", { name: "Runs" })
    .getByRole("listitem")
    .filter({ hasText: `#${number}` })
    .tap();
  await page.waitForURL(new RegExp(run));
  await page.getByRole("button", { name: /pays by card/ }).tap();
  await page.getByText("at pay (pay.test.js:12:3)").first().waitFor();
  await page.getByRole("button", { name: "Command palette" }).tap();
  await page.getByRole("combobox", { name: "Commands" }).fill("account");
  await page.getByRole("option", { name: /^Account/ }).tap();
  await heading(page, "Account").waitFor();
  await page.getByText("Exact times").tap();
  const excess = await page.evaluate<number>(`document.querySelector("main").scrollWidth - innerWidth`);
  expect(excess).toBeLessThanOrEqual(0);
  stage.allowComplaints(/401/);
});

/** What each role is offered on some pages, by the names of buttons and links. */
const offers = {
  viewer: [],
  developer: ["Run a suite", "Run Scripted suite", "New schedule", "Rerun"],
  admin: ["Run a suite", "Run Scripted suite", "New schedule", "Rerun", "New channel", "Invite somebody"],
} as const;

test.each(Object.entries(offers))("a %s is offered what they may do, and no more", async (role, expected) => {
  const run = await stage.finished(failing);
  const person = await stage.center.addPerson(password, role as keyof typeof offers);
  const value = await stage.center.sessionOf(person);
  await stage.window.context.addCookies([{ name: "aac_session", value, url: stage.center.url }]);
  await stage.page.goto(stage.center.url);
  await stage.page.getByRole("heading", { level: 1 }).waitFor();
  const found = new Set<string>();
  for (const path of ["/runs", "/projects/demo", "/schedules", `/runs/${run}`, "/notices", "/settings/people"]) {
    await followAddress(stage.page, path);
    await expect.poll(() => addressShown(stage.page), patience).not.toBeNull();
    await stage.page.getByRole("heading", { level: 1 }).waitFor();
    await expect.poll(() => stage.page.locator(".skeleton, [aria-busy=true]").count(), patience).toBe(0);
    for (const name of offers.admin) {
      if ((await stage.page.getByRole("button", { name, exact: true }).count()) > 0) found.add(name);
    }
  }
  expect([...found].toSorted()).toEqual([...expected].toSorted());
});
