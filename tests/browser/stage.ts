import type { NewRun } from "@aac/contract";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { launchBrowser, openWindow, type Window } from "./browser.ts";
import { startCenter, type TestCenter } from "./center.ts";

/** A real center for the tests of a file, and a browser's window for each. */
export interface Stage {
  readonly center: TestCenter;
  readonly page: Page;
  readonly window: Window;
  /** Another window in place of the test's own. */
  reopen(options: BrowserContextOptions): Promise<void>;
  /** Signs the window in, without the page for it. */
  signIn(): Promise<void>;
  /** Triggers a run that the variables steer and waits for its verdict; answers its id. */
  finished(variables: Record<string, string>, run?: Partial<NewRun>): Promise<string>;
  /** Pages may have written such to the console; anything else fails the test. */
  allowComplaints(pattern: RegExp): void;
  readonly log: Locator;
  logLine(number: number): Locator;
}

/** To be called once, at the top of a file of tests; with settings of the center. */
export function setStage(settings: Record<string, string> = {}): Stage {
  let center: TestCenter;
  let browser: Browser;
  let window: Window;

  beforeAll(async () => {
    [center, browser] = await Promise.all([startCenter(settings), launchBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await center?.stop();
  });
  beforeEach(async () => {
    window = await openWindow(browser);
  });
  afterEach(async () => {
    await window.context.close();
    if (window.complaints.length > 0) throw new Error(`The page complained:\n${window.complaints.join("\n")}`);
  });

  return {
    get center() {
      return center;
    },
    get page() {
      return window.page;
    },
    get window() {
      return window;
    },
    async reopen(options) {
      await window.context.close();
      window = await openWindow(browser, options);
    },
    async signIn() {
      await window.context.addCookies([{ name: "aac_session", value: await center.newSession(), url: center.url }]);
    },
    async finished(variables, run) {
      const { id } = await center.trigger(variables, run);
      const verdict = async () => (await center.client.call("getRun", { params: { run: id } })).verdict;
      await vi.waitFor(async () => expect(await verdict()).not.toBeNull(), { timeout: 20_000 });
      return id;
    },
    allowComplaints(pattern) {
      const others = window.complaints.filter((complaint) => !pattern.test(complaint));
      window.complaints.splice(0, Infinity, ...others);
    },
    get log() {
      return window.page.getByRole("log", { name: "Log" });
    },
    logLine: (number) => window.page.getByRole("log", { name: "Log" }).locator(`[data-line="${number}"]`),
  };
}

/** A report of three tests: one passed, one skipped, one failed. */
export const junit = `<testsuites><testsuite name="basket">
  <testcase name="adds an item" classname="basket" file="basket.test.js" time="0.02"/>
  <testcase name="empties" classname="basket" file="basket.test.js" time="0.01"><skipped message="later"/></testcase>
  <testcase name="pays by card" classname="pay" file="pay.test.js" time="1.5"><failure message="declined &lt;b&gt;">Error: declined
    at pay (pay.test.js:12:3)</failure></testcase>
</testsuite></testsuites>`;
