import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { createRandom, type Random } from "../simulation/random.ts";
import { until } from "../scenarios/test-center.ts";
import { checkHistory, type ObservedRun } from "./check-history.ts";
import { createInjury } from "./inflict.ts";
import { layouts } from "./layouts.ts";
import type { PlannedFault, PlannedRun } from "./plan.ts";
import { playHistory, registerSuites, suiteFolder } from "./play-history.ts";
import { type RealCenter, startRealCenter } from "./real-center.ts";
import type { RealProcess } from "./real-process.ts";
import { startRealServers } from "./real-servers.ts";

const layout = layouts["several hosts"];
const servers = await startRealServers();
if (servers === null && process.env["CI"]) throw new Error("MongoDB, RabbitMQ or Redis cannot be had here.");
if (servers === null) console.warn("Skipping several hosts: MongoDB, RabbitMQ or Redis cannot be had here.");
const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`several hosts seed ${seed}`);

const leaseMs = 4_000;
/** So many runs at a time: more would measure how fast the stand-in for MongoDB is. */
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

/** A center whose runs are few: the stand-in for MongoDB reads a whole collection for every update. */
async function withCenter(database: string, work: (center: RealCenter) => Promise<void>): Promise<void> {
  const center = await startRealCenter({
    layout,
    folder: await mkdtemp(join(tmpdir(), "aac-hosts-")),
    dockerHost: null,
    servers,
    database,
    settings: { LEASE_MS: String(leaseMs), SHUTDOWN_GRACE_MS: "300", WORKER_CONCURRENCY: "6" },
  });
  try {
    await registerSuites(center.client, { directory: suiteFolder, image: null });
    await work(center);
  } finally {
    await center.stop();
  }
}

const optionsOf = (center: RealCenter, name: string) => ({ center, engine: null, dockerHost: null, name });

describe.skipIf(servers === null)("two producers and three workers", { timeout: 300_000 }, () => {
  afterAll(() => servers?.stop());

  test("a rolling restart of all of them fails no run and loses no line", () =>
    withCenter("rolling", async (center) => {
      const faults: PlannedFault[] = layout.members.map(({ name }, index) => ({
        kind: "restart",
        atMs: 1_000 + index * 2_500,
        member: name,
      }));
      const runs = Array.from({ length: 14 }, (_, index) => ({ ...quiet, atMs: index * 900, lines: 30 }));
      const { observed } = await playHistory({ seed, runs, faults }, optionsOf(center, "rolling"));
      expect(checkHistory(observed)).toEqual([]);
      expect(observed.runs.map(({ run }) => run?.state)).toEqual(runs.map(() => "passed"));
    }));

  test("every server is hurt in every way, one after the other, while runs go on", () =>
    withCenter("hurt", async (center) => {
      const longerThanLease = 1.5 * leaseMs;
      const faults: PlannedFault[] = [
        { kind: "cutLink", atMs: 500, member: "worker 1", server: "broker", forMs: longerThanLease },
        { kind: "killServer", atMs: 1_500, server: "broker", backAfterMs: 2_000 },
        { kind: "flushCache", atMs: 3_000 },
        { kind: "pauseServer", atMs: 9_000, server: "store", forMs: longerThanLease },
        { kind: "killServer", atMs: 10_000, server: "cache", backAfterMs: 1_000 },
        { kind: "cutLink", atMs: 18_000, member: "worker 2", server: "store", forMs: longerThanLease },
        { kind: "cutLink", atMs: 18_500, member: "producer 1", server: "store", forMs: 2_000 },
        { kind: "pauseServer", atMs: 19_000, server: "broker", forMs: longerThanLease },
        { kind: "killServer", atMs: 27_000, server: "store", backAfterMs: 1_000 },
      ];
      const runs = Array.from({ length: 12 }, (_, index) => ({ ...quiet, atMs: index * 2_400 }));
      const { observed, inflicted } = await playHistory({ seed, runs, faults }, optionsOf(center, "hurt"));
      expect(inflicted).toHaveLength(faults.length);
      expect(checkHistory(observed)).toEqual([]);
    }));

  const rounds = 5;
  test.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    `200 runs end once each, with every line, whatever is killed at random: round %i of ${rounds}`,
    (round) => withCenter(`round${round}`, (center) => killAtRandom(center, 200 / rounds, createRandom(seed + round))),
  );

  test("they go on without their broker and their cache, and every worker has its share", () =>
    withCenter("alone", async (center) => {
      await servers!.all.broker.kill();
      await servers!.all.cache.kill();
      try {
        const runs = Array.from({ length: 18 }, () => ({ ...quiet, lines: 20 }));
        const { observed } = await playHistory({ seed, runs, faults: [] }, optionsOf(center, "alone"));
        expect(checkHistory(observed)).toEqual([]);
        expect(workersOf(center, observed.runs)).toEqual(["worker 1", "worker 2", "worker 3"]);
        expect((await center.client.call("health", {})).status).toBe("degraded");
      } finally {
        await servers!.all.broker.start();
        await servers!.all.cache.start();
      }
      await until("all to be well again", async () => (await center.client.call("health", {})).status === "ok");
    }));
});

/** Runs so many, some at a time, while one process after the other is killed, and looks at what came of them. */
async function killAtRandom(center: RealCenter, count: number, random: Random): Promise<void> {
  const injury = createInjury(center, null);
  const over = new AbortController();
  const killing = (async () => {
    while (!over.signal.aborted) {
      // One at a time, so that something answers all the while.
      const member = random.pick(layout.members).name;
      await injury.inflict({ kind: "kill", atMs: 0, member, backAfterMs: random.pick([0, 500, 3_000]) });
      await pause(random.int(1_000, 4_000), undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  const broken: string[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) {
      const run = {
        ...quiet,
        lines: random.pick([0, 5, 20]),
        silenceMs: random.pick([0, 0, 1_000]),
        failed: random.pick([0, 0, 0, 1]),
      };
      const options = { ...optionsOf(center, `many.${index}`), isHurtByOthers: true };
      const { observed } = await playHistory({ seed, runs: [run], faults: [] }, options);
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
  expect([...center.members.values()].flatMap(({ unasked }) => unasked)).toEqual([]);
}

/** The names of the processes that have run them. */
function workersOf(center: RealCenter, runs: readonly ObservedRun[]): string[] {
  const attempts = runs.flatMap(({ run }) => run!.jobs.flatMap((job) => job.attempts));
  const pids = new Set(attempts.map(({ worker }) => Number(worker.split(":")[1])));
  const isAmong = ({ lives }: RealProcess) => lives.some(({ pid }) => pids.has(pid));
  return [...center.members.values()].filter(isAmong).map(({ name }) => name);
}
