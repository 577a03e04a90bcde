import { type Cache, type Log, Problem, silentLog } from "@aac/core";
import { cacheConformance } from "@aac/core/conformance";
import { expect, test, vi } from "vitest";
import { createMemoryCache } from "../memory/memory-cache.ts";
import { createFallbackCache } from "./fallback-cache.ts";

function createClock() {
  let now = 1_790_000_000_000;
  return {
    now: () => now,
    sleep: async () => undefined,
    advance: async (ms: number) => {
      now += ms;
    },
  };
}

/** A shared cache that can be taken away; `fallback` makes another process's view of it. */
function setUp({ isAway = false } = {}) {
  const clock = createClock();
  const state = { isAway };
  const real = createMemoryCache({ clock });
  const shared = new Proxy(real, {
    get: (target, name: keyof Cache) => (name === "close" || !state.isAway ? target[name] : refuse),
  });
  const log = { ...silentLog, warn: vi.fn<Log["warn"]>(), info: vi.fn<Log["info"]>() };
  const fallback = () => createFallbackCache({ shared, local: createMemoryCache({ clock }), log });
  return { clock, state, log, fallback };
}

async function refuse(): Promise<never> {
  throw new Problem("unavailable", "Redis does not answer.");
}

cacheConformance("a fallback whose shared cache is there", async () => {
  const { clock, fallback } = setUp();
  const cache = fallback();
  return { cache, advance: clock.advance, dispose: () => cache.close() };
});

cacheConformance("a fallback whose shared cache is away", async () => {
  const { clock, fallback } = setUp({ isAway: true });
  const cache = fallback();
  return { cache: { ...cache, check: async () => ({ detail: "away" }) }, advance: clock.advance, dispose: cache.close };
});

test("counts are shared while the shared cache is there, and each process's own while it is away", async () => {
  const { state, fallback } = setUp();
  const [one, other] = [fallback(), fallback()];
  const count = async (cache: Cache) => (await cache.increment("k", 60_000)).count;
  expect([await count(one), await count(other)]).toEqual([1, 2]);
  state.isAway = true;
  expect([await count(one), await count(one), await count(other)]).toEqual([1, 2, 1]);
  state.isAway = false;
  expect([await count(one), await count(other)]).toEqual([3, 4]);
});

test("a code made while it is away works once, also when it is back, for the process that made it", async () => {
  const { state, fallback } = setUp({ isAway: true });
  const [one, other] = [fallback(), fallback()];
  await one.set("code", "caller", 60_000);
  state.isAway = false;
  expect(await other.take("code")).toBeNull();
  expect(await one.take("code")).toBe("caller");
  expect(await one.take("code")).toBeNull();
});

test("a code made before is not there while it is away, and works once when it is back", async () => {
  const { state, fallback } = setUp();
  const [one, other] = [fallback(), fallback()];
  await one.set("code", "caller", 60_000);
  state.isAway = true;
  expect(await one.take("code")).toBeNull();
  state.isAway = false;
  expect([await other.take("code"), await one.take("code")]).toEqual(["caller", null]);
});

test("says once that it is away, and once that it is back", async () => {
  const { state, log, fallback } = setUp();
  const cache = fallback();
  for (const isAway of [true, false, true]) {
    state.isAway = isAway;
    for (let i = 0; i < 3; i++) await cache.increment("k", 60_000);
  }
  expect(log.warn).toHaveBeenCalledTimes(2);
  expect(log.info).toHaveBeenCalledTimes(1);
});

test("check tells of the shared one", async () => {
  const { state, fallback } = setUp();
  const cache = fallback();
  state.isAway = true;
  await expect(cache.check()).rejects.toMatchObject({ code: "unavailable" });
});

test("what is not the cache's being away is thrown on", async () => {
  const { fallback } = setUp();
  const broken = createMemoryCache({ clock: createClock() });
  broken.get = () => Promise.reject(new TypeError("a mistake of ours"));
  const cache = createFallbackCache({ shared: broken, local: fallback(), log: silentLog });
  await expect(cache.get("k")).rejects.toThrow("a mistake of ours");
});
