import type { Run, RunSummary } from "@aac/contract";
import { type Queue, toProblem } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import {
  ensureScriptedSuite,
  junit,
  startTestCenter,
  type TestCenter,
} from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  call = apiCaller(center.url, center.apiKey);
  await ensureScriptedSuite(center.client);
});
afterAll(() => center.stop());

const trigger = (body: object = {}, headers: Record<string, string> = {}) =>
  call("POST", "/api/v1/runs", { body: { project: "web", suite: "scripted", ...body }, headers });
const triggered = async (body: object = {}, headers: Record<string, string> = {}) => {
  const response = await trigger(body, headers);
  expect(response.status).toBe(201);
  return (await response.json()) as Run;
};

describe("POST /api/v1/runs", () => {
  test("201: a run with all that was asked, queued", async () => {
    const asked = {
      folder: "smoke",
      variables: { A: "1" },
      branch: "main",
      commit: "abc",
      labels: ["nightly"],
      shards: 3,
      trigger: "cli",
    };
    const run = await triggered(asked);
    const { trigger: kind, ...rest } = asked;
    expect(run).toMatchObject({ ...rest, state: "queued", verdict: null, startedAt: null, finishedAt: null });
    expect(run).toMatchObject({ trigger: { kind, by: "local key" } });
    expect(run.jobs.map(({ shard, state, attempts }) => [shard, state, attempts])).toEqual([
      [1, "queued", []],
      [2, "queued", []],
      [3, "queued", []],
    ]);
    expect(await (await call("GET", `/api/v1/runs/${run.id}`)).json()).toEqual(run);
  });

  test("201: numbers count up within the project, without two of the same", async () => {
    await center.client.call("createProject", { body: { slug: "counted" } });
    const params = { project: "counted" };
    await center.client.call("createSuite", { params, body: { slug: "s", image: "i" } });
    const runs = await Promise.all(Array.from({ length: 20 }, () => triggered({ project: "counted", suite: "s" })));
    expect(runs.map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(runs.map((_, index) => index + 1));
  });

  const withQueue = async (queue: Queue, use: (app: FastifyInstance) => Promise<void>) => {
    const app = await createApp({ ...center.center, queue }, appOptions());
    await use(app);
    await app.close();
  };
  const triggerOn = (app: FastifyInstance) =>
    app.inject({
      method: "POST",
      url: "/api/v1/runs",
      headers: { "x-api-key": center.apiKey },
      body: { project: "web", suite: "scripted", shards: 2 },
    });

  test("201: a triggered run is stored before it is queued", async () => {
    const { system } = center.center.store;
    const found: unknown[] = [];
    const looking: Promise<void>[] = [];
    const look = async (jobId: string) => {
      const job = await system.jobs.get(jobId);
      const run = job && (await system.runs.get(job.runId));
      found.push([job?.state, run?.state]);
    };
    const queue: Queue = {
      ...center.center.queue,
      async wake(message) {
        looking.push(look(message.jobId));
      },
    };
    await withQueue(queue, async (app) => {
      expect((await triggerOn(app)).statusCode).toBe(201);
      await Promise.all(looking);
      expect(found).toEqual([
        ["queued", "queued"],
        ["queued", "queued"],
      ]);
    });
  });

  test("201: also while the queue takes nothing, for the sweep wakes what is stored", async () => {
    const queue = { ...center.center.queue, wake: () => Promise.reject(toProblem("no broker", "unavailable")) };
    await withQueue(queue, async (app) => {
      const response = await triggerOn(app);
      expect(response.statusCode).toBe(201);
      const { id } = response.json<Run>();
      expect(await center.center.store.system.jobs.count({ runId: id })).toBe(2);
    });
  });

  test("201: the same request under one idempotency key is the same run, however many send it at once", async () => {
    const headers = { "idempotency-key": "deploy-1" };
    const runs = await Promise.all(Array.from({ length: 10 }, () => triggered({ folder: "a" }, headers)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect(await center.center.store.system.jobs.count({ runId: runs[0]!.id })).toBe(1);
  });

  test("201: an idempotency key means nothing in another organization", async () => {
    const headers = { "idempotency-key": "deploy-2" };
    const own = await triggered({}, headers);
    const { client } = await center.addOrganization("same-key");
    await ensureScriptedSuite(client);
    const theirs = await client.call("createRun", { body: { project: "web", suite: "scripted" }, headers });
    expect(theirs.id).not.toBe(own.id);
  });

  test("422: another request under the same idempotency key", async () => {
    const headers = { "idempotency-key": "deploy-3" };
    const { id } = await triggered({ folder: "a" }, headers);
    const { detail } = await expectProblem(await trigger({ folder: "b" }, headers), 422, "idempotency_mismatch");
    expect(detail).toContain(id);
  });

  test.each([
    [{ project: undefined }, "project"],
    [{ suite: "No Slug" }, "suite"],
    [{ folder: "-rf" }, "folder"],
    [{ folder: "a\nb" }, "folder"],
    [{ folder: "" }, "folder"],
    [{ variables: { A: null } }, "variables.A"],
    [{ variables: { AAC_RUN_ID: "x" } }, "variables.AAC_RUN_ID"],
    [{ labels: ["x".repeat(65)] }, "labels.0"],
    [{ priority: 11 }, "priority"],
    [{ shards: 65 }, "shards"],
    [{ shards: "2" }, "shards"],
    [{ trigger: "schedule" }, "trigger"],
  ])("400: %o, by the field's name", async (body, path) => {
    const { errors } = await expectProblem(await trigger(body), 400, "invalid_request");
    expect(errors).toMatchObject([{ path, message: expect.stringMatching(/^[A-Z].*\.$/) }]);
  });

  test("400: an idempotency key that is too long", async () => {
    const response = await trigger({}, { "idempotency-key": "k".repeat(201) });
    const { errors } = await expectProblem(response, 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "headers.idempotency-key" }]);
  });

  test("404: a project, suite or environment that is not there, by its name", async () => {
    await expectProblem(await trigger({ project: "no" }), 404, "project_not_found");
    const { detail } = await expectProblem(await trigger({ suite: "no" }), 404, "suite_not_found");
    expect(detail).toBe('Project "web" has no suite "no". It has: scripted.');
    await expectProblem(await trigger({ environment: "no" }), 404, "environment_not_found");
  });

  test("404: a refused trigger leaves nothing, not even a gap in the numbers", async () => {
    const before = await triggered();
    await expectProblem(await trigger({ suite: "no" }), 404, "suite_not_found");
    await expectProblem(await trigger({ environment: "no" }), 404, "environment_not_found");
    expect((await triggered()).number).toBe(before.number + 1);
  });
});

describe("GET /api/v1/runs", () => {
  let lister: TestCenter;
  let get: ApiCaller;
  const runs: Run[] = [];
  beforeAll(async () => {
    lister = await startTestCenter({ withoutWorker: true });
    get = apiCaller(lister.url, lister.apiKey);
    await ensureScriptedSuite(lister.client);
    await lister.client.call("createProject", { body: { slug: "api" } });
    const params = { project: "api" };
    await lister.client.call("createSuite", { params, body: { slug: "scripted", image: "i" } });
    await lister.client.call("createSuite", { params, body: { slug: "load", image: "i" } });
    for (const body of [
      { project: "web", suite: "scripted", branch: "main" },
      { project: "api", suite: "scripted", branch: "main", trigger: "cli" },
      { project: "api", suite: "load", branch: "fix", trigger: "dashboard" },
      { project: "web", suite: "scripted" },
    ] as const) {
      runs.push(await lister.client.call("createRun", { body }));
    }
    await lister.client.call("cancelRun", { params: { run: runs[3]!.id } });
  });
  afterAll(() => lister.stop());

  const list = async (query: string) => {
    const response = await get("GET", `/api/v1/runs${query}`);
    expect(response.status).toBe(200);
    const { items } = (await response.json()) as { items: RunSummary[] };
    return items.map(({ id }) => runs.findIndex((run) => run.id === id));
  };

  test.each([
    ["", [3, 2, 1, 0]],
    ["?project=web", [3, 0]],
    ["?project=api&suite=scripted", [1]],
    ["?state=queued", [2, 1, 0]],
    ["?state=cancelled", [3]],
    ["?verdict=cancelled", [3]],
    ["?verdict=passed", []],
    ["?branch=main", [1, 0]],
    ["?trigger=cli", [1]],
    ["?project=api&branch=fix&trigger=dashboard&state=queued", [2]],
  ])("200: %s, newest first", async (query, expected) => {
    expect(await list(query)).toEqual(expected);
  });

  test("200: from an instant on, and before one", async () => {
    const at = runs[2]!.createdAt;
    const since = runs.map((_, index) => index).filter((index) => runs[index]!.createdAt >= at);
    const before = runs.map((_, index) => index).filter((index) => runs[index]!.createdAt < at);
    expect(await list(`?from=${at}`)).toEqual(since.toReversed());
    expect(await list(`?to=${at}`)).toEqual(before.toReversed());
  });

  test("200: page by page with a filter, each once", async () => {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const response = await get("GET", `/api/v1/runs?project=web&limit=1${cursor && `&cursor=${cursor}`}`);
      const page = (await response.json()) as { items: RunSummary[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([runs[3]!.id, runs[0]!.id]);
  });

  test("200: nothing of another organization", async () => {
    const { client } = await lister.addOrganization("quiet");
    expect(await client.call("listRuns", {})).toEqual({ items: [], nextCursor: null, lookedBackTo: null });
  });

  test("400: a state, an instant or a cursor that there cannot be, by its name", async () => {
    for (const [query, path] of [
      ["state=done", "query.state"],
      ["verdict=queued", "query.verdict"],
      ["trigger=push", "query.trigger"],
      ["from=yesterday", "query.from"],
      ["to=2026-11-23", "query.to"],
      ["project=No", "query.project"],
    ]) {
      const { errors } = await expectProblem(await get("GET", `/api/v1/runs?${query}`), 400, "invalid_request");
      expect(errors).toMatchObject([{ path }]);
    }
    await expectProblem(await get("GET", "/api/v1/runs?cursor=%7B%7D"), 400, "invalid_cursor");
  });

  test("400: a suite without its project", async () => {
    const { errors } = await expectProblem(await get("GET", "/api/v1/runs?suite=load"), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "project" }]);
  });

  test("404: of a project that is not there", async () => {
    await expectProblem(await get("GET", "/api/v1/runs?project=no"), 404, "project_not_found");
  });
});

describe("GET /api/v1/runs/:run", () => {
  test("404: a run that is not there, whatever its id looks like", async () => {
    for (const id of ["no", "01aaaaaaaaaaaaaaaaaaaaaaaa", "..%2f..", "a%00b", "'%20OR%201=1"]) {
      await expectProblem(await call("GET", `/api/v1/runs/${id}`), 404, "run_not_found");
    }
  });

  test("400: an id that is too long to be one", async () => {
    await expectProblem(await call("GET", `/api/v1/runs/${"a".repeat(65)}`), 400, "invalid_request");
    await expectProblem(await call("GET", `/api/v1/runs/${"a".repeat(5_000)}`), 400, "invalid_request");
  });
});

describe("POST /api/v1/runs/:run/cancel", () => {
  test("200: a queued run is cancelled, with who did it", async () => {
    const { id } = await triggered({ shards: 2 });
    const response = await call("POST", `/api/v1/runs/${id}/cancel`);
    expect(response.status).toBe(200);
    const run = (await response.json()) as Run;
    expect(run).toMatchObject({ state: "cancelled", verdict: "cancelled", reason: { code: "cancelled" } });
    expect(run.reason!.detail).toContain("Cancelled by local key.");
    expect(run.jobs.map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  });

  test("409: a run that has ended, also when two cancel it at once", async () => {
    const { id } = await triggered();
    const answers = await Promise.all([1, 2, 3].map(() => call("POST", `/api/v1/runs/${id}/cancel`)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409]);
    await expectProblem(await call("POST", `/api/v1/runs/${id}/cancel`), 409, "run_is_final");
  });

  test("404: a run that is not there", async () => {
    await expectProblem(await call("POST", "/api/v1/runs/no/cancel"), 404, "run_not_found");
  });
});

describe("POST /api/v1/runs/:run/rerun", () => {
  test("201: the same again, with or without a body", async () => {
    const first = await triggered({ folder: "smoke", variables: { A: "1" }, labels: ["x"], priority: 3, shards: 2 });
    const asked = { folder: "smoke", variables: { A: "1" }, labels: ["x"], shards: 2, rerunOf: first.id };
    const response = await call("POST", `/api/v1/runs/${first.id}/rerun`);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ ...asked, trigger: { kind: "rerun" }, state: "queued" });
    const again = await call("POST", `/api/v1/runs/${first.id}/rerun`, { body: { trigger: "cli" } });
    expect(again.status).toBe(201);
  });

  test("201: of what failed, only the shards that did not pass, each with its number", async () => {
    const first = await triggered({ shards: 3 });
    const { jobs, runs } = center.center.store.system;
    await jobs.update(`${first.id}-1`, {}, { state: "passed" });
    for (const shard of [2, 3]) await jobs.update(`${first.id}-${shard}`, {}, { state: "failed" });
    await runs.update(first.id, {}, { state: "failed", verdict: "failed" });
    const again = await call("POST", `/api/v1/runs/${first.id}/rerun`, { body: { only: "failed" } });
    expect(again.status).toBe(201);
    expect(await again.json()).toMatchObject({
      shards: 3,
      onlyShards: [2, 3],
      jobs: [{ shard: 2 }, { shard: 3 }],
      rerunOf: first.id,
    });
  });

  test("409: of what failed, where nothing did or where it has not ended", async () => {
    const first = await triggered({ shards: 2 });
    const rerun = () => call("POST", `/api/v1/runs/${first.id}/rerun`, { body: { only: "failed" } });
    await expectProblem(await rerun(), 409, "nothing_failed");
    const { jobs, runs } = center.center.store.system;
    for (const shard of [1, 2]) await jobs.update(`${first.id}-${shard}`, {}, { state: "passed" });
    await runs.update(first.id, {}, { state: "passed", verdict: "passed" });
    await expectProblem(await rerun(), 409, "nothing_failed");
  });

  test("404: a run that is not there, and a run whose suite is not there any more", async () => {
    await expectProblem(await call("POST", "/api/v1/runs/no/rerun"), 404, "run_not_found");
    await center.client.call("createSuite", { params: { project: "web" }, body: { slug: "brief", image: "i" } });
    const { id } = await triggered({ suite: "brief" });
    await center.client.call("deleteSuite", { params: { project: "web", suite: "brief" } });
    await expectProblem(await call("POST", `/api/v1/runs/${id}/rerun`), 404, "suite_not_found");
  });

  test("409: a run whose results were uploaded", async () => {
    const form = new FormData();
    form.append("files", new Blob([junit({ passed: 1 })]), "junit.xml");
    const headers = { "x-api-key": center.apiKey };
    const url = `${center.url}/api/v1/results?project=web`;
    const { id } = (await (await fetch(url, { method: "POST", headers, body: form })).json()) as Run;
    await expectProblem(await call("POST", `/api/v1/runs/${id}/rerun`), 409, "run_not_repeatable");
  });
});
