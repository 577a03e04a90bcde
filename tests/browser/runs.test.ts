import type { RunSummary } from "@aac/contract";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { junit, setStage } from "./stage.ts";

// The list of runs: what narrows it, how it is grouped, and what is done to several at once.

const stage = setStage();
const path = "/runs";
const runRow = (name: string) => stage.page.getByRole("listitem").filter({ hasText: name });
const box = (run: RunSummary) => runRow(`#${run.number}`).getByRole("checkbox", { name: `#${run.number}` });
const toolbar = () => stage.page.getByRole("toolbar", { name: "Actions for the selected runs" });
const open = (query = "") => stage.page.goto(`${stage.center.url}${path}${query}`);
const search = () => new URL(stage.page.url()).search;
const made = async (variables: Record<string, string>, more: object): Promise<RunSummary> => {
  const { id } = await stage.center.trigger(variables, more);
  await vi.waitFor(async () => expect((await read(id)).verdict).not.toBeNull(), { timeout: 20_000 });
  return read(id);
};
const read = (run: string) => stage.center.client.call("getRun", { params: { run } });
const isThere = (run: string) =>
  read(run).then(
    () => true,
    () => false,
  );

let red: RunSummary;
let green: RunSummary;
beforeAll(async () => {
  [red, green] = await Promise.all([
    made({ REPORT: junit, EXIT_CODE: "1" }, { branch: "main", labels: ["nightly"], commit: "c0ffee1" }),
    made({}, { branch: "fix" }),
  ]);
});
beforeEach(() => stage.signIn());

test("filters stand in the address and survive a reload; what passes none says so and is cleared", async () => {
  await open();
  await runRow(`#${green.number}`).waitFor();
  await stage.page.getByRole("combobox", { name: "State" }).selectOption("unsuccessful");
  await runRow(`#${green.number}`).waitFor({ state: "detached" });
  await runRow(`#${red.number}`).getByRole("button", { name: "nightly" }).click();
  await stage.page.getByRole("combobox", { name: "Time" }).selectOption("24h");
  await stage.page.getByRole("textbox", { name: "Search the runs" }).fill(`#${red.number}`);
  await expect.poll(search).toBe(`?state=unsuccessful&label=nightly&within=24h&text=%23${red.number}`);
  await stage.page.reload();
  await runRow(`#${red.number}`).waitFor();
  expect(await stage.page.getByRole("combobox", { name: "Label" }).inputValue()).toBe("nightly");

  await stage.page.getByRole("combobox", { name: "Triggered by" }).selectOption("me");
  await stage.page.getByRole("heading", { name: "No run passes these filters" }).waitFor();
  await stage.page.getByRole("button", { name: "Clear the filters" }).click();
  await runRow(`#${green.number}`).waitFor();
  expect(search()).toBe("");
});

test("an address from when the list of runs was the first page leads to the list, with its filters", async () => {
  await stage.page.goto(`${stage.center.url}/?branch=fix`);
  await stage.page.waitForURL(`${stage.center.url}/runs?branch=fix`);
  await runRow(`#${green.number}`).waitFor();
  expect(await runRow(`#${red.number}`).count()).toBe(0);
});

test("what an address says wrongly, or of something else, narrows nothing and is not asked of the server", async () => {
  await open("?state=exploded&branch=fix&utm_source=chat");
  await runRow(`#${green.number}`).waitFor();
  expect(await stage.page.getByRole("combobox", { name: "State" }).inputValue()).toBe("");
  expect(await runRow(`#${red.number}`).count()).toBe(0);
  await open("?state=exploded&utm_source=chat");
  await runRow(`#${red.number}`).waitFor();
  await stage.page.locator('nav [aria-current="page"]', { hasText: "All runs" }).waitFor();
  expect(stage.window.requests.filter((asked) => /^\/api\/.*exploded/.test(asked))).toEqual([]);

  await stage.page.goto(`${stage.center.url}/runs/${red.id}?tab=analysis`);
  await stage.page.locator('nav [aria-current="page"]', { hasText: "Results" }).waitFor();
  await stage.page.getByText("pays by card").first().waitFor();
});

test("a filter is saved as a tab, renamed, and removed", async () => {
  await open("?state=unsuccessful&group=branch");
  await stage.page.getByRole("button", { name: "Save this filter" }).click();
  const dialog = stage.page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Red");
  await dialog.getByLabel("Share it with the organization").check();
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  const tabs = stage.page.getByRole("navigation", { name: "Saved filters" });
  await tabs.locator('[aria-current="page"]', { hasText: "Red" }).waitFor();

  await tabs.getByRole("link", { name: "All runs" }).click();
  await runRow(`#${green.number}`).waitFor();
  await stage.page.reload();
  await tabs.getByRole("link", { name: /^Red/ }).click();
  await runRow(`#${green.number}`).waitFor({ state: "detached" });
  await expect.poll(search).toBe("?state=unsuccessful&group=branch");
  await stage.page.getByRole("button", { name: "Edit Red" }).click();
  await dialog.getByLabel("Name").fill("Red runs");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await stage.page.getByRole("button", { name: "Edit Red runs" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await tabs.getByRole("link", { name: "Red runs" }).waitFor({ state: "detached" });
});

test("groups have heads that count and close, and stand in the address", async () => {
  await open();
  await stage.page.getByRole("combobox", { name: "Group" }).selectOption("branch");
  const head = stage.page.getByRole("button", { name: /^main 1 run/ });
  await head.waitFor();
  expect(search()).toBe("?group=branch");
  await head.click();
  await runRow(`#${red.number}`).waitFor({ state: "detached" });
  await stage.page.getByRole("button", { name: "Close all groups" }).click();
  await runRow(`#${green.number}`).waitFor({ state: "detached" });
  await stage.page.getByRole("button", { name: "Open all groups" }).click();
  await runRow(`#${red.number}`).waitFor();
});

test("several runs are cancelled, run again, labelled and deleted, with the mouse", async () => {
  const going = await Promise.all(
    [1, 2, 3].map(() => stage.center.trigger({ SLEEP_MS: "600000" }, { branch: "several" })),
  );
  const [first, , last] = going.toSorted((a, b) => b.number - a.number);
  await open("?branch=several");
  await box(first!).click();
  await box(last!).click({ modifiers: ["Shift"] });
  await toolbar().getByText("3 runs selected").waitFor();
  expect(await toolbar().getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
  const dialog = stage.page.getByRole("dialog");
  const { promise: letGo, resolve } = Promise.withResolvers<void>();
  await stage.page.route("**/assets/ask-dialog-*.js", (route) => letGo.then(() => route.continue()));
  const asked = stage.page.waitForRequest("**/assets/ask-dialog-*.js");
  await toolbar().getByRole("button", { name: "Cancel" }).click();
  await asked;
  expect(await toolbar().isVisible()).toBe(true);
  resolve();
  await dialog.getByRole("heading", { name: "Cancel 3 runs?" }).waitFor();
  await dialog.getByRole("button", { name: "Let them run" }).click();
  await dialog.waitFor({ state: "detached" });
  for (const { id } of going) expect((await read(id)).verdict).toBeNull();
  await toolbar().getByRole("button", { name: "Cancel" }).click();
  await dialog.getByRole("button", { name: "Cancel 3 runs" }).click();
  await stage.page.getByText("3 runs cancelled", { exact: true }).waitFor();
  await toolbar().waitFor({ state: "detached" });
  for (const run of going) await runRow(`#${run.number}`).getByText("Cancelled", { exact: true }).waitFor();

  await stage.page.getByRole("checkbox", { name: "Select all that are loaded" }).check();
  await toolbar().getByRole("button", { name: "Label" }).click();
  await dialog.getByLabel("Add").fill("a, bad\u0001one");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("A label has no comma").waitFor();
  await dialog.getByLabel("Add").fill("release, old");
  await dialog.getByRole("button", { name: "Save" }).click();
  await runRow(`#${first!.number}`).getByRole("button", { name: "release" }).waitFor();
  await expect.poll(async () => (await read(last!.id)).labels).toEqual(["release", "old"]);
  await toolbar().waitFor({ state: "detached" });

  await box(last!).click();
  await toolbar().getByRole("button", { name: "Rerun" }).click();
  await stage.page.getByText("1 run triggered again", { exact: true }).waitFor();
  const again = () => stage.page.getByRole("checkbox", { name: "Select Scripted suite" });
  await expect.poll(() => again().count()).toBe(4);

  await stage.page.getByRole("checkbox", { name: "Select all that are loaded" }).check();
  await toolbar().getByRole("button", { name: "Delete" }).click();
  await dialog.getByText("1 selected run stays").waitFor();
  await dialog.getByRole("button", { name: "Delete 3 runs" }).click();
  await stage.page.getByText("3 runs deleted", { exact: true }).waitFor();
  await expect.poll(() => again().count()).toBe(1);
  for (const run of going) expect(await isThere(run.id)).toBe(false);
  // Else the center would wait for its end.
  const { items } = await stage.center.client.call("listRuns", { query: { branch: "several" } });
  await stage.center.client.call("cancelRuns", { body: { runs: items.map(({ id }) => id) } });
});

test("the same with the keyboard alone, and what is refused is told", async () => {
  const runs = await Promise.all([1, 2].map(() => made({}, { branch: "keys" })));
  const [newest, oldest] = runs.toSorted((a, b) => b.number - a.number);
  const { keyboard } = stage.page;
  await open("?branch=keys");
  await runRow(`#${oldest!.number}`).waitFor();
  await keyboard.press("j");
  await keyboard.press("x");
  await keyboard.press("j");
  await keyboard.press("Shift+X");
  await toolbar().getByText("2 runs selected").waitFor();
  await keyboard.press("Escape");
  await toolbar().waitFor({ state: "detached" });
  await keyboard.press("?");
  await stage.page.getByRole("dialog").getByText("Select up to the row").waitFor();
  await stage.page.getByLabel("Shortcuts of single keys").uncheck();
  await keyboard.press("Escape");
  await stage.page.getByRole("dialog").waitFor({ state: "detached" });
  await runRow(`#${oldest!.number}`).getByRole("link").focus();
  await keyboard.press("x");
  expect(await box(oldest!).isChecked()).toBe(false);
  await keyboard.press("ControlOrMeta+a");
  await toolbar().getByRole("button", { name: "Rerun" }).focus();
  await keyboard.press("Escape");
  await toolbar().waitFor({ state: "detached" });
  await runRow(`#${oldest!.number}`).getByRole("link").focus();
  await keyboard.press("ControlOrMeta+a");
  await toolbar().getByText("2 runs selected").waitFor();
  // Pinned behind the page's back: the page shows it only once it is told.
  await stage.center.client.call("changeRun", { params: { run: newest!.id }, body: { pinned: true } });
  await runRow(`#${newest!.number}`).getByLabel("pinned").waitFor();
  await toolbar().getByRole("button", { name: "Delete" }).focus();
  await keyboard.press("Enter");
  await stage.page.getByRole("dialog").getByText("1 selected run stays").waitFor();
  await stage.page.getByRole("button", { name: "Delete 1 run" }).focus();
  await keyboard.press("Enter");
  await stage.page.getByText("1 run deleted", { exact: true }).waitFor();
  expect([await isThere(newest!.id), await isThere(oldest!.id)]).toEqual([true, false]);

  await runRow(`#${newest!.number}`).getByRole("button", { name: "Actions for" }).focus();
  await keyboard.press("Enter");
  await stage.page.getByRole("menuitem", { name: "Copy the link" }).waitFor();
  expect(await stage.page.getByRole("menuitem").allInnerTexts()).toEqual(["Copy the link", "Rerun", "Labels…"]);
  await keyboard.press("r");
  // A menu goes to what begins with it a moment later.
  await expect.poll(() => stage.page.evaluate("document.activeElement.textContent")).toBe("Rerun");
  await keyboard.press("Enter");
  await stage.page.getByText("1 run triggered again", { exact: true }).waitFor();
});

test("a run that is deleted elsewhere leaves the list, and one that is refused comes back", async () => {
  const run = await made({}, { branch: "elsewhere" });
  await open("?branch=elsewhere");
  await runRow(`#${run.number}`).waitFor();
  await stage.page.getByText("Live", { exact: true }).waitFor();
  await stage.page.route("**/api/v1/runs/delete", (route) =>
    route.fulfill({
      json: {
        outcomes: [
          {
            run: run.id,
            problem: {
              type: "t",
              title: "Pinned",
              status: 409,
              detail: "It is pinned.",
              code: "c",
              remedy: "Unpin it.",
            },
            made: null,
          },
        ],
      },
    }),
  );
  await box(run).click();
  await toolbar().getByRole("button", { name: "Delete" }).click();
  await stage.page.getByRole("dialog").getByRole("button", { name: "Delete 1 run" }).click();
  await stage.page.getByText("1 run not deleted", { exact: true }).waitFor();
  await runRow(`#${run.number}`).waitFor();
  await stage.center.client.call("deleteRun", { params: { run: run.id } });
  await runRow(`#${run.number}`).waitFor({ state: "detached" });
});

test("who may only look is offered nothing to do, and filters on a phone are one press away", async () => {
  const ada = await stage.center.addPerson("a quiet lake at dawn", "viewer");
  await stage.reopen({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await stage.page.goto(`${stage.center.url}/sign-in`);
  await stage.page.getByLabel("E-mail").fill(ada.email);
  await stage.page.getByLabel("Password").fill("a quiet lake at dawn");
  await stage.page.getByRole("button", { name: "Sign in", exact: true }).click();
  await stage.page.waitForURL((url) => url.pathname !== "/sign-in");
  await open("?state=unsuccessful");
  await runRow(`#${red.number}`).waitFor();
  expect(await stage.page.getByRole("checkbox").count()).toBe(0);
  expect(await stage.page.getByRole("button", { name: "Run a suite" }).count()).toBe(0);
  // How long it took stands beside its name, however much is said below that.
  const top = async (place: Locator) => Math.round((await place.boundingBox())!.y);
  const name = runRow(`#${red.number}`).getByRole("link");
  expect(await top(runRow(`#${red.number}`).locator("time").locator(".."))).toBe(await top(name));
  // What its tests came to has the room below both.
  const end = (place: { x: number; width: number } | null) => Math.round(place!.x + place!.width);
  const totals = runRow(`#${red.number}`).getByText("1 skipped", { exact: true }).locator("../..");
  expect(end(await totals.boundingBox())).toBe(
    end(await runRow(`#${red.number}`).locator("time").locator("..").boundingBox()),
  );
  await runRow(`#${red.number}`).getByRole("button", { name: "Actions for" }).click();
  await stage.page.getByRole("menuitem").first().waitFor();
  expect(await stage.page.getByRole("menuitem").allInnerTexts()).toEqual(["Copy the link"]);
  await stage.page.keyboard.press("Escape");
  await stage.page.getByRole("button", { name: "Filters (1)" }).click();
  await stage.page.getByRole("combobox", { name: "State" }).selectOption("");
  await runRow(`#${green.number}`).waitFor();
  const width = await stage.page.evaluate("document.documentElement.scrollWidth");
  expect(width).toBe(390);
});
