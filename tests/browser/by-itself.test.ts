import { describe, expect, test } from "vitest";
import { junit, setStage } from "./stage.ts";

// What the center does by itself: when runs start, and what is told of them.

const stage = setStage();

describe("the schedules", () => {
  test("are read, paused, resumed and run from their page", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/schedules`);
    await stage.page.getByText("No schedules yet").waitFor();
    // The command for it is there to its end.
    const command = stage.page.getByText("aac schedules add");
    expect(await command.evaluate((text) => text.scrollWidth - text.clientWidth)).toBe(0);
    const body = { slug: "nightly", name: "Nightly", suite: "scripted", cron: "30 2 * * *", timeZone: "Europe/Berlin" };
    await stage.center.client.call("createSchedule", { params: { project: "demo" }, body });
    // It comes by itself.
    const row = stage.page.getByRole("row").filter({ hasText: "Nightly" });
    await row.getByText("Europe/Berlin").waitFor();
    await stage.page.getByRole("button", { name: "Pause Nightly" }).click();
    await row.getByText("Paused").waitFor();
    await stage.page.getByRole("button", { name: "Resume Nightly" }).click();
    await stage.page.getByRole("button", { name: "Pause Nightly" }).waitFor();
    await stage.page.getByRole("button", { name: "Run now: Nightly" }).click();
    await stage.page.waitForURL(/\/runs\/\w+/);
    expect((await stage.center.client.call("listRuns")).items[0]).toMatchObject({ trigger: { kind: "schedule" } });
  });
});

test("a schedule is made, with a preview of its next runs, changed and removed in the dashboard", async () => {
  await stage.signIn();
  const { promise: letGo, resolve } = Promise.withResolvers<void>();
  await stage.page.route("**/projects/demo/environments*", (route) => letGo.then(() => route.continue()));
  await stage.page.goto(`${stage.center.url}/schedules`);
  await stage.page.getByRole("button", { name: "New schedule" }).click();
  const dialog = stage.page.getByRole("dialog");
  await dialog.getByRole("list", { name: "Suites" }).getByText("demo").first().click();
  // Whether the project has any is not known yet.
  const environments = () => dialog.getByLabel("Environment").getByRole("option").allInnerTexts();
  expect(await environments()).toEqual(["None"]);
  resolve();
  await expect.poll(environments).toEqual(["The project has none"]);
  await dialog.getByLabel("Name").fill("Weekly");
  await dialog.getByLabel("When").fill("15 4 * * 1");
  await dialog.getByLabel("Time zone").fill("Asia/Tokyo");
  await dialog
    .getByRole("list", { name: "Next runs" })
    .getByText(/^Mon \d{4}-\d\d-\d\d 04:15 \+09:00$/)
    .first()
    .waitFor();
  await dialog.getByLabel("While a run still goes on").selectOption("skip");
  await dialog.getByRole("button", { name: "Save" }).click();
  await stage.page.getByRole("row").filter({ hasText: "weekly" }).getByText("Asia/Tokyo").waitFor();
  await stage.page.getByRole("button", { name: "Edit weekly" }).click();
  await dialog.getByLabel("When").fill("99 4 * * 1");
  await dialog.getByText("Invalid value for minute").first().waitFor();
  await dialog.getByLabel("When").fill("45 4 * * 1");
  await dialog.getByLabel("Branch").fill("main");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  const params = { project: "demo", schedule: "weekly" };
  const changed = await stage.center.client.call("getSchedule", { params });
  expect(changed).toMatchObject({ cron: "45 4 * * 1", timeZone: "Asia/Tokyo", overlap: "skip", branch: "main" });
  await stage.page.getByRole("button", { name: "Edit weekly" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await stage.page.getByRole("row").filter({ hasText: "weekly" }).waitFor({ state: "detached" });
  stage.allowComplaints(/400.*schedule-preview/);
});

describe("the notices", () => {
  test("a failed run is told; its mail lies in the outbox and is shown as its reader would see it", async () => {
    const { call } = stage.center.client;
    await call("createChannel", { body: { slug: "mail", kind: "email", to: ["ada@example.org"] } });
    await call("createNoticeRule", { body: { name: "Failures", channels: ["mail"] } });
    await stage.signIn();
    const id = await stage.finished({ EXIT_CODE: "1", REPORT: junit });
    await stage.page.goto(`${stage.center.url}/notices`);
    const row = stage.page.getByRole("row").filter({ hasText: "demo/scripted" });
    await row.getByText("Delivered").waitFor();
    await stage.page.getByRole("list", { name: "Outbox" }).getByRole("button").click();
    const mail = stage.page.getByRole("dialog").frameLocator("iframe");
    // What the report says is text, also here.
    await mail.getByText("declined <b>").waitFor();
    expect(await mail.getByRole("link", { name: "Open the run" }).getAttribute("href")).toContain(`/runs/${id}`);
    await stage.page.keyboard.press("Escape");
    await row.getByRole("button", { name: /^Deliver .* again/ }).click();
    await row.getByText("Delivered").waitFor();
  });
});
