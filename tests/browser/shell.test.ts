import { describe, expect, test, vi } from "vitest";
import { axeViolations } from "./axe.ts";
import { followAddress } from "./router.ts";
import { junit, setStage } from "./stage.ts";

// What stands around every page: commands, keys, notes with a way back, and what is said when the server is away.

const stage = setStage();
const patience = { timeout: 15_000 };
const heading = (name: string) => stage.page.getByRole("heading", { level: 1, name, exact: true });
const dialog = (name: string) => stage.page.getByRole("dialog", { name });
const press = (keys: string) => stage.page.keyboard.press(keys);
const button = (name: string) => stage.page.getByRole("button", { name, exact: true });
const bar = (text: string | RegExp) => stage.page.getByRole("status").getByText(text);

async function open(path: string, title: string): Promise<void> {
  await stage.signIn();
  await stage.page.goto(stage.center.url + path);
  await heading(title).waitFor();
}

describe("the command palette", () => {
  const choose = async (text: string, option: string | RegExp) => {
    await press("Control+k");
    await stage.page.getByRole("combobox", { name: "Commands" }).pressSequentially(text);
    await stage.page.getByRole("option", { name: option, selected: true }).waitFor();
    await press("Enter");
    await dialog("Command palette").waitFor({ state: "detached" });
  };

  test("goes to pages, projects and runs, and does things, by what somebody remembers of their names", async () => {
    const run = await stage.finished({ REPORT: junit });
    const { number } = await stage.center.client.call("getRun", { params: { run } });
    await open("/runs", "Runs");
    await choose("schd", "Schedules");
    await heading("Schedules").waitFor();
    await choose("demo", /^Demo/);
    await heading("Demo").waitFor();
    await choose(`#${number}`, new RegExp(`#${number}\\b`));
    await stage.page.waitForURL(new RegExp(run));
    await choose("dark", "Theme: dark");
    await expect.poll(() => stage.page.locator("html").getAttribute("data-theme"), patience).toBe("dark");
    const { promise: letGo, resolve } = Promise.withResolvers<void>();
    await stage.page.route("**/api/v1/runs?text=*", (route) => letGo.then(() => route.continue()));
    await press("Control+k");
    await stage.page.getByRole("combobox", { name: "Commands" }).pressSequentially("#987654");
    await dialog("Command palette").getByText("Looking…").waitFor();
    resolve();
    await dialog("Command palette").getByText("Nothing is called that.").waitFor();
    await press("Escape");
    await dialog("Command palette").waitFor({ state: "detached" });
    await choose("run a suite", "Run a suite…");
    await dialog("Run a suite").waitFor();
    await press("Escape");
    await choose("sign out", "Sign out");
    await button("Sign in").waitFor();
    stage.allowComplaints(/401/);
  });

  test("and the sheet of shortcuts are usable by everybody", async () => {
    await open("/runs", "Runs");
    await press("Control+k");
    await stage.page.getByRole("option", { name: "Run a suite…" }).waitFor();
    expect(await axeViolations(stage.page)).toEqual([]);
    await press("Escape");
    await press("?");
    await dialog("Keyboard shortcuts").getByText("Search on this page").waitFor();
    expect(await axeViolations(stage.page)).toEqual([]);
  });
});

test("single keys do nothing while one types, nor once they are turned off", async () => {
  await open("/projects", "Projects");
  // The second key has to come soon after the first, which a busy machine may not manage.
  await vi.waitFor(async () => {
    await press("g");
    await press("s");
    await heading("Schedules").waitFor({ timeout: 1_000 });
  }, patience);
  await button("New schedule").click();
  const field = dialog("New schedule").getByLabel("Find a suite");
  await field.pressSequentially("gp?");
  expect(await field.inputValue()).toBe("gp?");
  await press("Escape");
  await press("?");
  await stage.page.getByLabel("Shortcuts of single keys").uncheck();
  await press("Escape");
  await dialog("Keyboard shortcuts").waitFor({ state: "detached" });
  await press("?");
  await press("g");
  await press("p");
  // Still heard, and after the others.
  await press("Control+k");
  await dialog("Command palette").waitFor();
  expect(stage.page.url()).toBe(`${stage.center.url}/schedules`);
  expect(await dialog("Keyboard shortcuts").count()).toBe(0);
});

describe("a note with a way back", () => {
  test("takes back what was done, by keyboard alone", async () => {
    const params = { project: "demo" };
    const body = { slug: "nightly", name: "Nightly", suite: "scripted", cron: "30 2 * * *" };
    await stage.center.client.call("createSchedule", { params, body });
    await open("/schedules", "Schedules");
    await button("Pause Nightly").press("Enter");
    // It is paused on the page before the server has answered.
    await button("Resume Nightly").waitFor();
    await stage.page.getByText("Paused Nightly").first().waitFor();
    await press("F8");
    await press("Tab");
    await press("Tab");
    await expect.poll(() => stage.page.evaluate("document.activeElement.textContent"), patience).toBe("Undo");
    await press("Enter");
    await button("Pause Nightly").waitFor();
    const paused = async () => (await stage.center.client.call("listSchedules", { params })).items[0]?.paused;
    await expect.poll(paused, patience).toBe(false);
  });

  test("does what has no way back only once nobody took it back", async () => {
    const { call } = stage.center.client;
    await call("createSubscription", { body: { address: "eve@example.org" } });
    const line = stage.page.getByRole("region", { name: "Subscriptions" }).getByText("eve@example.org");
    const left = async () => (await call("listSubscriptions")).items.length;
    const remove = async () => {
      await button("Edit eve@example.org").click();
      await stage.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await line.waitFor({ state: "detached" });
    };
    await open("/notices", "Notices");
    await remove();
    await button("Undo").click();
    await line.waitFor();
    expect(await left()).toBe(1);
    await remove();
    expect(await left()).toBe(1);
    await button("Dismiss").click();
    await expect.poll(left, patience).toBe(0);
  });
});

describe("while the server is away", () => {
  const serveNewerDashboard = () =>
    stage.page.route(`${stage.center.url}/`, async (route) => {
      const current = await (await route.fetch()).text();
      await route.fulfill({ body: current.replaceAll(/assets\/shell-[\w-]+\.js/g, "assets/shell-newer.js") });
    });

  test("one line says so; what is asked for says why it is not there; then all goes on, and a newer dashboard is told of", async () => {
    await open("/projects", "Projects");
    await stage.center.kill();
    await bar("The server does not answer.").waitFor();
    await bar(/^For \d+ s\.$/).waitFor();
    // Of no page that was not opened yet the files are here.
    await followAddress(stage.page, "/analysis");
    const alert = stage.page.getByRole("main").getByRole("alert");
    await alert.waitFor({ timeout: 20_000 });
    await followAddress(stage.page, "/projects");
    await heading("Projects").waitFor();
    await serveNewerDashboard();
    // Or the page might read its projects before there is another.
    const api = "**/api/**";
    await stage.page.route(api, (route) => route.abort());
    await stage.center.start();
    await stage.center.client.call("createProject", { body: { slug: "later", name: "Made later" } });
    await stage.page.unroute(api);
    await bar("The server does not answer.").waitFor({ state: "detached", timeout: 20_000 });
    await stage.page.getByRole("main").getByText("Made later").waitFor();
    await bar("The dashboard was updated since you opened this page.").waitFor();
    await button("Later").click();
    await bar("The dashboard was updated").waitFor({ state: "detached" });
    stage.allowComplaints(/net::ERR_|Failed to fetch|TypeError|OutdatedPageError/);
  });

  test("a device without a network is told from a server that is away", async () => {
    await open("/runs", "Runs");
    await stage.window.context.setOffline(true);
    await bar("You are offline.").waitFor();
    await stage.center.trigger({}, { branch: "meanwhile" });
    await stage.window.context.setOffline(false);
    await bar("You are offline.").waitFor({ state: "detached", timeout: 20_000 });
    await stage.page.getByRole("main").getByText("meanwhile").filter({ visible: true }).first().waitFor();
    stage.allowComplaints(/net::ERR_/);
  });
});

test("whose session ended is asked to sign in, and is then where they were", async () => {
  const ada = await stage.center.addPerson("a quiet lake at dawn");
  await stage.page.goto(`${stage.center.url}/projects/demo`);
  const signIn = async () => {
    await stage.page.getByLabel("E-mail").fill(ada.email);
    await stage.page.getByLabel("Password").fill("a quiet lake at dawn");
    await button("Sign in").click();
    await heading("Demo").waitFor();
  };
  await signIn();
  // From another browser, as far as this page knows.
  await stage.page.evaluate(`fetch("/api/v1/session", { method: "DELETE" })`);
  await button("Sign in").waitFor({ timeout: 20_000 });
  await signIn();
  expect(stage.page.url()).toBe(`${stage.center.url}/projects/demo`);
  stage.allowComplaints(/401/);
});
