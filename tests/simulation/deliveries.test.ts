import { createMemoryStore } from "@aac/adapters/store/memory";
import { NewChannel, NewNoticeRule } from "@aac/contract";
import {
  type Center,
  type Couriers,
  createChannel,
  createNoticeRule,
  keptWhole,
  noTotals,
  type Post,
  Problem,
  type Receipt,
  type RunRecord,
  type Store,
  centerCaller,
} from "@aac/core";
import { describe, expect, test } from "vitest";
import { startCourier } from "../../apps/server/src/producer/courier.ts";
import { startHerald } from "../../apps/server/src/producer/herald.ts";
import { stores } from "./explore.ts";
import { clockBehind, createGate, type Gate, storeBehind } from "./gate.ts";
import { createRandom } from "./random.ts";
import { silentCenter } from "./silent-center.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const base = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`deliveries seed ${base}`);

const startMs = Date.UTC(2026, 0, 1);
const caller = centerCaller("org", "simulation");
const hourMs = 3_600_000;

/** What a receiver does, by its host. */
type Answers = Record<string, (signal: AbortSignal, count: number) => Promise<Receipt>>;
const taken: Receipt = { result: "taken", detail: "Taken." };
const later: Receipt = { result: "later", detail: "Later.", retryAfterMs: null };
const hang = (signal: AbortSignal) =>
  new Promise<Receipt>((resolve) => signal.addEventListener("abort", () => resolve(later), { once: true }));

function prepare(answers: Answers, store: Store = createMemoryStore()) {
  const clock = createVirtualClock(startMs);
  let serial = 0;
  const center = silentCenter({ store, clock, ids: () => `id${String(++serial).padStart(8, "0")}` });
  const posts: { host: string; id: string; at: number }[] = [];
  const couriers = (gate?: Gate): Couriers => ({
    mailer: { send: async () => taken, check: async () => ({ detail: "" }), close: async () => undefined },
    poster: {
      async post({ id, url }: Post, signal) {
        const { host } = new URL(url);
        const ask = async () => {
          posts.push({ host, id, at: clock.now() });
          return answers[host]!(signal, posts.filter((post) => post.id === id).length);
        };
        return gate ? gate.pass(ask) : ask();
      },
      whyRefused: () => null,
      close: async () => undefined,
    },
    publicUrl: "http://center.test",
  });
  const setUp = async () => {
    const hosts = Object.keys(answers);
    for (const slug of hosts) {
      const channel = NewChannel.parse({ slug, kind: "webhook", url: `https://${slug}/hook` });
      await createChannel(center, caller, channel, couriers().poster);
    }
    await createNoticeRule(center, caller, NewNoticeRule.parse({ name: "All", channels: hosts }));
  };
  let number = 0;
  const endRun = () =>
    store.system.runs.insert(failedRun(`run${String(++number).padStart(4, "0")}`, number, clock.now()));
  const states = async (host: string) => {
    const all = await store.system.deliveries.find({ where: {} });
    return all.filter(({ to }) => to === host).map(({ state }) => state);
  };
  return { clock, store, center, posts, couriers, setUp, endRun, states };
}

/** A run as its end leaves it. */
const failedRun = (id: string, number: number, at: number): RunRecord =>
  ({
    id,
    number,
    orgId: "org",
    projectId: "p",
    projectSlug: "p",
    suiteSlug: "s",
    suite: { name: "s" },
    folder: "all",
    trigger: { kind: "api", by: null },
    branch: null,
    environmentSlug: null,
    commit: null,
    labels: [],
    rerunOf: null,
    shards: 1,
    state: "failed",
    verdict: "failed",
    reason: null,
    totals: noTotals,
    createdAt: at,
    startedAt: at,
    finishedAt: at,
    noticesDue: true,
    revision: 2,
    ...keptWhole,
  }) as unknown as RunRecord;

describe("a courier", () => {
  test("a receiver that hangs delays no other, and takes no more than its places", async () => {
    const { clock, center, posts, couriers, setUp, endRun, states } = prepare({ hangs: hang, good: async () => taken });
    await setUp();
    for (let index = 0; index < 300; index++) await endRun();
    const herald = startHerald(center, couriers());
    await clock.advance(30_000);
    expect(await states("good")).toEqual(Array.from({ length: 300 }, () => "delivered"));
    expect(Math.max(...posts.filter(({ host }) => host === "good").map(({ at }) => at)) - startMs).toBeLessThan(8_000);
    // Four at a time, each given up after 15 s.
    expect(posts.filter(({ host }) => host === "hangs").length).toBeLessThanOrEqual(12);
    const stopping = herald.stop();
    await clock.advance(60_000);
    await stopping;
  });

  test("what fails is tried again with growing waits, and given up within a day", async () => {
    const { clock, center, posts, couriers, setUp, endRun, states } = prepare({ fails: async () => later });
    await setUp();
    await endRun();
    const herald = startHerald(center, couriers(), { everyMs: 20_000 });
    await clock.advance(25 * hourMs);
    expect(await states("fails")).toEqual(["failed"]);
    const waits = posts.slice(1).map(({ at }, index) => at - posts[index]!.at);
    expect(posts).toHaveLength(11);
    expect(waits.map((wait) => wait > 0)).not.toContain(false);
    expect(waits.at(-1)).toBeGreaterThan(9 * hourMs);
    expect(posts.at(-1)!.at - startMs).toBeLessThan(24.5 * hourMs);
    expect(new Set(posts.map(({ id }) => id)).size).toBe(1);
    const stopping = herald.stop();
    await clock.advance(60_000);
    await stopping;
  });

  test("what failed and then is taken is delivered", async () => {
    const answers: Answers = { flaky: async (_, count) => (count < 4 ? later : taken) };
    const { clock, center, posts, couriers, setUp, endRun, states } = prepare(answers);
    await setUp();
    await endRun();
    const herald = startHerald(center, couriers());
    await clock.advance(hourMs / 3);
    expect([await states("flaky"), posts.length]).toEqual([["delivered"], 4]);
    const stopping = herald.stop();
    await clock.advance(60_000);
    await stopping;
  });

  test("runs of which no deliveries can be made keep none of the others waiting, however many they are", async () => {
    const { clock, store, center, couriers, setUp, endRun, states } = prepare({ good: async () => taken });
    await setUp();
    for (let index = 0; index < 250; index++) {
      const broken = { ...failedRun(`broken-${String(index).padStart(4, "0")}`, 1, clock.now()), suite: null };
      await store.system.runs.insert(broken as unknown as RunRecord);
    }
    await endRun();
    const herald = startHerald(center, couriers());
    await clock.advance(10_000);
    expect(await states("good")).toEqual(["delivered"]);
    expect(await store.system.runs.find({ where: { noticesDue: true }, limit: 1_000 })).toHaveLength(250);
    const stopping = herald.stop();
    await clock.advance(60_000);
    await stopping;
  });

  test("stopping waits a little for what is under way, and stopping twice is fine", async () => {
    const { clock, store, center, couriers, setUp, endRun } = prepare({
      slow: async () => (await clock.sleep(4_000), taken),
      hangs: hang,
    });
    await setUp();
    await endRun();
    const herald = startHerald(center, couriers());
    await clock.advance(2_000);
    const courier = startCourier(center, couriers(), { pollMs: 500 });
    const stopping = Promise.all([herald.stop(), herald.stop(), courier.stop()]);
    await clock.advance(4_000);
    await stopping;
    const ends = (await store.system.deliveries.find({ where: {} })).map(({ to, state, tries }) => [
      to,
      state,
      tries.length,
    ]);
    expect(ends.toSorted(([a = ""], [b = ""]) => (a < b ? -1 : 1))).toEqual([
      ["hangs", "due", 1],
      ["slow", "delivered", 1],
    ]);
  });
});

/** Three producers, killed and paused at random, with a store that is slow and sometimes away. */
async function play(seed: number, openStore: () => Promise<Store>) {
  const random = createRandom(seed);
  const answers: Answers = {
    good: async () => (await clock.sleep(random.int(0, 3_000)), taken),
    flaky: async (_, count) => (count <= 3 && random.chance(0.5) ? later : taken),
    hangs: hang,
  };
  const { clock, store, posts, couriers, setUp, endRun, states } = prepare(answers, await openStore());
  await setUp();
  let isAway = false;
  let serial = 0;
  const way = async () => {
    if (random.chance(0.3)) await clock.sleep(random.int(0, 500));
    if (isAway) throw new Problem("unavailable", "The store does not answer.");
  };
  const gates: Gate[] = [];
  const start = (index: number) => {
    const gate = createGate();
    gates[index] = gate;
    const seen: Center = silentCenter({
      store: storeBehind(gate, store, way),
      clock: clockBehind(gate, clock, () => 0),
      ids: () => `p${String(++serial).padStart(8, "0")}`,
    });
    startHerald(seen, couriers(gate), { random: () => random.next() });
  };
  for (let index = 0; index < 3; index++) start(index);
  const troubleMs = 10 * 60_000;
  const isTrouble = () => clock.now() < startMs + troubleMs;
  const disturb = async (index: number) => {
    while (isTrouble()) {
      await clock.sleep(random.int(200, 40_000));
      if (random.chance(0.3)) {
        gates[index]!.pause();
        await clock.sleep(random.int(500, 120_000));
        gates[index]!.resume();
      } else {
        gates[index]!.kill();
        await clock.sleep(random.int(500, 40_000));
        start(index);
      }
    }
  };
  const losing = async () => {
    while (isTrouble()) {
      await clock.sleep(random.int(10_000, 100_000));
      isAway = true;
      await clock.sleep(random.int(500, 20_000));
      isAway = false;
    }
  };
  const ending = async () => {
    for (let count = 0; count < 40; count++) {
      await endRun();
      await clock.sleep(random.int(0, 20_000));
    }
  };
  for (let index = 0; index < 3; index++) void disturb(index);
  void losing();
  void ending();
  await clock.advance(troubleMs + 60 * 60_000);
  for (const gate of gates) gate.kill();
  const ends = { good: await states("good"), flaky: await states("flaky"), hangs: await states("hangs"), posts };
  await store.close();
  return ends;
}

const histories = (count: number, store: keyof typeof stores) =>
  Array.from({ length: count }, (_, index) => [base + index, store] as const);

test.each([...histories(9, "memory"), ...histories(3, "sqlite")])(
  "producers that are killed at random lose no notice, and make each delivery once: seed %i, %s",
  async (seed, store) => {
    const { good, flaky, hangs, posts } = await play(seed, stores[store]);
    const all = Array.from({ length: 40 }, () => "delivered");
    expect({ good, flaky }).toEqual({ good: all, flaky: all });
    expect(hangs).toHaveLength(40);
    const ids = posts.filter(({ host }) => host === "good").map(({ id }) => id);
    expect(new Set(ids).size).toBe(40);
    // Who dies between telling and noting that it was told leads to a second try, under the same id.
    expect(ids.length).toBeLessThan(120);
  },
);
