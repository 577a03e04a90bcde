import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createMongoStore } from "@aac/adapters/store/mongo";
import type { Store } from "@aac/core";
import { afterAll, describe, expect, test } from "vitest";
import { until } from "../scenarios/test-center.ts";
import { createRandom } from "../simulation/random.ts";
import type { Layout } from "./layouts.ts";
import { type RealCenter, startRealCenter } from "./real-center.ts";
import { startRealServers } from "./real-servers.ts";

// The same promise as tests/simulation/schedules.test.ts keeps in virtual time, by real processes on real servers.

const layout: Layout = {
  members: [1, 2, 3].map((number) => ({ name: `producer ${number}`, role: "producer" })),
  executor: "process",
  smallDisk: false,
  hasServers: true,
};
const servers = await startRealServers();
if (servers === null && process.env["CI"]) throw new Error("MongoDB, RabbitMQ or Redis cannot be had here.");
if (servers === null) console.warn("Skipping schedules on several hosts: a server cannot be had here.");
const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`schedules on several hosts seed ${seed}`);

const database = "schedules";
const scheduleCount = 3;
const minuteMs = 60_000;
/** As many as are caught up. */
const minutesBack = 10;

/** Schedules of every minute, as they would be had the center been away for ten minutes. */
async function makeOverdue(center: RealCenter, store: Store): Promise<void> {
  const { call } = center.client;
  await call("createProject", { body: { slug: "p" } });
  await call("createSuite", { params: { project: "p" }, body: { slug: "s", image: "example.test/none:1" } });
  // No worker is there: runs stay queued, and each cancels the one before it.
  const body = { suite: "s", cron: "* * * * *", overlap: "cancelPrevious", catchUp: "all" } as const;
  for (let number = 1; number <= scheduleCount; number++)
    await call("createSchedule", { params: { project: "p" }, body: { ...body, slug: `every-minute-${number}` } });
  for (const { id, nextAt } of await store.system.schedules.find({ where: {} })) {
    const back = nextAt! - minutesBack * minuteMs;
    await store.system.schedules.update(id, {}, { nextAt: back, dueAt: back });
  }
}

/** Kills one producer after the other, so that something goes on all the while; answers how many times. */
async function killAtRandom(center: RealCenter, signal: AbortSignal): Promise<number> {
  const random = createRandom(seed);
  const members = [...center.members.values()];
  for (let kills = 0; ; kills++) {
    await pause(random.int(100, 1_000));
    if (signal.aborted) return kills;
    const member = random.pick(members);
    await member.signal("SIGKILL");
    await pause(random.int(0, 300));
    await member.start();
  }
}

describe.skipIf(servers === null)("three producers that are killed at random", { timeout: 180_000 }, () => {
  afterAll(() => servers?.stop());

  test("fire each instant of their schedules exactly once", async () => {
    const store = await createMongoStore({ uri: servers!.all.store.url, database });
    const center = await startRealCenter({
      layout,
      folder: await mkdtemp(join(tmpdir(), "aac-schedules-")),
      settings: {},
      dockerHost: null,
      servers,
      database,
    });
    const over = new AbortController();
    let killing: Promise<number> = Promise.resolve(0);
    try {
      const { schedules, firings, runs } = store.system;
      const startedAt = Date.now();
      await makeOverdue(center, store);
      killing = killAtRandom(center, over.signal);
      await until(
        "all instants to be acted on",
        async () => {
          // Each look is work for the store, which is a slow one.
          await pause(300);
          const all = await schedules.find({ where: {} });
          const isCaughtUp = all.every(({ nextAt }) => nextAt! > startedAt);
          return isCaughtUp && (await firings.find({ where: { state: "due" }, limit: 1 })).length === 0;
        },
        120_000,
      );
      over.abort();
      const kills = await killing;
      for (const member of center.members.values()) await member.signal("SIGTERM");

      const fired = await firings.find({ where: { state: "fired" }, limit: 1_000 });
      const triggered = await runs.find({ where: {}, limit: 1_000 });
      expect(triggered.map(({ idempotencyKey }) => idempotencyKey!).toSorted()).toEqual(
        fired.map(({ id }) => `schedule/${id}`).toSorted(),
      );
      expect(new Set(fired.map(({ runId }) => runId)).size).toBe(fired.length);
      for (const { id, nextAt } of await schedules.find({ where: {} })) {
        const instants = (await firings.find({ where: { scheduleId: id }, limit: 100 }))
          .map(({ at }) => at)
          .toSorted((a, b) => a - b);
        const last = nextAt! - minuteMs;
        const first = instants[0]!;
        expect(instants).toEqual(
          Array.from({ length: (last - first) / minuteMs + 1 }, (_, index) => first + index * minuteMs),
        );
        expect(instants.length).toBeGreaterThanOrEqual(minutesBack);
      }
      expect(kills).toBeGreaterThan(0);
      console.info(`${triggered.length} runs of ${scheduleCount} schedules, ${kills} producers killed`);
    } finally {
      over.abort();
      await killing.catch(() => undefined);
      await center.stop();
      await store.close();
    }
  });
});
