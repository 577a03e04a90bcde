import { createMemoryStore } from "@aac/adapters/store/memory";
import { createSystemClock } from "@aac/adapters/clock/system";
import { beforeEach, describe, expect, test } from "vitest";
import { checkRollups } from "../../../../tests/simulation/check-rollups.ts";
import { createRandom } from "../../../../tests/simulation/random.ts";
import { silentCenter } from "../../../../tests/simulation/silent-center.ts";
import type { Store } from "../ports/store.ts";
import { tenantView } from "../ports/tenant-view.ts";
import type { Center } from "./center.ts";
import { forgetInTrack, forgetResults } from "./forget-history.ts";
import { noon, storeEndedRun } from "./history.fixture.ts";
import { isHistoryDue, keepHistory } from "./keep-history.ts";

const clock = createSystemClock();
const open = (store: Store): Center => silentCenter({ store, clock, ids: () => crypto.randomUUID() });
let store: Store;
let center: Center;
beforeEach(async () => {
  store = createMemoryStore();
  center = open(store);
  await store.system.projects.insert({
    id: "checkout",
    orgId: "acme",
    slug: "checkout",
    name: "Checkout",
    description: "",
    maxConcurrentJobs: null,
    createdAt: 0,
    updatedAt: 0,
  });
});

/** Ten runs of two days, two branches and three tests, some of which fail. */
async function storeRuns() {
  for (let index = 0; index < 10; index++) {
    const status = index % 3 === 0 ? "failed" : "passed";
    const results = [
      { name: "adds", durationMs: index },
      { name: "pays", status } as const,
      { name: "pays" },
      ...(index > 5 ? [{ name: "ships" }] : []),
    ];
    const createdAt = noon + (index > 6 ? 24 * 3_600_000 : 0);
    await storeEndedRun(center, `run${index}`, results, {
      createdAt,
      startedAt: createdAt,
      finishedAt: createdAt + 1_000 * (index + 1),
      branch: index % 2 === 0 ? "main" : "next",
    });
  }
  await storeEndedRun(center, "run-cancelled", [{ name: "adds", status: "failed" }], { verdict: "cancelled" });
}

/** A store that answers sooner or later, so that who works on it side by side does not go in step. */
function uneven(of: Store, seed: number): Store {
  const random = createRandom(seed);
  const pause = async () => {
    const turns = random.chance(0.1) ? random.int(50, 500) : random.int(0, 5);
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  };
  const slow =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A) => {
      await pause();
      const answer = await work(...args);
      await pause();
      return answer;
    };
  const system = Object.fromEntries(
    Object.entries(of.system).map(([noun, all]) => [
      noun,
      Object.fromEntries(Object.entries(all).map(([verb, work]) => [verb, slow(work as () => Promise<unknown>)])),
    ]),
  ) as unknown as Store["system"];
  return { ...of, system, tenant: (orgId) => tenantView(system, orgId) };
}

/** A store whose process dies with the write of this number: before it, or once it is stored. */
function dying(after: number, when: "before" | "after"): Store {
  let writes = 0;
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    const isLast = ++writes === after;
    if (writes > after || (isLast && when === "before")) throw new Error("The process is dead");
    const done = await work();
    if (isLast) throw new Error("The process is dead");
    return done;
  };
  const system = Object.fromEntries(
    Object.entries(store.system).map(([noun, all]) => [
      noun,
      {
        ...all,
        insert: (document: never) => write(() => all.insert(document)),
        insertMany: (documents: never) => write(() => all.insertMany(documents)),
        update: (id: string, condition: never, change: never) =>
          write<unknown>(() => all.update(id, condition, change)),
      },
    ]),
  ) as unknown as Store["system"];
  return { ...store, system, tenant: (orgId) => tenantView(system, orgId) };
}

describe("histories are what the runs are", () => {
  test("whatever is done again, by however many at once", async () => {
    await storeRuns();
    expect(await isHistoryDue(center)).toBe(true);
    await Promise.all(Array.from({ length: 5 }, (_, seed) => keepHistory(open(uneven(store, seed)))));
    expect(await keepHistory(center)).toBe(0);
    expect(await isHistoryDue(center)).toBe(false);
    expect(await checkRollups(store)).toEqual([]);
    const [first, second] = await store.system.daysOfRuns.find({ where: {}, orderBy: ["projectId", "day"] });
    expect(first).toMatchObject({ runs: 8, passed: 4, failed: 3, cancelled: 1, timedRuns: 7, durationMs: 28_000 });
    expect(second).toMatchObject({ runs: 3, failed: 1 });
  });

  test.each(["before", "after"] as const)("when the process dies %s any of its writes", async (when) => {
    await storeRuns();
    for (let after = 1; ; after++) {
      await Promise.all([keepHistory(open(dying(after, when))), keepHistory(open(dying(after + 2, when)))]);
      if (!(await isHistoryDue(center))) break;
      expect(after).toBeLessThan(500);
    }
    expect(await checkRollups(store)).toEqual([]);
  });

  /** Who is about to write a day when another comes and counts all of the runs. */
  const overtaken = (isCareful: boolean): Center => {
    const { daysOfRuns } = store.system;
    let isFirst = true;
    const update: typeof daysOfRuns.update = async (id, when, change) => {
      if (isFirst) await keepHistory(center);
      isFirst = false;
      return daysOfRuns.update(id, isCareful ? when : {}, change);
    };
    return open({ ...store, system: { ...store.system, daysOfRuns: { ...daysOfRuns, update } } });
  };

  test("when one is overtaken by another", async () => {
    await storeRuns();
    await keepHistory(overtaken(true));
    expect(await checkRollups(store)).toEqual([]);
  });

  test("and who then writes without looking is found out", async () => {
    await storeRuns();
    await keepHistory(overtaken(false));
    expect(await checkRollups(store)).not.toEqual([]);
  });
});

test("a test knows since when it fails and when it last passed, in whichever order its runs are told", async () => {
  await storeEndedRun(center, "r5", [{ name: "pays", status: "failed" }]);
  await storeEndedRun(center, "r2", [{ name: "pays", status: "failed" }]);
  await keepHistory(center);
  await storeEndedRun(center, "r3", [{ name: "pays" }]);
  await storeEndedRun(center, "r4", [{ name: "pays", status: "failed" }]);
  await keepHistory(center);
  const [known] = await store.system.tests.find({ where: {} });
  expect(known).toMatchObject({ failingSince: "r4", lastPassed: "r3", lastFailed: "r5", status: "failed" });
  const [track] = await store.system.tracks.find({ where: {} });
  expect(track).toMatchObject({ redSince: "r4", lastPassed: "r3", isRed: true });
});

test("what a test has failed since is known when the first failure is no longer among its newest outcomes", async () => {
  await storeEndedRun(center, "r00", [{ name: "pays" }]);
  for (let index = 1; index < 40; index++)
    await storeEndedRun(center, `r${String(index).padStart(2, "0")}`, [{ name: "pays", status: "failed" }]);
  await keepHistory(center);
  const [known] = await store.system.tests.find({ where: {} });
  expect(known).toMatchObject({ failingSince: "r01", lastPassed: "r00" });
  expect(known!.outcomes).toHaveLength(20);
});

test("what is deleted is forgotten: its outcome, and with the last outcome the test", async () => {
  const first = await storeEndedRun(center, "r1", [{ name: "pays" }, { name: "left" }]);
  const second = await storeEndedRun(center, "r2", [{ name: "pays", status: "failed" }]);
  await keepHistory(center);
  await forgetResults(center, second);
  await forgetInTrack(center, second);
  const [pays] = await store.system.tests.find({ where: { text: { contains: ["pays"] } } });
  expect(pays).toMatchObject({ status: "passed", failingSince: null, lastFailed: null });
  expect(await store.system.tracks.find({ where: {} })).toMatchObject([{ isRed: false, redSince: null }]);
  await forgetResults(center, first);
  await forgetInTrack(center, first);
  expect(await store.system.tests.count({})).toBe(0);
  expect(await store.system.tracks.count({})).toBe(0);
});

test("a run that is deleted while it is added leaves nothing behind", async () => {
  const run = await storeEndedRun(center, "r1", [{ name: "pays" }]);
  const { daysOfRuns } = store.system;
  const system = {
    ...store.system,
    daysOfRuns: {
      ...daysOfRuns,
      async get(id: string) {
        await store.system.runs.delete(run.id);
        return daysOfRuns.get(id);
      },
    },
  };
  await keepHistory(open({ ...store, system }));
  expect(await store.system.tests.count({})).toBe(0);
  expect(await store.system.tracks.count({})).toBe(0);
});

test("runs of a deleted project are in no history", async () => {
  await storeEndedRun(center, "r1", [{ name: "pays" }]);
  await store.system.projects.delete("checkout");
  await keepHistory(center);
  expect(await isHistoryDue(center)).toBe(false);
  for (const noun of ["tests", "tracks", "daysOfRuns"] as const) expect(await store.system[noun].count({})).toBe(0);
});
