import { describe, expect, test } from "vitest";
import { junit, setStage } from "./stage.ts";

// What the center does by itself: when runs start, and what is told of them.

const stage = setStage();

describe("the schedules", () => {
  test("are read, paused, resumed and run from their page", async () => {
    await stage.signIn();
    await stage.page.goto(`${stage.center.url}/schedules`);
    await stage.page.getByText("No schedules yet").waitFor();
    const body = { slug: "nightly", name: "Nightly", suite: "scripted", cron: "30 2 * * *", timeZone: "Europe/Berlin" };
    await stage.center.client.call("createSchedule", { params: { project: "demo" }, body });
    await stage.page.reload();
    const row = stage.page.getByRole("row").filter({ hasText: "Nightly" });
    await row.getByText("Europe/Berlin").waitFor();
    await stage.page.getByRole("button", { name: "Pause Nightly" }).click();
    await row.getByText("Paused").waitFor();
    await stage.page.getByRole("button", { name: "Resume Nightly" }).click();
    await stage.page.getByRole("button", { name: "Pause Nightly" }).waitFor();
    await stage.page.getByRole("button", { name: "Run Nightly now" }).click();
    await stage.page.waitForURL(/\/runs\/\w+/);
    expect((await stage.center.client.call("listRuns")).items[0]).toMatchObject({ trigger: { kind: "schedule" } });
  });
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
    await row.getByRole("button", { name: /again/ }).click();
    await row.getByText("Delivered").waitFor();
  });
});
