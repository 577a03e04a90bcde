import type { Firing, Run, Schedule } from "@aac/contract";
import { fireSchedules } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let call: ApiCaller;
/** How far the center's clock is ahead of ours. */
let aheadMs = 0;
beforeAll(async () => {
  center = await startTestCenter({
    withoutWorker: true,
    instead: ({ clock }) => ({ clock: { ...clock, now: () => clock.now() + aheadMs } }),
  });
  call = apiCaller(center.url, center.apiKey);
  await ensureScriptedSuite(center.client);
});
afterAll(() => center.stop());

const schedules = "/api/v1/projects/web/schedules";
const hourly = { cron: "0 * * * *", suite: "scripted" };
const yearly = { cron: "0 0 1 1 *", suite: "scripted" };
const create = (body: object) => call("POST", schedules, { body });
const change = (slug: string, body: object) => call("PATCH", `${schedules}/${slug}`, { body });
const read = async (slug: string) => (await (await call("GET", `${schedules}/${slug}`)).json()) as Schedule;
const firingsOf = async (slug: string) =>
  ((await (await call("GET", `${schedules}/${slug}/firings`)).json()) as { items: Firing[] }).items;

/** Lets it become the schedule's next time, and acts on it. */
async function fireNow(slug: string): Promise<Firing> {
  const { nextRuns } = await read(slug);
  aheadMs = Date.parse(nextRuns[0]!) + 1_000 - Date.now();
  await fireSchedules(center.center);
  return (await firingsOf(slug))[0]!;
}

describe("POST /api/v1/projects/:project/schedules", () => {
  test("201: with its next runs, in its time zone", async () => {
    const response = await create({ slug: "new-year", ...yearly, timeZone: "Asia/Tokyo", branch: "main" });
    expect(response.status).toBe(201);
    const schedule = (await response.json()) as Schedule;
    expect(schedule).toMatchObject({ name: "new-year", overlap: "queue", catchUp: "last", lastFiring: null });
    expect(schedule.nextRuns).toHaveLength(5);
    expect(schedule.nextRuns[0]).toMatch(/-12-31T15:00:00.000Z$/);
  });

  test("201: one that is paused has no next runs", async () => {
    expect(await (await create({ slug: "paused", ...yearly, paused: true })).json()).toMatchObject({ nextRuns: [] });
  });

  test.each([
    [{ cron: "99 * * * *" }, "cron"],
    [{ cron: "0 0 30 2 *" }, "cron"],
    [{ timeZone: "Berlin" }, "timeZone"],
    [{ cron: "*/5 * * * *", jitterSeconds: 300 }, "jitterSeconds"],
    [{ overlap: "sometimes" }, "overlap"],
    [{ shards: 0 }, "shards"],
  ])("400: %o, by the field's name", async (wrong, path) => {
    const response = await create({ slug: "wrong", ...yearly, ...wrong });
    const { errors } = await expectProblem(response, 400, "invalid_request");
    expect(errors).toMatchObject([{ path }]);
  });

  test("404: for a project, a suite or an environment that is not there", async () => {
    const elsewhere = await call("POST", "/api/v1/projects/no/schedules", { body: { slug: "x", ...yearly } });
    await expectProblem(elsewhere, 404, "project_not_found");
    await expectProblem(await create({ slug: "x", ...yearly, suite: "no" }), 404, "suite_not_found");
    await expectProblem(await create({ slug: "x", ...yearly, environment: "no" }), 404, "environment_not_found");
  });

  test("409: a slug that the project has already", async () => {
    await create({ slug: "taken", ...yearly });
    await expectProblem(await create({ slug: "taken", ...yearly }), 409, "slug_taken");
  });
});

describe("GET, PATCH and DELETE …/schedules/:schedule", () => {
  test("200: paused and resumed, it begins from now on", async () => {
    await create({ slug: "resumed", ...yearly });
    expect(await (await change("resumed", { paused: true })).json()).toMatchObject({ paused: true, nextRuns: [] });
    const resumed = (await (await change("resumed", { paused: false, cron: "0 4 * * *" })).json()) as Schedule;
    expect(Date.parse(resumed.nextRuns[0]!)).toBeGreaterThan(center.center.clock.now());
    const { items } = await center.client.call("listSchedules", { params: { project: "web" } });
    expect(items.map(({ slug }) => slug)).toContain("resumed");
  });

  test("204: deleted once, and then it is not there", async () => {
    await create({ slug: "old", ...yearly });
    expect((await call("DELETE", `${schedules}/old`)).status).toBe(204);
    await expectProblem(await call("DELETE", `${schedules}/old`), 404, "schedule_not_found");
    await expectProblem(await change("old", { name: "x" }), 404, "schedule_not_found");
    await expectProblem(await call("POST", `${schedules}/old/run`), 404, "schedule_not_found");
  });
});

describe("when it is time", () => {
  test("a run is triggered, once, and says by which schedule", async () => {
    await create({ slug: "due", ...hourly, branch: "main", labels: ["nightly"] });
    const firing = await fireNow("due");
    expect(firing).toMatchObject({ state: "fired", detail: null });
    await fireSchedules(center.center);
    expect(await firingsOf("due")).toHaveLength(1);
    const run = await center.client.call("getRun", { params: { run: firing.run! } });
    expect(run).toMatchObject({
      trigger: { kind: "schedule", by: "schedule due" },
      branch: "main",
      labels: ["nightly"],
    });
    expect((await read("due")).lastFiring).toEqual(firing);
  });

  test.each([
    ["last", ["fired", "missed"]],
    ["none", ["missed"]],
    ["all", ["due", "due", "due", "fired"]],
  ])("after a downtime it catches up as it says: %s", async (catchUp, expected) => {
    const slug = `catching-${catchUp}`;
    await create({ slug, ...hourly, catchUp });
    const { nextRuns } = await read(slug);
    aheadMs = Date.parse(nextRuns[3]!) + 600_000 - Date.now();
    await fireSchedules(center.center);
    const firings = await firingsOf(slug);
    expect(firings.map(({ state }) => state)).toEqual(expected);
    expect(firings[0]!.at).toBe(nextRuns[3]);
    const missed = firings.find(({ state }) => state === "missed");
    expect(missed?.detail ?? "3 times").toMatch(catchUp === "none" ? /^4 times, from/ : /^3 times/);
  });

  test("skip: not while a run of it still goes on", async () => {
    await create({ slug: "skipping", ...hourly, overlap: "skip" });
    const first = await fireNow("skipping");
    expect(await fireNow("skipping")).toMatchObject({
      state: "skipped",
      run: null,
      detail: expect.stringContaining("still queued") as string,
    });
    await call("POST", `/api/v1/runs/${first.run}/cancel`);
    expect(await fireNow("skipping")).toMatchObject({ state: "fired" });
  });

  test("queue: each waits until the one before it has ended, also through changes of the schedule", async () => {
    await create({ slug: "queueing", ...hourly });
    const first = await fireNow("queueing");
    const waiting = { state: "due", run: null, detail: null };
    expect(await fireNow("queueing")).toMatchObject(waiting);
    expect((await read("queueing")).lastFiring?.detail).toMatch(/^It waits for the end of run #\d+ of the schedule\.$/);
    expect(await fireNow("queueing")).toMatchObject(waiting);
    await change("queueing", { cron: "30 * * * *", overlap: "queue" });
    await call("POST", `/api/v1/runs/${first.run}/cancel`);
    aheadMs += 5_000;
    await fireSchedules(center.center);
    const states = async () => (await firingsOf("queueing")).map(({ state }) => state);
    expect(await states()).toEqual(["due", "fired", "fired"]);
    const [, second] = await firingsOf("queueing");
    await call("POST", `/api/v1/runs/${second!.run}/cancel`);
    aheadMs += 5_000;
    await fireSchedules(center.center);
    expect(await states()).toEqual(["fired", "fired", "fired"]);
    expect((await read("queueing")).lastFiring?.state).toBe("fired");
  });

  test("skip: a run that still goes on is known however many times were left out for it", async () => {
    await create({ slug: "long", ...hourly, overlap: "skip", catchUp: "all" });
    await fireNow("long");
    for (let times = 0; times < 6; times++) {
      aheadMs += 10 * 3_600_000;
      await fireSchedules(center.center);
    }
    const states = (await firingsOf("long")).map(({ state }) => state);
    expect(states.length).toBeGreaterThan(49);
    expect(states).not.toContain("fired");
  });

  test("cancelPrevious: the run that still goes on is cancelled", async () => {
    await create({ slug: "cancelling", ...hourly, overlap: "cancelPrevious" });
    const first = await fireNow("cancelling");
    const second = await fireNow("cancelling");
    const stateOf = async (run: string) => (await center.client.call("getRun", { params: { run } })).state;
    expect(await stateOf(first.run!)).toBe("cancelled");
    expect(await stateOf(second.run!)).toBe("queued");
  });

  test("what cannot be triggered is told on the schedule, and gone once it can", async () => {
    const suite = { slug: "short-lived", image: "scripted" };
    await center.client.call("createSuite", { params: { project: "web" }, body: suite });
    await create({ slug: "broken", ...hourly, suite: "short-lived" });
    await call("DELETE", "/api/v1/projects/web/suites/short-lived");
    expect(await fireNow("broken")).toMatchObject({
      state: "failed",
      detail: expect.stringContaining(`no suite "short-lived"`) as string,
    });
    expect((await read("broken")).problem).toMatchObject({ code: "suite_not_found" });
    await change("broken", { suite: "scripted" });
    await fireNow("broken");
    expect((await read("broken")).problem).toBeNull();
  });
});

test("201: run now triggers what the schedule triggers, also while it is paused", async () => {
  await create({ slug: "asked", ...yearly, paused: true, branch: "main" });
  const response = await call("POST", `${schedules}/asked/run`);
  expect(response.status).toBe(201);
  const run = (await response.json()) as Run;
  expect(run).toMatchObject({ trigger: { kind: "schedule", by: "local key" }, branch: "main" });
  expect(await firingsOf("asked")).toMatchObject([{ state: "fired", run: run.id }]);
  expect((await read("asked")).lastFiring).toMatchObject({ state: "fired", run: run.id });
});

describe("GET /api/v1/schedule-preview", () => {
  const preview = (query: Record<string, string>) =>
    call("GET", `/api/v1/schedule-preview?${new URLSearchParams(query).toString()}`);

  test("200: instants with local times, through a change of the clocks", async () => {
    const from = "2026-10-24T12:00:00Z";
    const response = await preview({ cron: "30 2 * * *", timeZone: "Europe/Berlin", from, count: "2" });
    expect(await response.json()).toEqual({
      runs: [
        { at: "2026-10-25T00:30:00.000Z", local: "Sun 2026-10-25 02:30 +02:00" },
        { at: "2026-10-26T01:30:00.000Z", local: "Mon 2026-10-26 02:30 +01:00" },
      ],
    });
  });

  test("400: an expression that is none", async () => {
    const { errors } = await expectProblem(await preview({ cron: "soon" }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "cron" }]);
  });
});
