import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedInAs } from "../../../../../tests/scenarios/access-callers.ts";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter({ labels: ["gpu"], concurrency: 3 });
  call = apiCaller(center.url, center.apiKey);
  await until("the worker to tell of itself", () => center.center.store.system.members.get(center.workerId));
});
afterAll(() => center.stop());

const pathOf = (worker: string) => `/api/v1/workers/${encodeURIComponent(worker)}`;

describe("GET /api/v1/workers", () => {
  test("200: whoever operates the center sees all of each", async () => {
    expect(await center.client.call("listWorkers")).toEqual({
      isOperator: true,
      items: [
        {
          id: center.workerId,
          host: "test",
          version: null,
          executor: "scripted",
          labels: ["gpu"],
          startedAt: expect.any(String),
          seenAt: expect.any(String),
          state: "active",
          draining: null,
          slots: 3,
          used: 0,
          jobs: [],
          others: [],
        },
      ],
    });
  });

  test.each(["admin", "viewer"] as const)("200: the %s of the first organization operates nothing", async (role) => {
    const person = await signedInAs(center, { orgId: center.caller.orgId, role });
    const answer = await (await person.call("GET", "/api/v1/workers")).json();
    expect(answer).toEqual({ isOperator: false, items: [] });
  });
});

describe("PATCH /api/v1/workers/:worker", () => {
  test("200: it drains, and is told who has asked for it; asking twice keeps what was asked first", async () => {
    const once = await call("PATCH", pathOf(center.workerId), { body: { draining: true } });
    const first = (await once.json()) as { draining: object };
    expect(first).toMatchObject({ state: "drained", draining: { by: "local key" } });
    const twice = await call("PATCH", pathOf(center.workerId), { body: { draining: true } });
    expect(await twice.json()).toMatchObject({ draining: first.draining });
    const over = await call("PATCH", pathOf(center.workerId), { body: { draining: false } });
    expect(await over.json()).toMatchObject({ state: "active", draining: null });
  });

  test("404: one that is not there; and to owners of other organizations each of them", async () => {
    await expectProblem(await call("PATCH", pathOf("nobody"), { body: { draining: true } }), 404, "worker_not_found");
    const { caller } = await center.addOrganization("other");
    const owner = await signedInAs(center, { orgId: caller.orgId, role: "owner" });
    const refused = await owner.call("PATCH", pathOf(center.workerId), { body: { draining: true } });
    await expectProblem(refused, 404, "worker_not_found");
  });

  test("403: an admin of the first organization, as the table says", async () => {
    const admin = await signedInAs(center, { orgId: center.caller.orgId, role: "admin" });
    const refused = await admin.call("PATCH", pathOf(center.workerId), { body: { draining: true } });
    await expectProblem(refused, 403, "forbidden");
  });
});

describe("GET /api/v1/queue", () => {
  test("200: nothing waits", async () => {
    expect(await center.client.call("getQueue")).toEqual({
      waiting: 0,
      running: 0,
      limit: null,
      oldestQueuedAt: null,
      jobs: [],
      estimate: null,
      organizations: [],
    });
  });

  test("200: what waits, in its place, and why: a project's limit, and labels that nobody has", async () => {
    const before = await center.trigger({ SLEEP_MS: "50" });
    await center.finished(before.id);
    const going = await center.trigger({ SLEEP_MS: "600000" });
    const { call: ask } = center.client;
    await until("it to run", async () => (await ask("getRun", { params: { run: going.id } })).state === "running");
    await ask("changeProject", { params: { project: "web" }, body: { maxConcurrentJobs: 1 } });
    await center.trigger({}, { shards: 2 });
    await ask("changeSuite", { params: { project: "web", suite: "scripted" }, body: { runsOn: ["windows"] } });
    const urgent = await center.trigger({}, { priority: 5 });
    const queue = await ask("getQueue");
    expect(queue).toMatchObject({ waiting: 3, running: 1, oldestQueuedAt: expect.any(String) });
    expect(queue.jobs).toMatchObject([
      { run: urgent.id, priority: 5, place: 3, runsOn: ["windows"], why: { code: "no_worker" } },
      { shard: 1, shards: 2, place: 1, why: { code: "project_limit" } },
      { shard: 2, shards: 2, place: 2, why: { code: "project_limit" } },
    ]);
    // By what the run before took; nobody knows when somebody with the label comes.
    expect(queue.estimate).toMatchObject({ runs: 1, durationMs: expect.any(Number) });
    const starts = queue.jobs.map(({ startsAbout }) => startsAbout);
    expect(starts).toEqual([null, expect.any(String), expect.any(String)]);
    // One at a time, as the project may.
    expect(Date.parse(starts[2]!) - Date.parse(starts[1]!)).toBe(queue.estimate!.durationMs);
    expect(queue.organizations).toMatchObject([{ organization: { slug: "local" }, waiting: 3, running: 1 }]);
  });
});

test("an admin does not come to operate the center by a key that admins make", async () => {
  const admin = await signedInAs(center, { orgId: center.caller.orgId, role: "admin" });
  const account = { slug: "robot", name: "Robot" };
  expect((await admin.call("POST", "/api/v1/service-accounts", { body: account })).status).toBe(201);
  const key = { name: "all", scopes: ["admin", "read"], projects: null, expiresAt: null };
  const made = await admin.call("POST", "/api/v1/service-accounts/robot/api-keys", { body: key });
  expect(made.status).toBe(201);
  const robot = apiCaller(center.url, ((await made.json()) as { secret: string }).secret);
  expect(await (await robot("GET", "/api/v1/workers")).json()).toMatchObject({ isOperator: false });
  const drain = await robot("PATCH", pathOf(center.workerId), { body: { draining: true } });
  await expectProblem(drain, 404, "worker_not_found");
});

test("nobody comes to operate the center by the end of the first organization: it is deleted after all others", async () => {
  const { orgId } = center.caller;
  const owner = await signedInAs(center, { orgId, role: "owner" });
  const other = await center.addOrganization("next");
  const { slug } = await center.client.call("getOrganization");
  const refused = await owner.call("DELETE", `/api/v1/organization?confirm=${slug}`);
  await expectProblem(refused, 400, "invalid_request");
  expect((await center.client.call("listWorkers")).isOperator).toBe(true);
  expect((await other.client.call("listWorkers")).isOperator).toBe(false);
});
