import type { Worker } from "@aac/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aac } from "../testing/command-line.ts";
import { type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
beforeEach(async () => void (center = await startScriptedCenter()));
afterEach(() => center.close());
const call = (...argv: string[]) => aac(["workers", ...argv], { url: center.url });

const job = { run: "run1", number: 7, project: "shop", suite: "e2e", suiteName: "e2e", shard: 1, shards: 1 };
const worker: Worker = {
  id: "builder:12:AB",
  host: "builder",
  version: "1.2.3",
  executor: "docker",
  labels: ["gpu"],
  startedAt: "2026-11-23T08:05:00.000Z",
  seenAt: "2026-11-23T09:04:58.000Z",
  state: "active",
  draining: null,
  slots: 4,
  used: 3,
  jobs: [{ ...job, startedAt: "2026-11-23T09:00:00.000Z" }],
  others: [{ organization: { slug: "acme", name: "Acme" }, jobs: 2 }],
};

test("a table of workers, and of what they do", async () => {
  center.on("listWorkers", () => ({ isOperator: true, items: [worker] }));
  const command = call();
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toBe(
    [
      "STATE   WORKER         VERSION  SLOTS  LABELS  UP        RUNS",
      "active  builder:12:AB  1.2.3    3/4    gpu     1 h 00 m  shop/e2e #7, 2 of acme",
      "",
    ].join("\n"),
  );
});

test("a worker is drained by its host's name, and waited for", async () => {
  let used = 3;
  const now = () => ({ ...worker, used, state: used > 0 ? ("draining" as const) : ("drained" as const) });
  center.on("listWorkers", () => {
    const items = [now()];
    used--;
    return { isOperator: true, items };
  });
  center.on("changeWorker", () => now());
  const command = call("drain", "builder", "--wait");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toBe("builder:12:AB is drained.\n");
  expect(center.of("changeWorker")).toMatchObject([{ params: { worker: worker.id }, body: { draining: true } }]);
});

test("of two workers on a host one has to be named by its id", async () => {
  center.on("listWorkers", () => ({ isOperator: true, items: [worker, { ...worker, id: "builder:13:CD" }] }));
  const command = call("undrain", "builder");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("builder:12:AB, builder:13:CD");
  expect(center.of("changeWorker")).toEqual([]);
});

test("the queue: what waits, in which place, and why", async () => {
  const why = { code: "no_free_slot" as const, detail: "The one worker is full." };
  center.on("getQueue", () => ({
    waiting: 1,
    running: 2,
    limit: 2,
    oldestQueuedAt: null,
    jobs: [{ ...job, queuedAt: "2026-11-23T09:04:00.000Z", priority: 0, runsOn: [], place: 3, why, startsAbout: null }],
    estimate: null,
    organizations: null,
  }));
  const command = call("queue");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toBe(
    [
      "1 waiting, 2 running of at most 2",
      "PLACE  JOB          WAITS     WHY",
      "3      shop/e2e #7  1 m 00 s  The one worker is full.",
      "",
    ].join("\n"),
  );
});
