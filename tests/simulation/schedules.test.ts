import { NewSchedule, NewSuite, Retention } from "@aac/contract";
import {
  type Center,
  type Couriers,
  createProject,
  createSchedule,
  createSuite,
  Problem,
  readCron,
  type Store,
  centerCaller,
} from "@aac/core";
import { expect, test } from "vitest";
import { startHerald } from "../../apps/server/src/producer/herald.ts";
import { stores } from "./explore.ts";
import { clockBehind, createGate, type Gate, storeBehind } from "./gate.ts";
import { createRandom } from "./random.ts";
import { silentCenter } from "./silent-center.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const base = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`schedules seed ${base}`);

const silent = { result: "taken", detail: "" } as const;
const silentCouriers: Couriers = {
  mailer: { send: async () => silent, check: async () => ({ detail: "" }), close: async () => undefined },
  poster: { post: async () => silent, whyRefused: () => null, close: async () => undefined },
  publicUrl: "http://center.test",
};
const producerCount = 3;
const minuteMs = 60_000;

/**
 * Three producers on one store, each killed and started again at random, paused so that it acts late, with a clock of
 * its own and a store that is slow and sometimes away; answers what was triggered and what should have been.
 */
async function play(seed: number, openStore: () => Promise<Store>) {
  const random = createRandom(seed);
  // Over the hour in which Berlin's clocks are put back.
  const startMs = Date.parse("2026-10-24T23:50:00Z");
  const clock = createVirtualClock(startMs);
  const store = await openStore();
  let serial = 0;
  let isAway = false;
  const way = async () => {
    if (random.chance(0.5)) await clock.sleep(random.int(0, 900));
    if (isAway) throw new Problem("unavailable", "The store does not answer.");
  };
  const centerBehind = (gate: Gate | null, offsetMs: number): Center =>
    silentCenter({
      store: gate ? storeBehind(gate, store, way) : store,
      clock: gate ? clockBehind(gate, clock, () => offsetMs) : clock,
      ids: () => `id${String(++serial).padStart(8, "0")}`,
    });
  const center = centerBehind(null, 0);
  const caller = centerCaller("org", "simulation");
  const retention = Retention.parse({});
  await store.system.organizations.insert({
    id: "org",
    slug: "org",
    name: "Org",
    weight: 1,
    maxConcurrentJobs: null,
    retention,
    createdAt: startMs,
  });
  await createProject(center, caller, { slug: "p", description: "", maxConcurrentJobs: null });
  await createSuite(center, caller, "p", NewSuite.parse({ slug: "s", image: "scripted" }));
  const schedules = [
    { slug: "often", cron: "* * * * *" },
    { slug: "jittery", cron: "*/5 * * * *", jitterSeconds: 120 },
    { slug: "fixed", cron: "30 2 * * *" },
    { slug: "hourly", cron: "0 * * * *", overlap: "cancelPrevious" },
  ].map((given) => NewSchedule.parse({ ...given, suite: "s", timeZone: "Europe/Berlin", catchUp: "all" }));
  for (const schedule of schedules) await createSchedule(center, caller, "p", schedule);

  const gates: Gate[] = [];
  const start = (index: number) => {
    const gate = createGate();
    gates[index] = gate;
    // A clock that differs by a few seconds, as clocks do.
    startHerald(centerBehind(gate, random.int(-3_000, 3_000)), silentCouriers, { random: () => random.next() });
  };
  for (let index = 0; index < producerCount; index++) start(index);
  const lengthMs = 130 * minuteMs;
  const end = startMs + lengthMs;
  const disturb = async (index: number) => {
    while (clock.now() < end - 10 * minuteMs) {
      await clock.sleep(random.int(200, 60_000));
      if (random.chance(0.3)) {
        gates[index]!.pause();
        await clock.sleep(random.int(500, 200_000));
        gates[index]!.resume();
      } else {
        gates[index]!.kill();
        await clock.sleep(random.int(500, 90_000));
        start(index);
      }
    }
  };
  const losing = async () => {
    while (clock.now() < end - 10 * minuteMs) {
      await clock.sleep(random.int(10_000, 300_000));
      isAway = true;
      await clock.sleep(random.int(500, 30_000));
      isAway = false;
    }
  };
  /** Runs end, in place of workers; those of one that queues never go on side by side. */
  const sideBySide: string[] = [];
  const queueing = await store.system.schedules.find({ where: {} });
  const endRuns = async () => {
    while (clock.now() < end) {
      await clock.sleep(random.int(1_000, 20_000));
      const open = await store.system.runs.find({ where: { state: "queued" } });
      for (const { id } of queueing.filter(({ overlap }) => overlap === "queue")) {
        const own = open.filter(({ idempotencyKey }) => idempotencyKey!.startsWith(`schedule/${id}-`));
        if (own.length > 1) sideBySide.push(...own.map(({ idempotencyKey }) => idempotencyKey!));
      }
      for (const { id } of open) await store.system.runs.update(id, { state: "queued" }, { state: "passed" });
    }
  };
  void endRuns();
  for (let index = 0; index < producerCount; index++) void disturb(index);
  void losing();
  await clock.advance(lengthMs);
  for (const gate of gates) gate.kill();
  const checked = await check(store, startMs, end);
  await store.close();
  return { ...checked, sideBySide };
}

/** Every instant that fired not at all, twice, or at a wrong time. */
async function check(store: Store, startMs: number, end: number) {
  const runs = await store.system.runs.find({ where: {} });
  // Within the last minutes some may not be due yet, by jitter or by a clock that is late.
  const settled = end - 5 * minuteMs;
  const triggered = runs.map(({ idempotencyKey }) => idempotencyKey!).toSorted();
  const stored = await store.system.schedules.find({ where: {} });
  const keysUntil = (until: number) =>
    stored.flatMap(({ id, cron, timeZone }) =>
      readCron(cron, timeZone)
        .next(1_000, startMs)
        .filter((at) => at <= until)
        .map((at) => `schedule/${id}-${at}`),
    );
  return { triggered, expected: keysUntil(settled), allowed: keysUntil(end) };
}

const histories = (count: number, store: keyof typeof stores) =>
  Array.from({ length: count }, (_, index) => [base + index, store] as const);

test.each([...histories(16, "memory"), ...histories(4, "sqlite")])(
  "three producers that are killed at random fire each instant exactly once: seed %i, %s",
  async (seed, store) => {
    const { triggered, expected, allowed, sideBySide } = await play(seed, stores[store]);
    expect(sideBySide).toEqual([]);
    expect(new Set(triggered).size).toBe(triggered.length);
    expect(expected.filter((key) => !triggered.includes(key))).toEqual([]);
    expect(triggered.filter((key) => !allowed.includes(key))).toEqual([]);
    expect(expected.length).toBeGreaterThan(140);
  },
);
