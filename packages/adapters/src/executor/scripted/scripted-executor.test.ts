import { Limits } from "@aac/contract";
import { type Clock, Problem, type Sandbox, type SandboxSpec } from "@aac/core";
import { executorConformance, readFiles, readLog } from "@aac/core/conformance";
import { expect, test } from "vitest";
import { createSystemClock } from "../../clock/system/index.ts";
import { createScriptedExecutor, createScriptedHost } from "./index.ts";

let count = 0;
function specOf(variables: Record<string, string>, jobId = `job-${++count}`, attempt = 1): SandboxSpec {
  return {
    orgId: "org",
    runId: "run",
    jobId,
    attemptId: `${jobId}-${attempt}`,
    image: "scripted",
    directory: null,
    command: ["/bin/sh", "/app/entrypoint.sh", "all"],
    usesEntrypoint: true,
    workingDirectory: "/app",
    variables,
    runtime: null,
    registry: null,
    limits: Limits.parse({}),
  };
}

executorConformance("scripted", "script", async () => {
  const clock = createSystemClock();
  const host = createScriptedHost({ clock });
  return {
    executor: () => createScriptedExecutor({ host, clock, center: "test" }),
    spec: async ({ script }) => specOf({ ...script }),
    isRunning: async () => false,
    close: async () => undefined,
  };
});

/** A clock that stands still until it is moved on. */
function handClock(): Clock & { pass(ms: number): Promise<void> } {
  let now = 0;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((wake) => {
        sleepers.push({ at: now + ms, wake });
        signal?.addEventListener("abort", () => wake());
      }),
    async pass(ms) {
      for (const end = now + ms; ;) {
        const next = sleepers.toSorted((a, b) => a.at - b.at)[0];
        if (!next || next.at > end) return void (now = end);
        now = next.at;
        sleepers = sleepers.filter((sleeper) => sleeper !== next);
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function scripted() {
  const clock = handClock();
  const host = createScriptedHost({ clock });
  const executor = createScriptedExecutor({ host, clock, center: "test" });
  const start = (spec: SandboxSpec): Promise<Sandbox> => executor.start(spec, { signal: new AbortController().signal });
  return { clock, host, executor, start };
}

test("lines come evenly over the time a command runs", async () => {
  const { clock, host, start } = scripted();
  const sandbox = await start(specOf({ SLEEP_MS: "1000", LOG_LINES: "10" }));
  const written = [];
  for (let i = 0; i < 4; i++) {
    written.push(host.find(sandbox.ref.id)?.written());
    await clock.pass(250);
  }
  expect(written).toEqual([1, 3, 6, 8]);
  expect(await readLog(sandbox)).toMatch(/^line 1\nline 2\n.*line 10\n$/s);
});

test("a sandbox that crashes is gone, and what it came to cannot be learned", async () => {
  const { clock, executor, start } = scripted();
  const spec = specOf({ SLEEP_MS: "1000", CRASH_AFTER: "300" });
  const sandbox = await start(spec);
  await clock.pass(299);
  expect(await executor.list()).toEqual([sandbox.ref]);
  await clock.pass(1);
  await expect(sandbox.exited).rejects.toMatchObject({ code: "sandbox_failed" });
  expect(await executor.list()).toEqual([]);
  expect(await executor.attach(sandbox.ref, spec)).toBeNull();
});

test("what goes wrong can go wrong in a job's first attempt only", async () => {
  const { start } = scripted();
  const variables = { START_PROBLEM: "image_pull_failed", FIRST_ATTEMPT_ONLY: "1" };
  await expect(start(specOf(variables, "job-a"))).rejects.toMatchObject({ code: "image_pull_failed" });
  expect((await (await start(specOf(variables, "job-a", 2))).exited).code).toBe(0);
  await expect(start(specOf(variables, "job-b"))).rejects.toBeInstanceOf(Problem);
});

test("reports are files", async () => {
  const { start } = scripted();
  const sandbox = await start(specOf({ REPORT: "<testsuite/>", FILES: '{"out/a.txt":"a"}' }));
  await sandbox.exited;
  expect(await readFiles(sandbox, ["junit*.xml", "out"])).toEqual({ "junit.xml": "<testsuite/>", "out/a.txt": "a" });
});

test("executors of another center do not see it", async () => {
  const { clock, host, start } = scripted();
  const spec = specOf({ SLEEP_MS: "10" });
  const { ref } = await start(spec);
  const other = createScriptedExecutor({ host, clock, center: "other" });
  expect(await other.list()).toEqual([]);
  expect(await other.attach(ref, spec)).toBeNull();
});
