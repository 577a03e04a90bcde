import type { Cache, Clock } from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "../config.ts";

export interface OpenedCache {
  /** What is to be used: a shared cache that is away has this process's own in its stead. */
  cache: Cache;
  /** The shared one itself, for what must not be answered by another; null where there is none. Closed with `cache`. */
  shared: Cache | null;
}

export async function openCache(
  { redisUrl }: Config,
  { clock, log }: { clock: Clock; log: Logger },
): Promise<OpenedCache> {
  const { createMemoryCache } = await import("@aac/adapters/cache/memory");
  const local = createMemoryCache({ clock });
  if (redisUrl === null) return { cache: local, shared: null };
  const { createRedisCache } = await import("@aac/adapters/cache/redis");
  const { createFallbackCache } = await import("@aac/adapters/cache/fallback");
  const shared = createRedisCache({ url: redisUrl, log });
  return { cache: createFallbackCache({ shared, local, log }), shared };
}
