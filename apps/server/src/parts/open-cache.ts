import type { Cache, Clock } from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "../config.ts";

/** A shared cache that is away has this process's own in its stead. */
export async function openCache({ redisUrl }: Config, { clock, log }: { clock: Clock; log: Logger }): Promise<Cache> {
  const { createMemoryCache } = await import("@aac/adapters/cache/memory");
  const local = createMemoryCache({ clock });
  if (redisUrl === null) return local;
  const { createRedisCache } = await import("@aac/adapters/cache/redis");
  const { createFallbackCache } = await import("@aac/adapters/cache/fallback");
  return createFallbackCache({ shared: createRedisCache({ url: redisUrl, log }), local, log });
}
