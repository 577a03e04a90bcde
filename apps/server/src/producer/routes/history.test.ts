import { keepHistory } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedInAs } from "../../../../../tests/scenarios/access-callers.ts";
import { expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { junit, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
beforeAll(async () => {
  center = await startTestCenter();
});
afterAll(() => center.stop());

/** A run of which the tests `passes 1` … and `fails 1` … are known, with all that follows from it. */
async function ended(counts: { passed?: number; failed?: number }) {
  const { run } = await center.finished((await center.trigger({ REPORT: junit(counts) })).id);
  await keepHistory(center.center);
  return run;
}
const params = { project: "web" };
const list = (query: object = {}) => center.client.call("listTests", { params, query });

describe("listTests, getTest, listTestResults", () => {
  test("200: a test is one over runs, with its outcomes and what they come to", async () => {
    const first = await ended({ passed: 2, failed: 1 });
    const second = await ended({ passed: 3 });
    const { items } = await list();
    expect(items.length).toBeGreaterThanOrEqual(3);
    const [failing] = (await list({ sort: "failing", limit: 1 })).items;
    expect(failing).toMatchObject({ failed: 1, counted: 1, suite: "scripted" });
    const [both] = (await list({ search: items.find(({ outcomes }) => outcomes.length === 2)!.name })).items;
    expect(both!.outcomes.map(({ run }) => run.id)).toEqual([first.id, second.id]);
    const ofTest = { ...params, test: both!.id };
    expect(await center.client.call("getTest", { params: ofTest })).toMatchObject({
      status: "passed",
      lastPassed: { id: second.id, number: second.number },
      failingSince: null,
    });
    const results = await center.client.call("listTestResults", { params: ofTest, query: { limit: 1 } });
    expect(results.items).toMatchObject([{ run: { id: second.id }, status: "passed", suite: "scripted" }]);
    const older = await center.client.call("listTestResults", {
      params: ofTest,
      query: { cursor: results.nextCursor! },
    });
    expect(older.items).toMatchObject([{ run: { id: first.id } }]);
    expect(older.nextCursor).toBeNull();
  });

  test("200: pages in every order meet every test once", async () => {
    await ended({ passed: 12, failed: 3 });
    const all = (await list({ limit: 100 })).items.map(({ id }) => id).toSorted();
    for (const sort of ["name", "slowest", "failing", "newest"]) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await list({ sort, limit: 4, ...(cursor && { cursor }) });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen.toSorted()).toEqual(all);
    }
  });

  test("200: what is searched for stands anywhere, in any case; all words must", async () => {
    await ended({ passed: 2 });
    const [some] = (await list()).items;
    const found = async (search: string) => (await list({ search, limit: 100 })).items.map(({ id }) => id);
    expect(await found(some!.name.toUpperCase())).toContain(some!.id);
    expect(await found(`${some!.name} scripted`)).toContain(some!.id);
    expect(await found(`${some!.name} nowhere`)).toEqual([]);
    expect((await list({ status: "failed", limit: 100 })).items.every(({ status }) => status === "failed")).toBe(true);
  });

  test("400: a cursor that is none", async () => {
    for (const cursor of ["", "_", "AA"]) {
      const response = await center.client.request("listTests", { params, query: { cursor } }).catch((e: unknown) => e);
      expect(response).toMatchObject({ problem: { code: "invalid_cursor" } });
    }
  });

  test("404: a test of another project, or of none", async () => {
    await ended({ passed: 1 });
    await center.client.call("createProject", { body: { slug: "other" } }).catch(() => undefined);
    const [some] = (await list()).items;
    const { call } = await signedInAs(center, { orgId: center.caller.orgId, role: "viewer" });
    for (const id of [some!.id, "0".repeat(24)])
      for (const rest of ["", "/results"])
        await expectProblem(await call("GET", `/api/v1/projects/other/tests/${id}${rest}`), 404, "test_not_found");
  });
});

describe("listTestHistories", () => {
  test("200: the outcomes of those that are asked for; who is not known is left out", async () => {
    const run = await ended({ passed: 2 });
    const { items: results } = await center.client.call("listResults", { params: { run: run.id } });
    const ids = results.map(({ testId }) => testId);
    const query = { tests: [...ids, "0".repeat(24)].join(",") };
    const { items } = await center.client.call("listTestHistories", { params: { run: run.id }, query });
    expect(items.map(({ testId }) => testId).toSorted()).toEqual(ids.toSorted());
    for (const { outcomes } of items) expect(outcomes.at(-1)).toMatchObject({ run: { id: run.id }, status: "passed" });
  });

  test("400: more than a hundred, or something else", async () => {
    const run = await ended({ passed: 1 });
    const many = Array.from({ length: 101 }, (_, index) => String(index).padStart(24, "0")).join(",");
    for (const tests of [many, "x", ""]) {
      const asked = center.client.call("listTestHistories", { params: { run: run.id }, query: { tests } });
      await expect(asked).rejects.toMatchObject({ problem: { code: "invalid_request" } });
    }
  });
});

describe("getHealth, listHealth, getActivity", () => {
  test("200: the runs, the day, and what is red since when; a later pass ends it", async () => {
    await ended({ passed: 1 });
    const red = await ended({ failed: 1 });
    await ended({ failed: 1 });
    const health = await center.client.call("getHealth", { params });
    expect(health.red).toMatchObject([{ suite: "scripted", verdict: "failed", since: { id: red.id } }]);
    expect(health.runs.at(-1)).toMatchObject({ state: "failed" });
    const day = health.days.at(-1)!;
    expect(day.runs).toBe(day.passed + day.failed);
    expect(day.durationMs).toBeGreaterThan(0);
    expect((await center.client.call("listHealth", { query: {} })).items).toContainEqual(health);
    await ended({ passed: 1 });
    expect((await center.client.call("getHealth", { params })).red).toEqual([]);
    expect(await center.client.call("getActivity")).toMatchObject({ running: 0, queued: 0, waitingJobs: 0 });
  });

  test("200: who sees some projects sees nothing of others", async () => {
    const run = await ended({ passed: 1 });
    const { id } = await center.client.call("createProject", { body: { slug: "theirs" } });
    const { call } = await signedInAs(center, {
      orgId: center.caller.orgId,
      role: "viewer",
      projects: { [id]: "viewer" },
    });
    const answered = (await (await call("GET", "/api/v1/health-of-projects")).json()) as {
      items: { project: string }[];
    };
    expect(answered.items.map(({ project }) => project)).toEqual(["theirs"]);
    await expectProblem(await call("GET", "/api/v1/projects/web/tests"), 404, "project_not_found");
    await expectProblem(
      await call("GET", `/api/v1/runs/${run.id}/test-histories?tests=${"0".repeat(24)}`),
      404,
      "run_not_found",
    );
  });
});

test("what a deleted project's tests were is gone with it, and a new one of its name has none of it", async () => {
  await center.client.call("createProject", { body: { slug: "short" } });
  await center.client.call("createSuite", { params: { project: "short" }, body: { slug: "s", image: "scripted" } });
  const body = { project: "short", suite: "s", variables: { REPORT: junit({ passed: 2 }) } };
  const { id } = await center.client.call("createRun", { body });
  await center.finished(id);
  await keepHistory(center.center);
  const tests = async () => (await center.client.call("listTests", { params: { project: "short" }, query: {} })).items;
  expect(await tests()).toHaveLength(2);
  await center.client.call("deleteProject", { params: { project: "short" } });
  await center.client.call("createProject", { body: { slug: "short" } });
  expect(await tests()).toEqual([]);
  expect(await center.client.call("getHealth", { params: { project: "short" } })).toMatchObject({ runs: [], days: [] });
});
