import { followOrganization, type AuditEntry, type OrganizationEvent, type RunOutcomes } from "@aac/contract";
import { deleteRun, eraseDeletedRuns, isFinal } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedInAs, type SignedIn } from "../../../../../tests/scenarios/access-callers.ts";
import { type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { junit, startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let admin: SignedIn;
/** May change runs of `web`, and only look at those of `api`. */
let limited: SignedIn;
let elsewhere: string;

beforeAll(async () => {
  center = await startTestCenter({ concurrency: 4 });
  const { client } = center;
  const { orgId } = center.caller;
  await center.finished((await center.trigger()).id);
  await client.call("createProject", { body: { slug: "api" } });
  await client.call("createSuite", { params: { project: "api" }, body: { slug: "scripted", image: "scripted" } });
  const [web, api] = await Promise.all(
    ["web", "api"].map((project) => client.call("getProject", { params: { project } })),
  );
  admin = await signedInAs(center, { orgId, role: "admin" });
  limited = await signedInAs(center, { orgId, role: "admin", projects: { [web!.id]: "admin", [api!.id]: "viewer" } });
  elsewhere = (await client.call("createRun", { body: { project: "api", suite: "scripted" } })).id;
  await center.finished(elsewhere);
});
afterAll(() => center.stop());

async function batch(call: ApiCaller, what: string, body: object) {
  const response = await call("POST", `/api/v1/runs/${what}`, { body });
  expect(response.status).toBe(200);
  const { outcomes } = (await response.json()) as RunOutcomes;
  return outcomes.map(({ run, problem, made }) => ({ run, code: problem?.code ?? null, made }));
}
const done = (run: string) => ({ run, code: null, made: null });
const refused = (run: string, code: string) => ({ run, code, made: null });
const finished = async (variables: Record<string, string> = {}) =>
  (await center.finished((await center.trigger(variables)).id)).run.id;
const running = async () => {
  const { id } = await center.trigger({ SLEEP_MS: "600000" });
  await until(
    "it to run",
    async () => (await center.client.call("getRun", { params: { run: id } })).state === "running",
  );
  return id;
};

describe("POST /api/v1/runs/cancel", () => {
  test("200: each is cancelled or refused by itself, in the order they were named, and once", async () => {
    const [going, ended] = [await running(), await finished()];
    expect(await batch(admin.call, "cancel", { runs: [ended, going, "no", going] })).toEqual([
      refused(ended, "run_is_final"),
      done(going),
      refused("no", "run_not_found"),
    ]);
  });

  test("200: what one may only look at is refused", async () => {
    expect(await batch(limited.call, "cancel", { runs: [elsewhere] })).toEqual([refused(elsewhere, "forbidden")]);
    expect(await batch(limited.call, "rerun", { runs: [elsewhere] })).toEqual([refused(elsewhere, "forbidden")]);
    expect(await batch(limited.call, "label", { runs: [elsewhere], add: ["x"] })).toEqual([
      refused(elsewhere, "forbidden"),
    ]);
    expect(await batch(limited.call, "delete", { runs: [elsewhere] })).toEqual([refused(elsewhere, "forbidden")]);
  });

  test("400: none, or too many", async () => {
    for (const runs of [[], Array.from({ length: 101 }, (_, index) => `r${index}`)]) {
      await expectProblem(await admin.call("POST", "/api/v1/runs/cancel", { body: { runs } }), 400, "invalid_request");
    }
  });
});

describe("POST /api/v1/runs/rerun", () => {
  test("200: each is triggered again, and the log tells of each by itself", async () => {
    const runs = [await finished(), await finished()];
    const response = await admin.call("POST", "/api/v1/runs/rerun", { body: { runs, trigger: "dashboard" } });
    const { outcomes } = (await response.json()) as RunOutcomes;
    for (const { run, made } of outcomes) {
      const again = await center.client.call("getRun", { params: { run: made! } });
      expect(again).toMatchObject({ rerunOf: run, trigger: { kind: "dashboard", byId: admin.userId } });
    }
    const text = response.headers.get("x-request-id")!;
    const exported = await center.client.request("exportAudit", { query: { format: "json", text } });
    const entries = (await exported.json()) as AuditEntry[];
    expect(new Set(entries.map(({ action, target, after }) => JSON.stringify([action, target.id, after])))).toEqual(
      new Set(outcomes.map(({ run, made }) => JSON.stringify(["run.rerun", run, { run: made }]))),
    );
  });
});

describe("POST /api/v1/runs/label", () => {
  test("200: labels are put on and taken off; more than there can be are refused", async () => {
    const run = await finished();
    const labelsOf = async () => (await center.client.call("getRun", { params: { run } })).labels;
    await batch(admin.call, "label", { runs: [run], add: ["a", "b"] });
    expect(await labelsOf()).toEqual(["a", "b"]);
    await batch(admin.call, "label", { runs: [run], add: ["b", "c"], remove: ["a"] });
    expect(await labelsOf()).toEqual(["b", "c"]);
    const add = Array.from({ length: 19 }, (_, index) => `l${index}`);
    expect(await batch(admin.call, "label", { runs: [run], add })).toEqual([refused(run, "invalid_request")]);
    expect(await labelsOf()).toEqual(["b", "c"]);
  });
});

describe("DELETE /api/v1/runs/:run", () => {
  const remove = (run: string, call = admin.call) => call("DELETE", `/api/v1/runs/${run}`);
  const leftOf = async (runId: string) => {
    const { system } = center.center.store;
    const where = { runId };
    const nouns = ["jobs", "attempts", "logChunks", "results", "artifacts", "analyses", "liveReports"] as const;
    return Object.fromEntries(await Promise.all(nouns.map(async (noun) => [noun, await system[noun].count(where)])));
  };

  test("204: nobody finds it any more, its content is gone at once and the rest soon; who listens hears of it", async () => {
    const run = await finished({ REPORT: junit({ passed: 2, failed: 1 }), LOG_LINES: "50" });
    await until("an analysis", async () => (await leftOf(run))["analyses"] === 1);
    expect(await leftOf(run)).toMatchObject({ jobs: 1, attempts: 1, results: 3 });
    const { storageBytes } = await center.client.call("getUsage", {});

    const leaving = new AbortController();
    const heard: (OrganizationEvent | { event: "reconnected" })[] = [];
    const connected = Promise.withResolvers<void>();
    const options = { signal: leaving.signal, onConnection: () => connected.resolve() };
    const listening = (async () => {
      for await (const event of followOrganization(center.client, options)) heard.push(event);
    })();
    await connected.promise;

    expect((await remove(run)).status).toBe(204);
    await expectProblem(await admin.call("GET", `/api/v1/runs/${run}`), 404, "run_not_found");
    await expectProblem(await admin.call("GET", `/api/v1/runs/${run}/results`), 404, "run_not_found");
    await expectProblem(
      await admin.call("PATCH", `/api/v1/runs/${run}`, { body: { pinned: true } }),
      404,
      "run_not_found",
    );
    await expectProblem(await remove(run), 404, "run_not_found");
    const { items } = await center.client.call("listRuns", {});
    expect(items.map(({ id }) => id)).not.toContain(run);
    expect(await leftOf(run)).toMatchObject({ logChunks: 0, results: 0, artifacts: 0, analyses: 0 });
    expect((await center.client.call("getUsage", {})).storageBytes.used).toBeLessThan(storageBytes.used);
    await until("news of it", async () => heard.some((one) => one.event === "gone" && one.data.id === run));
    leaving.abort();
    await listening;

    const { clock } = center.center;
    expect(await eraseDeletedRuns({ ...center.center, clock: { ...clock, now: () => clock.now() + 60_000 } })).toBe(0);
    expect(await eraseDeletedRuns({ ...center.center, clock: { ...clock, now: () => clock.now() + 180_000 } })).toBe(1);
    expect(await center.center.store.system.runs.get(run)).toBeNull();
    expect(Object.values(await leftOf(run)).every((count) => count === 0)).toBe(true);
  });

  test("204: what asks again under the key that the run was made by is told that it is deleted, and not of the run", async () => {
    const { client } = center;
    const again = {
      body: { project: "web", suite: "scripted" },
      headers: { "idempotency-key": "of one that is deleted" },
    };
    const { id } = await client.call("createRun", again);
    await center.finished(id);
    await client.call("deleteRun", { params: { run: id } });
    const mismatch = {
      problem: { code: "idempotency_mismatch", detail: expect.stringContaining("deleted") as string },
    };
    await expect(client.call("createRun", again)).rejects.toMatchObject(mismatch);
  });

  test("204: what breaks off on the way is finished later", async () => {
    const run = await finished({ REPORT: junit({ passed: 1 }), LOG_LINES: "10" });
    const { blobs, clock } = center.center;
    const broken = { ...blobs, delete: () => Promise.reject(new Error("the disk is away")) };
    await deleteRun({ ...center.center, blobs: broken }, center.caller, run);
    await expectProblem(await admin.call("GET", `/api/v1/runs/${run}`), 404, "run_not_found");
    expect((await leftOf(run))["artifacts"]).toBeGreaterThan(0);
    await eraseDeletedRuns({ ...center.center, clock: { ...clock, now: () => clock.now() + 180_000 } });
    expect(Object.values(await leftOf(run)).every((count) => count === 0)).toBe(true);
  });

  test("409: while it goes on, and while it is pinned", async () => {
    const going = await running();
    await expectProblem(await remove(going), 409, "run_is_not_final");
    expect(await batch(admin.call, "delete", { runs: [going] })).toEqual([refused(going, "run_is_not_final")]);
    await batch(admin.call, "cancel", { runs: [going] });
    await center.client.call("changeRun", { params: { run: going }, body: { pinned: true } });
    await expectProblem(await remove(going), 409, "run_is_pinned");
    expect(isFinal((await center.client.call("getRun", { params: { run: going } })).state)).toBe(true);
  });

  test("403: what one may only look at", async () => {
    await expectProblem(await remove(elsewhere, limited.call), 403, "forbidden");
  });
});
