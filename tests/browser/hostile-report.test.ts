import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { setStage } from "./stage.ts";

// A report whose scripts mean ill, read by somebody who is signed in.

const stage = setStage();

/** A host of the attacker, where reports send what they got. */
let evil: Server;
let evilUrl: string;
let sent: string[];
beforeAll(async () => {
  evil = createServer((request, response) => {
    let told = "";
    request.setEncoding("utf8").on("data", (text) => (told += text));
    request.on("end", () => {
      if (request.method === "POST") sent.push(told);
      response.end("<h1>evil</h1>");
    });
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => evil.close(resolve)));

type Got = Record<string, string>;

/** A run that has left the report; answers its path. */
async function reportPath(): Promise<string> {
  const html = await readFile(join(import.meta.dirname, "hostile/report.html"), "utf8");
  const files = {
    "test-results/report.html": html,
    "test-results/worker.js": "self.addEventListener('fetch', () => {})",
    "test-results/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"></svg>',
  };
  const run = await stage.finished({ FILES: JSON.stringify(files) });
  return `/api/v1/runs/${run}/artifacts/1/1/test-results/report.html#evil=${encodeURIComponent(evilUrl)}`;
}

/** The dashboard, read by somebody who is signed in and has something to lose. */
async function openDashboard(): Promise<Page> {
  sent = [];
  await stage.signIn();
  await stage.page.goto(stage.center.url);
  await stage.page.getByRole("heading", { name: "Home", exact: true }).waitFor();
  await stage.page.evaluate('localStorage.setItem("of the dashboard", "kept")');
  return stage.page;
}

async function whatItGot(): Promise<Got> {
  await vi.waitFor(() => expect(sent.length).toBeGreaterThan(0), { timeout: 60_000 });
  return (JSON.parse(sent[0]!) as { got: Got }).got;
}

/** Opens it as a tab of which the dashboard is the opener, without the `noreferrer` that our links have. */
const openAsPopup = (page: Page, path: string) => page.evaluate(`void open(${JSON.stringify(path)})`);
const openInFrame = (page: Page, path: string) =>
  page.evaluate(`document.body.insertAdjacentHTML("beforeend", '<iframe src="${path}"></iframe>')`);
const openAsLink = async (page: Page, path: string) => {
  await page.goto(`${stage.center.url}/runs/${path.split("/")[4]}?tab=artifacts`);
  const link = page.getByRole("link", { name: "test-results/report.html", exact: true });
  await link.evaluate(
    (a, hash) => a.setAttribute("href", a.getAttribute("href") + hash),
    path.slice(path.indexOf("#")),
  );
  await link.click();
};

async function expectNothingDone(page: Page): Promise<void> {
  stage.allowComplaints(/./);
  const { items } = await stage.center.client.call("listProjects", {});
  expect(items.map(({ slug }) => slug)).toEqual(["demo"]);
  await page.reload();
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  const cookies = await stage.window.context.cookies();
  const session = cookies.find(({ name }) => name === "aac_session");
  for (const text of sent) {
    expect(text).not.toContain(session!.value);
    expect(text).not.toContain('"permissions"');
    expect(JSON.parse(text)).toMatchObject({ heard: [{}] });
  }
}

describe.each([
  ["a link of the dashboard", openAsLink],
  ["a window that the dashboard opened", openAsPopup],
  ["a frame in the dashboard", openInFrame],
])("opened by %s", (_, open) => {
  test("a report gets nothing of ours, and does nothing for its reader", async () => {
    const path = await reportPath();
    const page = await openDashboard();
    await open(page, path);
    const got = await whatItGot();
    const { origin, ...rest } = got;
    expect(origin).toBe("null");
    expect(rest).toEqual(Object.fromEntries(Object.keys(rest).map((name) => [name, "refused"])));
    expect(Object.keys(rest)).toHaveLength(23);
    expect(new URL(page.url()).origin).toBe(stage.center.url);
    await expectNothingDone(page);
    stage.allowComplaints(/./);
  });
});

test("without the sandbox the same report would get all of it", async () => {
  const path = await reportPath();
  const page = await openDashboard();
  await stage.window.context.route("**/artifacts/**", async (route) => {
    const response = await route.fetch();
    const { "content-security-policy": _, ...headers } = response.headers();
    await route.fulfill({ response, headers: { ...headers, "cross-origin-opener-policy": "same-origin" } });
  });
  const opened = stage.window.context.waitForEvent("page");
  await openAsPopup(page, path);
  const popup = await opened;
  await expect.poll(() => popup.title(), { timeout: 60_000 }).toContain("session");
  const got = JSON.parse(await popup.title()) as Got;
  const refused = Object.entries(got).flatMap(([name, what]) => (what === "refused" ? name : []));
  // The dashboard lets nobody frame it, and Chromium asks before it gives these away.
  const alsoRefused = ["the page around it", "a blank popup", "a frame of the dashboard", "a frame of the API"];
  expect(refused).toEqual([...alsoRefused, "clipboard", "camera"]);
  expect(got["session"]).toContain('"permissions"');
  expect(got["a page of its own making"]).toContain('"permissions"');
  expect(got).toMatchObject({ storage: "kept", create: "201", "an image": "7", origin: stage.center.url });
  const made = async () => (await stage.center.client.call("listProjects", {})).items.map(({ slug }) => slug);
  await expect.poll(made).toEqual(["demo", "by-script", "by-beacon"]);
  stage.allowComplaints(/./);
});
