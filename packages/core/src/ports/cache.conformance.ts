import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Cache } from "./cache.ts";

export interface CacheUnderTest {
  /** Empty. */
  cache: Cache;
  /** Lets time pass: by a clock of one's own, or by waiting. */
  advance: (ms: number) => Promise<void>;
  dispose: () => Promise<void>;
}

/** Proves that an adapter keeps the promises of the cache port. `make` is called once for every test. */
export function cacheConformance(name: string, make: () => Promise<CacheUnderTest>): void {
  describe(`${name} is a cache`, () => {
    let cache: Cache;
    let advance: (ms: number) => Promise<void>;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ cache, advance, dispose } = await make());
    });
    afterEach(() => dispose());

    test("gives what was set last, and null where nothing was", async () => {
      expect(await cache.get("k")).toBeNull();
      await cache.set("k", "one", 60_000);
      await cache.set("k", "two", 60_000);
      await cache.set("K", "ünï 東京 \u0000", 60_000);
      await cache.set("", "", 60_000);
      expect(await cache.get("k")).toBe("two");
      expect(await cache.get("K")).toBe("ünï 東京 \u0000");
      expect(await cache.get("")).toBe("");
    });

    test("keeps a value as long as it was told, and no longer", async () => {
      await cache.set("short", "a", 300);
      await cache.set("long", "b", 60_000);
      await advance(50);
      expect(await cache.get("short")).toBe("a");
      await advance(300);
      expect(await cache.get("short")).toBeNull();
      expect(await cache.get("long")).toBe("b");
    });

    test("setting again begins the time anew", async () => {
      await cache.set("k", "a", 300);
      await advance(200);
      await cache.set("k", "b", 300);
      await advance(200);
      expect(await cache.get("k")).toBe("b");
    });

    test("add sets where nothing is, or nothing any more, and changes nothing elsewhere", async () => {
      expect(await cache.add("k", "a", 300)).toBe(true);
      await advance(200);
      expect(await cache.add("k", "b", 60_000)).toBe(false);
      expect(await cache.get("k")).toBe("a");
      await advance(200);
      expect(await cache.get("k")).toBeNull();
      expect(await cache.add("k", "c", 60_000)).toBe(true);
      await cache.set("k", "d", 60_000);
      expect(await cache.get("k")).toBe("d");
    });

    test("of many that add at once, one is told that it did", async () => {
      const added = await Promise.all(Array.from({ length: 50 }, (_, i) => cache.add("k", String(i), 60_000)));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await cache.get("k")).toBe(String(added.indexOf(true)));
    });

    test("take gives a value once", async () => {
      await cache.set("k", "a", 60_000);
      expect(await cache.take("k")).toBe("a");
      expect(await cache.take("k")).toBeNull();
      expect(await cache.get("k")).toBeNull();
      await cache.set("ended", "a", 100);
      await advance(150);
      expect(await cache.take("ended")).toBeNull();
    });

    test("of many that take at once, one gets the value", async () => {
      await cache.set("k", "a", 60_000);
      const taken = await Promise.all(Array.from({ length: 50 }, () => cache.take("k")));
      expect(taken.filter((value) => value !== null)).toEqual(["a"]);
    });

    test("delete removes; deleting what is not there is fine", async () => {
      await cache.set("k", "a", 60_000);
      await cache.delete("k");
      await cache.delete("k");
      expect(await cache.get("k")).toBeNull();
      await cache.increment("count", 60_000);
      await cache.delete("count");
      expect((await cache.increment("count", 60_000)).count).toBe(1);
    });

    test("increment counts within a window that begins with the first and does not move", async () => {
      const first = await cache.increment("k", 1000);
      expect(first.count).toBe(1);
      expect(first.resetsInMs).toBeGreaterThan(0);
      expect(first.resetsInMs).toBeLessThanOrEqual(1000);
      await advance(400);
      const second = await cache.increment("k", 1000);
      expect(second.count).toBe(2);
      expect(second.resetsInMs).toBeGreaterThan(0);
      expect(second.resetsInMs).toBeLessThanOrEqual(600);
      await advance(700);
      expect((await cache.increment("k", 1000)).count).toBe(1);
    });

    test("100 increments at once count to 100", async () => {
      const counts = await Promise.all(Array.from({ length: 100 }, () => cache.increment("k", 60_000)));
      expect(counts.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 100 }, (_, i) => i + 1),
      );
    });

    test("keys do not meet", async () => {
      await cache.increment("a", 60_000);
      expect((await cache.increment("b", 60_000)).count).toBe(1);
    });

    test("check tells what it is, and closing may be done twice", async () => {
      expect((await cache.check()).detail).toMatch(/\w/);
      await cache.close();
      await cache.close();
    });
  });
}
