import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../simulation/random.ts";
import { until } from "../scenarios/test-center.ts";
import { checkHistory } from "./check-history.ts";
import { createInjury } from "./inflict.ts";
import { layouts } from "./layouts.ts";
import type { PlannedFault, PlannedRun } from "./plan.ts";
import { playHistory, registerSuites, suiteFolder } from "./play-history.ts";
import { type RealCenter, startRealCenter } from "./real-center.ts";
import { startRealServers } from "./real-servers.ts";

const layout = layouts["several hosts"];
const servers = await startRealServers();
if (servers === null && process.env["CI"]) throw new Error("MongoDB, RabbitMQ or Redis cannot be had here.");
if (servers === null) console.warn("Skipping several hosts: MongoDB, RabbitMQ or Redis cannot be had here.");
const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`several hosts seed ${seed}`);

/** So many runs at a time: more would measure how fast the store stand-in is. */
const lanes = 8;

const quiet: PlannedRun = {
  atMs: 0,
  shards: 1,
  lines: 40,
  burst: 1,
  pauseMs: 100,
  silenceMs: 0,
  passed: 3,
  failed: 0,
  leavesDaemon: false,
  ignoresTerm: false,
  isTooLong: false,
  cancelAtMs: null,
};

describe.skipIf(servers === null)("two producers and three workers", { timeout: 600_000 }, () => {
  let center: RealCenter;
  beforeAll(async () => {
    center = await startRealCenter({
      layout,
      folder: await mkdtemp(join(tmpdir(), "aac-hosts-")),
      dockerHost: null,
      servers,
      settings: { LEASE_MS: "4000", SHUTDOWN_GRACE_MS: "300", WORKER_CONCURRENCY: "6" },
    });
    await registerSuites(center.client, { directory: suiteFolder, image: null });
  });
  afterAll(async () => {
    await center?.stop();
    await servers?.stop();
  });

  test("a rolling restart of all of them fails no run and loses no line", async () => {
    const faults: PlannedFault[] = layout.members.map(({ name }, index) => ({
      kind: "restart",
      atMs: 1_000 + index * 2_500,
      member: name,
    }));
    const runs = Array.from({ length: 14 }, (_, index) => ({ ...quiet, atMs: index * 900, lines: 30 }));
    const { observed } = await playHistory({ seed, runs, faults }, options("rolling"));
    expect(checkHistory(observed)).toEqual([]);
    expect(observed.runs.map(({ run }) => run?.state)).toEqual(runs.map(() => "passed"));
  });

  test("200 runs end once each, with every line, whatever is killed at random", async () => {
    const random = createRandom(seed);
    const runs = Array.from({ length: 200 }, () => ({
      ...quiet,
      lines: random.pick([0, 5, 20]),
      silenceMs: random.pick([0, 0, 1_000]),
      failed: random.pick([0, 0, 0, 1]),
    }));
    const injury = createInjury(center, null);
    const over = new AbortController();
    const killing = (async () => {
      while (!over.signal.aborted) {
        // One at a time, so that something answers all the while.
        const member = random.pick(layout.members).name;
        await injury.inflict({ kind: "kill", atMs: 0, member, backAfterMs: random.pick([0, 500, 3_000]) });
        await pause(random.int(1_000, 6_000), undefined, { signal: over.signal }).catch(() => undefined);
      }
    })();
    const broken: string[] = [];
    let next = 0;
    const lane = async () => {
      for (let index = next++; index < runs.length; index = next++) {
        const plan = { seed, runs: [runs[index]!], faults: [] };
        const { observed } = await playHistory(plan, { ...options(`many.${index}`), isHurtByOthers: true });
        broken.push(...checkHistory({ ...observed, faults: ["kill"] }));
      }
    };
    try {
      await Promise.all(Array.from({ length: lanes }, lane));
    } finally {
      over.abort();
      await killing;
    }
    expect(broken).toEqual([]);
    expect(
      center.members
        .values()
        .flatMap(({ unasked }) => unasked)
        .toArray(),
    ).toEqual([]);
  });

  test("it is run by those that are there: every worker has its share, and every producer answers", async () => {
    const { items } = await center.client.call("listRuns", { query: { limit: 500 } });
    const whole = await Promise.all(
      items.slice(0, 60).map(({ id }) => center.client.call("getRun", { params: { run: id } })),
    );
    const workers = new Set(
      whole.flatMap(({ jobs }) => jobs.flatMap(({ attempts }) => attempts.map(({ worker }) => worker))),
    );
    const pids = new Set([...workers].map((worker) => Number(worker.split(":")[1])));
    const served = center.members
      .values()
      .filter(({ name, lives }) => name.startsWith("worker") && lives.some(({ pid }) => pids.has(pid)));
    expect([...served].map(({ name }) => name).toSorted()).toEqual(["worker 1", "worker 2", "worker 3"]);
  });

  test("it goes on without its broker and without its cache", async () => {
    await servers!.all.broker.kill();
    await servers!.all.cache.kill();
    try {
      const runs = Array.from({ length: 3 }, () => ({ ...quiet, lines: 10 }));
      const { observed } = await playHistory({ seed, runs, faults: [] }, options("alone"));
      expect(checkHistory(observed)).toEqual([]);
      await until("producers to be ready all the same", async () => {
        const health = await center.client.call("health", {});
        return health.status === "degraded" && health;
      });
    } finally {
      await servers!.all.broker.start();
      await servers!.all.cache.start();
    }
    await until("all to be well again", async () => (await center.client.call("health", {})).status === "ok");
  });

  function options(name: string) {
    return { center, engine: null, dockerHost: null, name };
  }
});
