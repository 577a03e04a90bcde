import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Webhook } from "standardwebhooks";
import { type Receiver, startReceiver } from "../services/receiver.ts";
import { junit, setStage } from "./stage.ts";

// Who is told what, made and changed in the dashboard, and told to somebody who really listens.

const stage = setStage({ NOTICE_ALLOWED_HOSTS: "127.0.0.1" });
let receiver: Receiver;
beforeAll(async () => void (receiver = await startReceiver()));
afterAll(() => receiver.close());
beforeEach(async () => {
  const { call } = stage.center.client;
  for (const { id } of (await call("listNoticeRules")).items) await call("deleteNoticeRule", { params: { rule: id } });
  for (const { slug } of (await call("listChannels")).items) await call("deleteChannel", { params: { channel: slug } });
  receiver.reset();
  await stage.signIn();
  await stage.page.goto(`${stage.center.url}/notices`);
});

const dialog = () => stage.page.getByRole("dialog");
const region = (name: string) => stage.page.getByRole("region", { name });
const button = (name: string) => stage.page.getByRole("button", { name, exact: true });
const save = () => dialog().getByRole("button", { name: "Save" }).click();
const closed = () => dialog().waitFor({ state: "detached" });
const received = (path: string) => receiver.requests.filter((request) => request.path === path);

async function addWebhook(): Promise<string> {
  await button("New channel").click();
  await dialog().getByLabel("Kind").selectOption("webhook");
  await dialog().getByLabel("Slug").fill("ci");
  await dialog().getByLabel("Name").fill("Our CI");
  await dialog().getByLabel("URL").fill(`${receiver.url}/hook`);
  await save();
  const secret = await dialog().getByLabel("Signing secret").textContent();
  await dialog().getByRole("button", { name: "Done" }).click();
  await closed();
  return secret!;
}
const verify = (secret: string, index: number) => {
  const { body, headers } = received("/hook")[index]!;
  return new Webhook(secret).verify(body, headers as Record<string, string>);
};

test("a webhook is made, told of a failed run by a rule, told again, given a new secret, and removed", async () => {
  const secret = await addWebhook();
  expect(secret).toMatch(/^whsec_/);
  expect(await stage.page.content()).not.toContain(secret);

  await button("New rule").click();
  await dialog().getByLabel("Name").fill("Main is red");
  await dialog().getByLabel("Our CI").check();
  await dialog().getByLabel("Project").selectOption("demo");
  await dialog().getByLabel("scripted").check();
  await dialog().getByLabel("Branches").fill("main, release/*");
  await dialog().getByLabel("Only on change").check();
  await save();
  await region("Rules").getByText("demo/scripted on main, release/*:").waitFor();
  expect((await stage.center.client.call("listNoticeRules")).items).toMatchObject([
    {
      name: "Main is red",
      channels: ["ci"],
      project: "demo",
      suites: ["scripted"],
      branches: ["main", "release/*"],
      onlyOnChange: true,
      firstFailure: false,
    },
  ]);

  await stage.center.trigger({ EXIT_CODE: "1", REPORT: junit }, { branch: "release/7" });
  const row = stage.page.getByRole("row").filter({ hasText: "demo/scripted" });
  await row.getByText("Delivered").waitFor();
  expect(verify(secret, 0)).toMatchObject({ type: "run.failed", data: { failures: [{ name: /pays by card/ }] } });
  await row.getByRole("button", { name: /^1 try/ }).click();
  await dialog().getByText("Taken").waitFor();
  await stage.page.keyboard.press("Escape");
  await row.getByRole("button", { name: /^Deliver .* again to ci$/ }).click();
  await vi.waitFor(() => expect(received("/hook")).toHaveLength(2), { timeout: 10_000 });
  await row.getByRole("button", { name: /^2 tries/ }).waitFor();

  await button("Edit Our CI").click();
  await dialog().getByRole("button", { name: "Rotate the secret" }).click();
  const next = await dialog().getByLabel("Signing secret").textContent();
  expect(next).not.toBe(secret);
  await dialog().getByRole("button", { name: "Done" }).click();
  await button("Test Our CI").click();
  await vi.waitFor(() => expect(received("/hook")).toHaveLength(3), { timeout: 10_000 });
  for (const valid of [secret, next!]) expect(verify(valid, 2)).toMatchObject({ type: "test" });

  await button("Edit Our CI").click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await dialog().getByRole("button", { name: "Remove for good" }).click();
  await closed();
  await region("Channels").getByText("Our CI").waitFor({ state: "detached" });
  await button("Edit Main is red").click();
  await dialog().getByText("ci (removed)").waitFor();
});

test.each(["slack", "teams", "discord"])("a channel of %s is made, tried and changed", async (kind) => {
  await button("New channel").click();
  await dialog().getByLabel("Kind").selectOption(kind);
  await dialog().getByLabel("Slug").fill(kind);
  await dialog().getByLabel("URL").fill(`${receiver.url}/${kind}/5ecret`);
  await save();
  await closed();
  await button(`Test ${kind}`).click();
  await vi.waitFor(() => expect(received(`/${kind}/5ecret`)).toHaveLength(1), { timeout: 10_000 });
  await button(`Edit ${kind}`).click();
  await dialog().getByText(new RegExp(`Posts to 127.0.0.1:\\d+`)).waitFor();
  expect(await stage.page.content()).not.toContain("5ecret");
  await dialog().getByLabel("Name").fill("The team");
  await dialog().getByLabel("URL").fill(`${receiver.url}/moved`);
  await save();
  await button("Test The team").click();
  await vi.waitFor(() => expect(received("/moved")).toHaveLength(1), { timeout: 10_000 });
});

test("an e-mail channel is made and tried; its mail lies in the outbox", async () => {
  await button("New channel").click();
  await dialog().getByLabel("Kind").selectOption("email");
  await dialog().getByLabel("Name").fill("Our mail");
  await dialog().getByLabel("Addresses").fill("ada@example.org, bob@example.org");
  await save();
  await region("Channels").getByText("E-mail · ada@example.org, bob@example.org").waitFor();
  expect((await stage.center.client.call("listChannels")).items).toMatchObject([
    { slug: "our-mail", name: "Our mail" },
  ]);
  await button("Test Our mail").click();
  await stage.page
    .getByRole("list", { name: "Outbox" })
    .getByText("A test of notices")
    .first()
    .waitFor({ timeout: 20_000 });
});

describe("what cannot be is explained where it stands", () => {
  const note = (text: string | RegExp) => dialog().getByText(text).first().waitFor();

  test("of channels", async () => {
    await button("New channel").click();
    await dialog().getByLabel("Slug").fill("Not a slug");
    await dialog().getByLabel("URL").fill("ftp://chat.example");
    await save();
    await note("A URL that starts with https://.");
    expect(await dialog().getByLabel("URL").getAttribute("aria-invalid")).toBe("true");
    expect(await dialog().getByLabel("Slug").getAttribute("aria-invalid")).toBe("true");
    await dialog().getByLabel("Kind").selectOption("email");
    await dialog().getByLabel("Slug").fill("mail");
    await dialog().getByLabel("Addresses").fill("nobody");
    await save();
    await note("An e-mail address, such as ada@example.org.");
    expect(await dialog().getByLabel("Addresses").getAttribute("aria-invalid")).toBe("true");
    await stage.center.client.call("createChannel", { body: { slug: "mail", kind: "email", to: ["ada@example.org"] } });
    await dialog().getByLabel("Addresses").fill("ada@example.org");
    await save();
    await note('There is a channel "mail" already.');
    stage.allowComplaints(/(400|409).*channels/);
  });

  test("of rules and subscriptions", async () => {
    await stage.center.client.call("createChannel", { body: { slug: "mail", kind: "email", to: ["ada@example.org"] } });
    await stage.page.reload();
    await button("New rule").click();
    await dialog().getByLabel("Name").fill("None");
    await save();
    const group = (name: string) => dialog().getByRole("group", { name });
    await note("Name one channel at least.");
    expect(await group("Channels").getAttribute("aria-invalid")).toBe("true");
    await group("Channels").getByLabel("mail").check();
    for (const word of ["Failed", "Errored", "Timed out", "Fixed", "Schedule broken"])
      await group("Outcomes to tell of").getByLabel(word).uncheck();
    await save();
    await expect.poll(() => group("Outcomes to tell of").getAttribute("aria-invalid")).toBe("true");
    await group("Outcomes to tell of").getByLabel("Cancelled").check();
    await save();
    await closed();
    await button("New subscription").click();
    await dialog().getByLabel("Address").fill("somebody");
    await save();
    await expect.poll(() => dialog().getByLabel("Address").getAttribute("aria-invalid")).toBe("true");
    stage.allowComplaints(/400.*(notice-rules|subscriptions)/);
  });
});

test("a subscription is made, muted, changed and ended", async () => {
  const { call } = stage.center.client;
  await button("New subscription").click();
  await dialog().getByLabel("Address").fill("eve@example.org");
  await dialog().getByLabel("Also at the first failure").check();
  await save();
  await region("Subscriptions").getByText("(also at the first failure)").waitFor();
  await button("Mute eve@example.org for 8 hours").click();
  await region("Subscriptions").getByText("Muted until").waitFor();
  await button("Unmute eve@example.org").click();
  await region("Subscriptions").getByText("Muted until").waitFor({ state: "detached" });
  await button("Edit eve@example.org").click();
  await dialog().getByLabel("Branches").fill("main");
  await dialog().getByLabel("Also at the first failure").uncheck();
  await save();
  await closed();
  expect((await call("listSubscriptions")).items).toMatchObject([{ branches: ["main"], firstFailure: false }]);
  await button("Edit eve@example.org").click();
  await dialog().getByRole("button", { name: "Remove" }).click();
  await region("Subscriptions").getByText("eve@example.org").waitFor({ state: "detached" });
  await button("Dismiss").last().click();
  await expect.poll(async () => (await call("listSubscriptions")).items).toEqual([]);
});

test("the first failure is told while the run goes on, where a rule made here wishes it", async () => {
  await addWebhook();
  await button("New rule").click();
  await dialog().getByLabel("Name").fill("At once");
  await dialog().getByLabel("Our CI").check();
  await dialog().getByLabel("Also at the first failure").check();
  await save();
  await closed();
  const { id } = await stage.center.trigger({ REPORT: junit, SLEEP_MS: "600000" });
  await stage.page
    .getByRole("row")
    .filter({ hasText: "is failing, and still goes on" })
    .getByText("Delivered")
    .waitFor();
  expect(JSON.parse(received("/hook")[0]!.body)).toMatchObject({ type: "run.failing", data: { run: { id } } });
  await stage.center.client.call("cancelRun", { params: { run: id } });
});

test("what was given up is found among the deliveries and delivered again", async () => {
  await addWebhook();
  receiver.answer({ status: 410 }, { status: 200 });
  await button("Test Our CI").click();
  const row = stage.page.getByRole("row").filter({ hasText: "A test of notices" }).filter({ hasText: "410" });
  await row.getByText("Given up").waitFor();
  await stage.page.getByLabel("State of deliveries").selectOption("failed");
  await row.getByRole("button", { name: /^Deliver .* again to ci$/ }).click();
  await row.waitFor({ state: "detached" });
  await vi.waitFor(() => expect(received("/hook")).toHaveLength(2), { timeout: 10_000 });
});

describe("the settings of the analysis", () => {
  const settings = () => stage.center.client.call("getAnalysisSettings");

  test("are read and changed; a key is written and never shown", async () => {
    await stage.page.getByRole("link", { name: "Analysis" }).first().click();
    await region("As things are").getByText("The built-in rules answer").waitFor();
    await region("As things are").getByText("0 of 2,000,000 tokens used this month").waitFor();
    await stage.page.getByLabel("Provider").selectOption("openai");
    await stage.page.getByLabel("Model", { exact: true }).fill("gpt-x");
    await stage.page.getByLabel("API key").fill("org-k3y-that-is-secret");
    await stage.page.getByLabel("Tokens a month").fill("5000");
    await button("Save").click();
    await region("As things are").getByText("A model is asked").waitFor();
    expect(await settings()).toMatchObject({ provider: "openai", model: "gpt-x", hasKey: true, monthlyTokens: 5_000 });
    await stage.page.reload();
    await stage.page.getByText("One is set, and never shown.").waitFor();
    expect(await stage.page.getByLabel("API key").inputValue()).toBe("");
    expect(await stage.page.content()).not.toContain("org-k3y");
    await button("Remove the key").click();
    await stage.page.getByLabel("Tokens a month").fill("");
    await button("Save").click();
    await region("As things are").getByText("The built-in rules answer").waitFor();
    expect(await settings()).toMatchObject({ hasKey: false, monthlyTokens: null, model: "gpt-x" });
    await stage.page.getByLabel("Off").check();
    await button("Save").click();
    await region("As things are").getByText("Nothing is analysed").waitFor();
    expect(await settings()).toMatchObject({ mode: "off" });
  });

  test("what cannot be is explained", async () => {
    await stage.center.client.call("changeAnalysisSettings", { body: { mode: "model" } });
    await stage.page.goto(`${stage.center.url}/analysis`);
    await stage.page.getByLabel("API key").fill("short");
    await button("Save").click();
    await expect.poll(() => stage.page.getByLabel("API key").getAttribute("aria-invalid")).toBe("true");
    stage.allowComplaints(/400.*analysis/);
  });
});
