import type { Changed } from "@aac/contract";
import { afterEach, expect, test } from "vitest";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";
import { followChanges } from "./follow-changes.ts";

let center: TestCenter;
let leaving: AbortController;
let followings: Promise<void>[];
afterEach(async () => {
  leaving.abort();
  await Promise.all(followings);
  await center.stop();
});

async function start() {
  center = await startTestCenter();
  leaving = new AbortController();
  followings = [];
}

function follow(caller = center.caller): Changed[] {
  const told: Changed[] = [];
  followings.push(followChanges(center.center, caller, async (what) => void told.push(what), leaving.signal));
  return told;
}

const schedule = { slug: "nightly", suite: "scripted", cron: "30 2 * * *", timeZone: "Europe/Berlin" };

test("whatever is done to a schedule is told: made, changed, run, deleted", async () => {
  await start();
  const { call } = center.client;
  const run = await center.trigger();
  const params = { project: run.project, schedule: "nightly" };
  const steps = [
    () => call("createSchedule", { params: { project: run.project }, body: schedule }),
    () => call("changeSchedule", { params, body: { paused: true } }),
    () => call("runSchedule", { params }),
    () => call("deleteSchedule", { params }),
  ];
  const told = follow();
  for (const [index, step] of steps.entries()) {
    await step();
    await until("it is told", async () => told.filter((what) => what === "schedules").length > index);
  }
});

test("a delivery is told when it is made and when it was tried; the mail that was kept is told too", async () => {
  await start();
  const { call } = center.client;
  await call("createChannel", { body: { slug: "team", kind: "email", to: ["ada@example.org"] } });
  const told = follow();
  await call("testChannel", { params: { channel: "team" } });
  await until("the mail is kept", async () => told.includes("outbox"));
  const stateOf = async () => (await call("listDeliveries", {})).items[0]?.state;
  await until("it is delivered", async () => (await stateOf()) === "delivered");
  const before = told.filter((what) => what === "deliveries").length;
  await call("redeliver", { params: { delivery: (await call("listDeliveries", {})).items[0]!.id } });
  await until("it is told again", async () => told.filter((what) => what === "deliveries").length > before);
});

test("the analysis of a failed run is told", async () => {
  await start();
  const told = follow();
  await center.trigger({ EXIT_CODE: "1" });
  await until("it is told", async () => told.includes("analyses"));
});

test("nobody is told of another organization, nor of what they may not read", async () => {
  await start();
  const other = await center.addOrganization("globex");
  const elsewhere = follow(other.caller);
  const viewer = follow({ ...center.caller, grant: { role: "viewer" } });
  const owner = follow();
  const run = await center.trigger();
  await center.client.call("createChannel", { body: { slug: "team", kind: "email", to: ["ada@example.org"] } });
  await center.client.call("testChannel", { params: { channel: "team" } });
  await until("owners are told of the mail", async () => owner.includes("outbox"));
  await center.client.call("createSchedule", { params: { project: run.project }, body: schedule });
  await until("a viewer is told of schedules", async () => viewer.includes("schedules"));
  expect(viewer).not.toContain("outbox");
  expect(viewer).not.toContain("deliveries");
  expect(elsewhere).toEqual([]);
});
