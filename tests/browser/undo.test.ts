import type { Client, SavedFilter } from "@aac/contract";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { setStage } from "./stage.ts";

// What one press does is there before the server has answered, comes back when it is refused, and can be taken back.

const stage = setStage();
const patience = { timeout: 10_000 };
const button = (name: string | RegExp) => stage.page.getByRole("button", { name, exact: true });
const dialog = () => stage.page.getByRole("dialog");
const region = (name: string) => stage.page.getByRole("region", { name });
const open = (path: string) => stage.page.goto(stage.center.url + path);
const call: Client["call"] = (name, input) => stage.center.client.call(name, input);
const note = (said: string) =>
  stage.page
    .getByRole("region", { name: /^Notes/ })
    .getByRole("listitem")
    .filter({ hasText: said });
/** Takes the note that says so back. */
const undo = (said: string) => note(said).getByRole("button", { name: "Undo" }).click();

/** Requests that change something at the address wait until `letGo` is called. */
async function holdBack(address: string): Promise<{ letGo: () => void }> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await stage.page.route(address, async (route) => {
    if (route.request().method() !== "GET") await promise;
    await route.continue();
  });
  return { letGo: resolve };
}

/** Requests that change something at the address are refused from now on. */
async function refuse(address: string): Promise<void> {
  await stage.page.route(address, async (route) => {
    if (route.request().method() === "GET") return route.continue();
    await route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      json: {
        type: "about:blank",
        title: "Not now",
        status: 409,
        code: "conflict",
        detail: "It is being looked at.",
        remedy: "Try later.",
      },
    });
  });
}

beforeAll(() => call("createChannel", { body: { slug: "team", kind: "email", to: ["ada@example.org"] } }));
beforeEach(() => stage.signIn());

describe("muting a rule", () => {
  const address = "**/api/v1/notice-rules/*";
  const mutedUntil = async () => (await call("listNoticeRules")).items[0]?.mutedUntil;
  beforeEach(async () => {
    for (const { id } of (await call("listNoticeRules")).items)
      await call("deleteNoticeRule", { params: { rule: id } });
    await call("createNoticeRule", { body: { name: "Main is red", channels: ["team"] } });
    await open("/notices");
  });

  test("is there before the server has answered, and Undo brings back what was", async () => {
    const { letGo } = await holdBack(address);
    await button("Mute Main is red for 8 hours").click();
    await region("Rules").getByText("Muted until").waitFor();
    expect(await mutedUntil()).toBeNull();
    letGo();
    await note("Muted Main is red").waitFor();
    const until = await mutedUntil();
    expect(Date.parse(until!)).toBeGreaterThan(Date.now());
    await undo("Muted Main is red");
    await region("Rules").getByText("Muted until").waitFor({ state: "detached" });
    await expect.poll(mutedUntil, patience).toBeNull();

    await call("changeNoticeRule", {
      params: { rule: (await call("listNoticeRules")).items[0]!.id },
      body: { mutedUntil: until! },
    });
    await stage.page.reload();
    await button("Unmute Main is red").click();
    await expect.poll(mutedUntil, patience).toBeNull();
    await undo("Unmuted Main is red");
    await expect.poll(mutedUntil, patience).toBe(until);
  });

  test("that is refused is shown as it was, and the refusal told", async () => {
    await refuse(address);
    await button("Mute Main is red for 8 hours").click();
    await note("Not now").waitFor();
    await note("It is being looked at. Try later.").waitFor();
    await button("Mute Main is red for 8 hours").waitFor();
    expect(await mutedUntil()).toBeNull();
    stage.allowComplaints(/409/);
  });

  test("an Undo that is refused is told, and what is shown is what is", async () => {
    await button("Mute Main is red for 8 hours").click();
    await note("Muted Main is red").waitFor();
    await refuse(address);
    await undo("Muted Main is red");
    await note("Not now").waitFor();
    await region("Rules").getByText("Muted until").waitFor();
    expect(await mutedUntil()).not.toBeNull();
    stage.allowComplaints(/409/);
  });
});

test("draining a worker is there before the server has answered, and when it is refused it is not", async () => {
  await open("/workers");
  const worker = stage.page.getByRole("list", { name: "Workers" }).getByRole("listitem").first();
  const draining = async () => (await call("listWorkers")).items[0]!.draining;
  const { letGo } = await holdBack("**/api/v1/workers/*");
  await worker.getByRole("button", { name: /^Drain/ }).click();
  await worker.getByText("Drained", { exact: true }).waitFor();
  expect(await draining()).toBeNull();
  letGo();
  await vi.waitFor(async () => expect(await draining()).not.toBeNull(), patience);
  await undo("claims no more jobs");
  await worker.getByText("Active", { exact: true }).waitFor();
  await expect.poll(draining, patience).toBeNull();
  await refuse("**/api/v1/workers/*");
  await worker.getByRole("button", { name: /^Drain/ }).click();
  await note("Not now").waitFor();
  await worker.getByText("Active", { exact: true }).waitFor();
  stage.allowComplaints(/409/);
});

describe("what is removed", () => {
  test("is out of the list at once and stays out of what is read, and Undo leaves the server as it was", async () => {
    const names = ["Rule one", "Rule two"];
    for (const name of names) await call("createNoticeRule", { body: { name, channels: ["team"] } });
    const before = (await call("listNoticeRules")).items;
    const left = async () => (await call("listNoticeRules")).items;
    const remove = async (name: string) => {
      await button(`Edit ${name}`).click();
      await dialog().getByRole("button", { name: "Remove" }).click();
      await button(`Edit ${name}`).waitFor({ state: "detached" });
    };
    await open("/notices");
    await remove("Rule one");
    // The list is read anew after each change.
    const readAnew = stage.page.waitForResponse("**/api/v1/notice-rules?*");
    await button("Mute Rule two for 8 hours").click();
    await readAnew;
    await button("Unmute Rule two").waitFor();
    expect(await button("Edit Rule one").count()).toBe(0);
    await undo("The rule Rule one is removed");
    await button("Edit Rule one").waitFor();
    expect((await left()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    await remove("Rule one");
    await note("The rule Rule one is removed").getByRole("button", { name: "Dismiss" }).click();
    await expect.poll(async () => (await left()).map(({ name }) => name), patience).not.toContain("Rule one");
  });

  test("comes back where the server refuses that it goes, a schedule too", async () => {
    const params = { project: "demo" };
    const body = { slug: "nightly", name: "Nightly", suite: "scripted", cron: "30 2 * * *" };
    await call("createSchedule", { params, body });
    await open("/schedules");
    await button("Edit Nightly").click();
    await dialog().getByRole("button", { name: "Remove" }).click();
    await button("Edit Nightly").waitFor({ state: "detached" });
    await undo("The schedule Nightly is removed");
    await button("Edit Nightly").click();
    await refuse("**/api/v1/projects/demo/schedules/nightly");
    await dialog().getByRole("button", { name: "Remove" }).click();
    await button("Edit Nightly").waitFor({ state: "detached" });
    await button("Dismiss").click();
    await note("Not now").waitFor();
    await button("Edit Nightly").waitFor();
    expect((await call("listSchedules", { params })).items).toMatchObject([{ slug: "nightly" }]);
    stage.allowComplaints(/409/);
  });
});

test("a saved filter that was replaced by mistake is given back, and so is one that was removed", async () => {
  // Whose they are counts: those of the key are others' here.
  const filters = () =>
    stage.page.evaluate(async () => {
      const answer = await fetch("/api/v1/saved-filters");
      return ((await answer.json()) as { items: SavedFilter[] }).items;
    });
  const tabs = stage.page.getByRole("navigation", { name: "Saved filters" });
  await open("/runs?state=unsuccessful");
  await button("Save this filter").click();
  await dialog().getByLabel("Name").fill("Red");
  await dialog().getByRole("button", { name: "Save", exact: true }).click();
  await tabs.getByRole("link", { name: "Red" }).waitFor();
  const [red] = await filters();

  await open("/runs?branch=main");
  await button("Save this filter").click();
  await dialog().getByLabel("Save as").selectOption({ label: "In place of “Red”" });
  await dialog().getByLabel("Name").fill("Main");
  await dialog().getByRole("button", { name: "Save", exact: true }).click();
  await tabs.getByRole("link", { name: "Main" }).waitFor();
  expect(await filters()).toMatchObject([{ id: red!.id, name: "Main", view: { branch: "main" } }]);
  await undo("Saved “Main”");
  await tabs.getByRole("link", { name: "Red" }).waitFor();
  const updatedAt = expect.any(String) as string;
  expect(await filters()).toEqual([{ ...red, updatedAt }]);

  await tabs.getByRole("link", { name: "Red" }).click();
  await button("Edit Red").click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await tabs.getByRole("link", { name: "Red" }).waitFor({ state: "detached" });
  await undo("Removed “Red”");
  await tabs.getByRole("link", { name: "Red" }).waitFor();
  expect(await filters()).toEqual([{ ...red, updatedAt }]);
});

describe("labels of several runs", () => {
  const row = (number: number) => stage.page.getByRole("listitem").filter({ hasText: `#${number}` });
  const labels = (id: string) => call("getRun", { params: { run: id } }).then((run) => run.labels.toSorted());

  test("are shown at once, and Undo gives each run its own back", async () => {
    const given = [[], ["old"], ["release", "old"]];
    const runs = await Promise.all(
      given.map(async (some) => {
        const id = await stage.finished({}, { branch: "labelled", labels: some });
        return call("getRun", { params: { run: id } });
      }),
    );
    const [first] = runs;
    await open("/runs?branch=labelled");
    await row(first!.number).waitFor();
    const { letGo } = await holdBack("**/api/v1/runs/label");
    await stage.page.getByRole("checkbox", { name: "Select all that are loaded" }).check();
    await button("Label").click();
    await dialog().getByLabel("Add").fill("release");
    await dialog().getByRole("checkbox", { name: /^old/ }).uncheck();
    await dialog().getByRole("button", { name: "Save" }).click();
    for (const { number } of runs) await row(number).getByRole("button", { name: "release" }).waitFor();
    expect(await labels(first!.id)).toEqual([]);
    // Another list, read before the server has it, shows it as well.
    await stage.page.getByRole("textbox", { name: "Search the runs" }).fill(`#${first!.number}`);
    await row(runs[1]!.number).waitFor({ state: "detached" });
    await row(first!.number).getByRole("button", { name: "release" }).waitFor();
    expect(await labels(first!.id)).toEqual([]);
    letGo();
    await note("3 runs labelled").waitFor();
    for (const { id } of runs) expect(await labels(id)).toEqual(["release"]);
    await undo("3 runs labelled");
    await row(first!.number).getByRole("button", { name: "release" }).waitFor({ state: "detached" });
    for (const [index, { id }] of runs.entries())
      await expect.poll(() => labels(id), patience).toEqual(given[index]!.toSorted());
  });

  test("that are refused are shown as they were, and the refusal told", async () => {
    const id = await stage.finished({}, { branch: "refused", labels: ["old"] });
    const { number } = await call("getRun", { params: { run: id } });
    await open("/runs?branch=refused");
    await refuse("**/api/v1/runs/label");
    await row(number).getByRole("checkbox").click();
    await button("Label").click();
    await dialog().getByRole("checkbox", { name: /^old/ }).uncheck();
    await dialog().getByRole("button", { name: "Save" }).click();
    await note("Not now").waitFor();
    await row(number).getByRole("button", { name: "old" }).waitFor();
    expect(await labels(id)).toEqual(["old"]);
    stage.allowComplaints(/409/);
  });
});

test("a role that was changed by mistake is given back", async () => {
  const { email } = await stage.center.addPerson("a quiet lake at dawn", "developer");
  const person = async () => (await call("listPeople")).items.find((one) => one.email === email)!;
  const { name } = await person();
  await open("/settings/people");
  await button(`Change ${name} (${email})`).click();
  await dialog().getByLabel("Role", { exact: true }).selectOption({ label: "Admin" });
  await dialog().getByRole("button", { name: "Save" }).click();
  await dialog().waitFor({ state: "detached" });
  expect(await person()).toMatchObject({ role: "admin" });
  await undo(`Changed what ${name} may`);
  await expect.poll(person, patience).toMatchObject({ role: "developer" });
});

test("the end of a session has no way back, and is asked about first", async () => {
  const value = await stage.center.newSession();
  const isOpen = async () => {
    const answer = await fetch(`${stage.center.url}/api/v1/session`, { headers: { cookie: `aac_session=${value}` } });
    return answer.status === 200;
  };
  await open("/settings/account");
  const others = stage.page
    .getByRole("list", { name: "Sessions" })
    .getByRole("listitem")
    .filter({ hasNotText: "This one" });
  await others.first().waitFor();
  const count = await others.count();
  await others
    .first()
    .getByRole("button", { name: /^End: / })
    .click();
  expect(await others.count()).toBe(count);
  await others
    .first()
    .getByRole("button", { name: /^End the session: / })
    .click();
  await expect.poll(() => others.count(), patience).toBe(count - 1);
  expect(await isOpen()).toBe(false);
});
