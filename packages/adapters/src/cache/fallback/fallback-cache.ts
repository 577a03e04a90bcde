import { type Cache, type Log, Problem } from "@aac/core";

export interface FallbackCacheOptions {
  /** Of all producers; it may be away, and then says so soon. */
  shared: Cache;
  /** Of this process; stands in. */
  local: Cache;
  log: Log;
}

/**
 * A shared cache that may be away, with this process's own to stand in for it. While it is away:
 * - counts begin anew and are each process's own, so a limit holds for each producer by itself;
 * - a value that is set is known to this process alone, now and later; what was set before is as if it were not there;
 * - what is deleted may be there again afterwards, until its time is over. So nothing may be kept here whose deletion
 *   must hold: credentials ask the shared cache itself.
 * A value that was being set at the very moment may be in both, and so be taken twice, once in each.
 */
export function createFallbackCache({ shared, local, log }: FallbackCacheOptions): Cache {
  let isAway = false;

  /** What the shared one answers; `otherwise` while it is away. */
  async function ask<T>(command: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    try {
      const answer = await command();
      if (isAway) log.info({}, "the shared cache is back");
      isAway = false;
      return answer;
    } catch (error) {
      if (!(error instanceof Problem && error.code === "unavailable")) throw error;
      if (!isAway) log.warn({ error }, "the shared cache is away: limits are each process's own, sign-in links too");
      isAway = true;
      return otherwise();
    }
  }
  const nothing = async () => null;

  return {
    get: async (key) => (await ask(() => shared.get(key), nothing)) ?? local.get(key),
    set: (key, value, ttlMs) =>
      ask(
        () => shared.set(key, value, ttlMs),
        () => local.set(key, value, ttlMs),
      ),
    async add(key, value, ttlMs) {
      if ((await local.get(key)) !== null) return false;
      return ask(
        () => shared.add(key, value, ttlMs),
        () => local.add(key, value, ttlMs),
      );
    },
    async take(key) {
      const own = await local.take(key);
      return (await ask(() => shared.take(key), nothing)) ?? own;
    },
    increment: (key, windowMs) =>
      ask(
        () => shared.increment(key, windowMs),
        () => local.increment(key, windowMs),
      ),
    async delete(key) {
      await local.delete(key);
      await ask(
        () => shared.delete(key),
        async () => undefined,
      );
    },
    check: () => shared.check(),
    async close() {
      await shared.close();
      await local.close();
    },
  };
}
