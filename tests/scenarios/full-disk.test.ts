import { type Clock, type Collections, Problem, problems, toProblem } from "@aac/core";
import { afterEach, expect, test } from "vitest";
import { apiCaller, expectProblem } from "./api-caller.ts";
import { joinEvents } from "./join-events.ts";
import { startProcessCenter } from "./process-center.ts";
import { junit, startTestCenter, type TestCenter, until } from "./test-center.ts";

let center: TestCenter;
afterEach(() => center.stop());

const mebibyte = 1024 ** 2;
const call: ReturnType<typeof apiCaller> = (...sent) => apiCaller(center.url, center.apiKey)(...sent);

/** Makes projects until the store takes no more; answers their slugs, and what the last one was told. */
async function fillStore(): Promise<{ slugs: string[]; refused: Response }> {
  const slugs: string[] = [];
  for (;;) {
    const slug = `filler-${slugs.length}`;
    const suite = { slug: "s", image: "i", variables: { FILLER: "x".repeat(30_000) } };
    const answers = [
      await call("POST", "/api/v1/projects", { body: { slug } }),
      await call("POST", `/api/v1/projects/${slug}/suites`, { body: suite }),
    ];
    const refused = answers.find(({ status }) => status === 507);
    if (refused) return { slugs, refused };
    slugs.push(slug);
  }
}

async function deleteProjects(slugs: readonly string[]): Promise<void> {
  for (const slug of slugs) expect((await call("DELETE", `/api/v1/projects/${slug}`)).status).toBe(204);
}

test("a full store refuses what is new with a remedy, goes on to answer, and takes more once there is room", async () => {
  center = await startTestCenter({ maxStoreBytes: 3 * mebibyte, withoutWorker: true });
  const { slugs, refused } = await fillStore();
  const problem = await expectProblem(refused, 507, "disk_full");
  expect(JSON.stringify(problem)).not.toContain(center.dir);
  expect(slugs.length).toBeGreaterThan(30);

  const body = { project: slugs[0], suite: "s", variables: { MORE: "y".repeat(30_000) } };
  const triggered = await call("POST", "/api/v1/runs", { body });
  await expectProblem(triggered, 507, "disk_full");
  expect((await call("GET", "/api/v1/projects")).status).toBe(200);
  expect((await call("GET", "/health/live")).status).toBe(200);
  const { items } = await center.client.call("listRuns", {});
  expect(items).toEqual([]);

  await deleteProjects(slugs.slice(0, 20));
  expect((await call("POST", "/api/v1/runs", { body: { ...body, project: slugs[25] } })).status).toBe(201);
});

/** A center whose store has room for the beginning of a run's log, and such a run, once its log finds no more room. */
async function runWithoutRoom() {
  const refused: string[] = [];
  const real = await startProcessCenter({
    maxStoreBytes,
    instead: ({ store }) => ({ store: { ...store, system: noting(store.system, refused) } }),
  });
  center = real;
  const script = `
    import { randomBytes } from "node:crypto";
    for (let line = 1; line <= ${lineCount}; line++) console.log(line + " " + randomBytes(750).toString("base64"));`;
  await real.makeSuite("talkative", { files: { "print.mjs": script }, command: [process.execPath, "print.mjs"] });
  const filled = await fillStore();
  await expectProblem(filled.refused, 507, "disk_full");
  const fillers = filled.slugs.slice(60);
  await deleteProjects(filled.slugs.slice(0, 60));
  const run = await real.client.call("createRun", { body: { project: "bad", suite: "talkative" } });
  const current = () => real.client.call("getRun", { params: { run: run.id } });
  const logLines = async () => (await current()).jobs[0]!.attempts[0]?.logLines ?? 0;
  await until("the log to find no room", async () => refused.length > 0 && (await logLines()) > 0);
  expect(await logLines()).toBeLessThan(lineCount);
  expect(await current()).toMatchObject({ state: "running" });
  return { real, run, fillers };
}

/** The collections, with what the log was refused noted. */
function noting(system: Collections, refused: string[]): Collections {
  const note = (error: unknown): never => {
    refused.push(toProblem(error).code);
    throw error;
  };
  const { logChunks, attempts } = system;
  return {
    ...system,
    logChunks: { ...logChunks, insert: (chunk) => logChunks.insert(chunk).catch(note) },
    attempts: { ...attempts, update: (...change) => attempts.update(...change).catch(note) },
  };
}

const maxStoreBytes = 12 * mebibyte;
const lineCount = 6_000;

async function expectWhole(id: string): Promise<void> {
  const { run, events } = await center.finished(id);
  expect(run).toMatchObject({ verdict: "passed", jobs: [{ attempts: [{ logLines: lineCount }] }] });
  const numbers = joinEvents(events)
    .get("1.1")!
    .lines.map((line) => Number.parseInt(line, 10));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
}

test("a run whose log finds no room waits for some, and then ends with its verdict and its whole log", async () => {
  const { run, fillers } = await runWithoutRoom();
  await deleteProjects(fillers);
  await expectWhole(run.id);
}, 60_000);

test("a worker that leaves while the store is full waits for no room; the next one stores what it could not", async () => {
  const { real, run } = await runWithoutRoom();
  await real.stop({ keep: true });
  // Time enough for the next worker to take the sandbox up, once the lease has run out.
  const timing = { adoptionMs: 10_000 };
  center = await startProcessCenter({ dir: real.dir, maxStoreBytes: 4 * maxStoreBytes, timing });
  await expectWhole(run.id);
}, 60_000);

const full = () => Promise.reject(new Problem("disk_full", "ENOSPC: no space left on device."));

test("a disk that was full when artifacts were kept costs an attempt and not the run", async () => {
  let refusals = 1;
  center = await startTestCenter({
    instead: ({ blobs }) => ({
      blobs: { ...blobs, put: (key, bytes) => (refusals-- > 0 ? full() : blobs.put(key, bytes)) },
    }),
  });
  const { run } = await center.finished((await center.trigger({ REPORT: junit({ passed: 2 }) })).id);
  expect(run).toMatchObject({ verdict: "passed", totals: { tests: 2 } });
  expect(run.jobs[0]!.attempts).toMatchObject([
    { state: "errored", reason: { code: "disk_full", remedy: problems.disk_full.remedy } },
    { state: "passed" },
  ]);
});

test("a disk that stays full ends the run with what is wrong and what to do, and other runs go on", async () => {
  /** Minutes in seconds: between attempts is waited longer and longer. */
  const hurried = ({ sleep }: Clock): Clock => {
    const began = Date.now();
    return { now: () => began + (Date.now() - began) * 20, sleep: (ms, signal) => sleep(ms / 20, signal) };
  };
  center = await startTestCenter({
    timing: { leaseMs: 60_000, heartbeatMs: 6_000, adoptionMs: 10_000, sweepMs: 3_000 },
    instead: ({ blobs, clock }) => ({ blobs: { ...blobs, put: full }, clock: hurried(clock) }),
  });
  const { run } = await center.finished((await center.trigger({ REPORT: junit({ passed: 2 }), LOG_LINES: "3" })).id);
  expect(run).toMatchObject({
    state: "errored",
    reason: { code: "disk_full", remedy: problems.disk_full.remedy },
  });
  expect(run.jobs[0]!.attempts).toHaveLength(4);
  expect((await center.finished((await center.trigger({ LOG_LINES: "3" })).id)).run.verdict).toBe("passed");
});
