import type { Page } from "playwright-core";
import { describe, expect, test, vi } from "vitest";
import { junit, setStage } from "./stage.ts";

// What the content security policies let the center's own pages do, and what not.

const stage = setStage();

/** What a page was kept from, frames included. */
async function collectViolations(page: Page): Promise<string[]> {
  const violations: string[] = [];
  await page.exposeFunction("tellViolation", (told: string) => void violations.push(told));
  await page.addInitScript(`addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, disposition }) =>
    top.tellViolation([location.pathname, effectiveDirective, blockedURI, disposition].join(" ")));`);
  return violations;
}

/** Ways in which text that became markup runs as a script; each marks the page when it has run. */
const injections: Record<string, string> = {
  "a script element": `const script = document.createElement("script"); script.textContent = "ran = 1"; document.body.append(script);`,
  "a handler": `document.body.insertAdjacentHTML("beforeend", "<img src='data:image/png,x' onerror='ran = 1'>");`,
  "an address": `document.body.insertAdjacentHTML("beforeend", "<a id=evil href='javascript:void(ran = 1)'>x</a>"); document.querySelector("#evil").click();`,
  "a frame": `document.body.insertAdjacentHTML("beforeend", "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>");`,
  "a script of another site": `const script = document.createElement("script"); script.src = "data:text/javascript,ran = 1"; document.body.append(script);`,
};

/** Runs `code` in the page and waits until the page has run, or refused, what it brought in. */
async function bringIn(page: Page, code: string, violations: string[]): Promise<boolean> {
  const before = violations.length;
  await page.evaluate(`window.ran = 0; ${code}; 0`);
  return vi.waitFor(
    async () => {
      const ran = (await page.evaluate("window.ran")) === 1;
      if (!ran && violations.length === before) throw new Error("Neither run nor refused.");
      return ran;
    },
    { timeout: 10_000 },
  );
}

describe("the dashboard", () => {
  test("does on each of its pages only what its policy allows", async () => {
    const { call } = stage.center.client;
    await call("createChannel", { body: { slug: "mail", kind: "email", to: ["ada@example.org"] } });
    await call("createNoticeRule", { body: { name: "Failures", channels: ["mail"] } });
    const dot = `<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"><script>alert(1)</script></svg>`;
    const run = await stage.finished({
      EXIT_CODE: "1",
      LOG_LINES: "20",
      REPORT: junit,
      FILES: JSON.stringify({ "test-results/dot.svg": dot }),
    });
    const violations = await collectViolations(stage.page);
    await stage.page.goto(`${stage.center.url}/sign-in`);
    await stage.page.getByLabel("Password").waitFor();
    await stage.signIn();
    const tabs = ["results", "log", "artifacts", "attempts"].map((tab) => `/runs/${run}?tab=${tab}`);
    const own = ["account", "organization", "people", "roles", "keys", "secrets"];
    const all = ["usage", "retention", "sandboxes", "single-sign-on"];
    const settings = [...own, ...all].map((of) => `/settings/${of}`);
    for (const path of [
      "/",
      "/projects",
      "/projects/demo",
      "/projects/demo/environments",
      "/projects/demo/environments/new",
      "/projects/demo/schedules",
      "/projects/demo/settings",
      "/projects/demo/suites/new",
      "/projects/demo/suites/scripted",
      "/workers",
      "/new",
      "/schedules",
      "/notices",
      `/runs/${run}`,
      ...tabs,
      ...settings,
    ]) {
      await stage.page.goto(`${stage.center.url}${path}`);
      await stage.page.getByRole("heading", { level: 1 }).waitFor();
      await expect.poll(() => stage.page.locator(".skeleton").count()).toBe(0);
    }
    await stage.page.goto(`${stage.center.url}/notices`);
    await stage.page.getByRole("list", { name: "Outbox" }).getByRole("button").first().click();
    await stage.page.getByRole("dialog").frameLocator("iframe").getByRole("link", { name: "Open the run" }).waitFor();
    expect(violations).toEqual([]);
    stage.allowComplaints(/401/);
  });

  test.each(Object.entries(injections))("does not run what was brought in by %s", async (_, code) => {
    await stage.signIn();
    const violations = await collectViolations(stage.page);
    await stage.page.goto(stage.center.url);
    await stage.page.getByRole("heading", { level: 1 }).waitFor();
    expect(await bringIn(stage.page, code, violations)).toBe(false);
    stage.allowComplaints(/Content Security Policy|404/);
  });

  test.each(Object.entries(injections))("without its policy it would run %s", async (_, code) => {
    await stage.page.route("**/sign-in", async (route) => {
      const response = await route.fetch();
      const { "content-security-policy": __, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await stage.page.goto(`${stage.center.url}/sign-in`);
    await stage.page.getByRole("heading", { level: 1 }).waitFor();
    expect(await bringIn(stage.page, code, [])).toBe(true);
    stage.allowComplaints(/401|404/);
  });
});

test("the reference of the API is shown with its own script alone", async () => {
  const violations = await collectViolations(stage.page);
  await stage.page.goto(`${stage.center.url}/api/docs/`);
  await stage.page.getByText("Trigger a run").first().waitFor();
  // Its Zod tries whether it may, and does without.
  expect(violations).toEqual(["/api/docs/ script-src eval enforce"]);
  expect(await bringIn(stage.page, injections["a script element"]!, violations)).toBe(false);
  stage.allowComplaints(/Content Security Policy|favicon/);
});
