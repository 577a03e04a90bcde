import type { Cache, Clock } from "@aac/core";
import { LRUCache } from "lru-cache";

export interface MemoryCacheOptions {
  clock: Clock;
  /** What is used least goes first when there are more. */
  maxEntries?: number;
}

interface Entry {
  value: string;
  endsAt: number;
}

/** The cache of one process. */
export function createMemoryCache({ clock, maxEntries = 100_000 }: MemoryCacheOptions): Cache {
  const entries = new LRUCache<string, Entry>({ max: maxEntries });

  function live(key: string): Entry | null {
    const entry = entries.get(key);
    if (entry && entry.endsAt > clock.now()) return entry;
    entries.delete(key);
    return null;
  }

  return {
    get: async (key) => live(key)?.value ?? null,
    async set(key, value, ttlMs) {
      entries.set(key, { value, endsAt: clock.now() + ttlMs });
    },
    async add(key, value, ttlMs) {
      if (live(key)) return false;
      entries.set(key, { value, endsAt: clock.now() + ttlMs });
      return true;
    },
    async take(key) {
      const entry = live(key);
      entries.delete(key);
      return entry?.value ?? null;
    },
    async increment(key, windowMs) {
      const entry = live(key) ?? { value: "0", endsAt: clock.now() + windowMs };
      const count = Number(entry.value) + 1;
      entries.set(key, { ...entry, value: String(count) });
      return { count, resetsInMs: entry.endsAt - clock.now() };
    },
    async delete(key) {
      entries.delete(key);
    },
    async check() {
      return { detail: `in this process, ${entries.size} entries` };
    },
    async close() {
      entries.clear();
    },
  };
}
