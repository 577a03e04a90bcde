import { cacheConformance } from "@aac/core/conformance";
import { expect, test } from "vitest";
import { createMemoryCache } from "./memory-cache.ts";

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

cacheConformance("the memory cache", async () => {
  const clock = createClock();
  const cache = createMemoryCache({ clock });
  return { cache, advance: clock.advance, dispose: () => cache.close() };
});

test("keeps no more entries than it was told: what was used least goes", async () => {
  const cache = createMemoryCache({ clock: createClock(), maxEntries: 3 });
  for (const key of ["a", "b", "c"]) await cache.set(key, key, 60_000);
  await cache.get("a");
  await cache.set("d", "d", 60_000);
  expect(await Promise.all(["a", "b", "c", "d"].map((key) => cache.get(key)))).toEqual(["a", null, "c", "d"]);
});

test("a value ends exactly when its time is over", async () => {
  const clock = createClock();
  const cache = createMemoryCache({ clock });
  await cache.set("k", "v", 1000);
  expect(await cache.increment("count", 1000)).toEqual({ count: 1, resetsInMs: 1000 });
  await clock.advance(999);
  expect(await cache.get("k")).toBe("v");
  expect(await cache.increment("count", 1000)).toEqual({ count: 2, resetsInMs: 1 });
  await clock.advance(1);
  expect(await cache.get("k")).toBeNull();
  expect(await cache.increment("count", 1000)).toEqual({ count: 1, resetsInMs: 1000 });
});
