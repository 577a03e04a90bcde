import type { Problem as ProblemOf } from "@aac/core";
import { claimPlace, noQuotas, type Quotas, readUsage, recountUsage, releasePlace } from "@aac/core";
import { afterEach, describe, expect, test } from "vitest";
import { signedInAs } from "./access-callers.ts";
import { apiCaller, expectProblem } from "./api-caller.ts";
import { junit, startTestCenter, type TestCenter, until } from "./test-center.ts";

let center: TestCenter;
afterEach(() => center.stop());

const start = async (quotas: Partial<Quotas>, more: Parameters<typeof startTestCenter>[0] = {}) => {
  center = await startTestCenter({ instead: () => ({ quotas: { ...noQuotas, ...quotas } }), ...more });
};
const usage = () => readUsage(center.center, center.caller.orgId);
const isRefused = (error: unknown) => (error as ProblemOf).code === "quota_exceeded";
const http = () => apiCaller(center.url, center.apiKey);
const triggerRaw = () => http()("POST", "/api/v1/runs", { body: { project: "web", suite: "scripted" } });

describe("runs a month", () => {
  test("of many triggers at once exactly the limit is accepted, the others are told when there is room", async () => {
    await start({ runsPerMonth: 7 }, { withoutWorker: true });
    await center.trigger();
    const answers = await Promise.all(Array.from({ length: 30 }, triggerRaw));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
    const { detail } = await expectProblem(await triggerRaw(), 429, "quota_exceeded");
    expect(detail).toMatch(/all of its 7 runs this month\. A new month begins at \d{4}-\d\d-01T00:00:00/);
    const { items } = await center.client.call("listRuns", { query: {} });
    expect(items).toHaveLength(7);
    expect((await usage()).runsPerMonth).toEqual({ used: 7, limit: 7 });
  });

  test("a repeated request under its idempotency key costs nothing, and is answered at the limit too", async () => {
    await start({ runsPerMonth: 1 }, { withoutWorker: true });
    await center.client.call("createProject", { body: { slug: "web" } });
    const suite = { slug: "scripted", image: "scripted" };
    await center.client.call("createSuite", { params: { project: "web" }, body: suite });
    const once = () =>
      http()("POST", "/api/v1/runs", {
        body: { project: "web", suite: "scripted" },
        headers: { "idempotency-key": "one" },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, once));
    // Who came while the first held the only place is refused, and gets the run when he comes again.
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect((await once()).status).toBe(201);
    expect((await usage()).runsPerMonth.used).toBe(1);
  });

  test("an upload counts as a run, and one that comes to nothing does not", async () => {
    await start({ runsPerMonth: 2 }, { withoutWorker: true });
    const upload = (text: string) => {
      const form = new FormData();
      form.append("files", new Blob([text]), "junit.xml");
      const headers = { "x-api-key": center.apiKey };
      return fetch(`${center.url}/api/v1/results?project=web`, { method: "POST", body: form, headers });
    };
    await expectProblem(await upload("no report"), 422, "no_reports");
    expect((await usage()).runsPerMonth.used).toBe(0);
    expect((await usage()).storageBytes.used).toBe(0);
    for (let i = 0; i < 2; i++) expect((await upload(junit({ passed: 1 }))).status).toBe(201);
    await expectProblem(await upload(junit({ passed: 1 })), 429, "quota_exceeded");
    expect((await usage()).runsPerMonth.used).toBe(2);
  });

  test("owners and admins are told at 80 % and at 100 %, once", async () => {
    await start({ runsPerMonth: 5 }, { withoutWorker: true });
    const { orgId } = center.caller;
    for (const role of ["owner", "admin", "developer"] as const) await signedInAs(center, { orgId, role });
    const { mails } = center.center.store.tenant(orgId);
    const subjects = async () => (await mails.find({ where: {} })).map(({ subject }) => subject).toSorted();
    await center.trigger();
    for (let i = 0; i < 8; i++) await triggerRaw();
    const both = (percent: number) =>
      Array.from({ length: 2 }, () => `Local has used ${percent} % of its runs this month`);
    await until("the mails", async () => (await mails.count({})) >= 4);
    expect(await subjects()).toEqual([...both(100), ...both(80)]);
    const { deliveries } = center.center.store.tenant(orgId);
    expect(await deliveries.count({})).toBe(4);
  });
});

describe("storage", () => {
  const files = (bytes: number) => ({
    REPORT: junit({ passed: 1 }),
    FILES: JSON.stringify({ "test-results/big.txt": "x".repeat(bytes) }),
  });

  test("a run is never lost to it: what does not fit is left out and said, its report is read all the same", async () => {
    await start({ storageBytes: 1_000 });
    const { run } = await center.finished((await center.trigger(files(5_000))).id);
    expect(run).toMatchObject({ verdict: "passed", totals: { passed: 1 } });
    expect(run.warnings).toContainEqual({ code: "quota_exceeded", detail: expect.stringContaining("1 files") });
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id }, query: {} });
    expect(items.map(({ path }) => path)).toEqual(["junit.xml"]);
  });

  test("what is kept is counted, what the retention deletes is given back, and counting anew comes to the same", async () => {
    await start({});
    const { run } = await center.finished((await center.trigger({ ...files(5_000), LOG_LINES: "50" })).id);
    const { orgId } = center.caller;
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id }, query: {} });
    const kept = items.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) + run.jobs[0]!.attempts[0]!.logBytes;
    expect(kept).toBeGreaterThan(5_000);
    expect((await usage()).storageBytes.used).toBe(kept);
    const { counters, organizations, runs } = center.center.store.system;
    await counters.increment(`quota/storageBytes/${orgId}`, "value", 12_345, { id: "", value: 0 });
    await recountUsage(center.center, orgId);
    expect((await usage()).storageBytes.used).toBe(kept);
    await runs.update(run.id, {}, { finishedAt: 1 });
    const retention = { logsDays: 1, artifactsDays: 1, resultsDays: 1, runsDays: null, auditDays: null };
    await organizations.update(orgId, {}, { retention });
    const { enforceRetention } = await import("@aac/core");
    while ((await enforceRetention(center.center)) > 0);
    expect((await usage()).storageBytes.used).toBe(0);
  });
});

test("of many who join at once exactly as many do as there are places", async () => {
  await start({ people: 5 }, { withoutWorker: true });
  const { orgId } = center.caller;
  for (let i = 0; i < 2; i++) await signedInAs(center, { orgId, role: "viewer" });
  const joining = await Promise.allSettled(Array.from({ length: 12 }, () => claimPlace(center.center, orgId)));
  const joined = joining.filter(({ status }) => status === "fulfilled");
  expect(joined).toHaveLength(3);
  const reasons = joining.flatMap((one) => (one.status === "rejected" ? one.reason : []));
  expect(reasons.every(isRefused)).toBe(true);
  await releasePlace(center.center, orgId);
  await claimPlace(center.center, orgId);
  await expect(claimPlace(center.center, orgId)).rejects.toSatisfy(isRefused);
});

test("places that were counted and not taken are found by counting anew, those being taken are not lost", async () => {
  await start({ people: 10 }, { withoutWorker: true });
  const { orgId } = center.caller;
  await claimPlace(center.center, orgId);
  await claimPlace(center.center, orgId);
  await signedInAs(center, { orgId, role: "viewer" });
  expect((await usage()).people.used).toBe(2);
  const now = Date.now();
  // In the time of the second look the other place is taken.
  const clock = { now: () => now, sleep: async () => void (await signedInAs(center, { orgId, role: "viewer" })) };
  await recountUsage({ ...center.center, clock }, orgId);
  expect((await usage()).people.used).toBe(2);
  await claimPlace(center.center, orgId);
  await recountUsage({ ...center.center, clock: { now: () => now, sleep: async () => undefined } }, orgId);
  expect((await usage()).people.used).toBe(2);
});

test("an organization's own quota is stronger than the center's, also where it is none", async () => {
  await start({ runsPerMonth: 1 }, { withoutWorker: true });
  await center.trigger();
  await expectProblem(await triggerRaw(), 429, "quota_exceeded");
  const { organizations } = center.center.store.system;
  await organizations.update(center.caller.orgId, {}, { quotas: { runsPerMonth: 2 } });
  expect((await triggerRaw()).status).toBe(201);
  await expectProblem(await triggerRaw(), 429, "quota_exceeded");
  await organizations.update(center.caller.orgId, {}, { quotas: { runsPerMonth: null } });
  expect((await triggerRaw()).status).toBe(201);
  const { status } = await http()("GET", "/api/v1/usage");
  expect(status).toBe(200);
});
