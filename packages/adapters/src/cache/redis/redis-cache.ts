import { type Cache, type Log, Problem } from "@aac/core";
import { Redis } from "ioredis";

export interface RedisCacheOptions {
  /** Such as `redis://user:password@host:6379/0`; `rediss:` for TLS. */
  url: string;
  log: Log;
  /** Begins every key, so that others may use the same database. */
  prefix?: string;
  /** So long an answer is waited for. After that the connection counts as dead, and until there is a new one all fails at once. */
  patienceMs?: number;
}

/** One round trip, and the window begins with the count: a counter without an end is never left behind. */
const incrementScript = `
local count = redis.call("INCR", KEYS[1])
local left = redis.call("PTTL", KEYS[1])
if left < 0 then
  left = tonumber(ARGV[1])
  redis.call("PEXPIRE", KEYS[1], left)
end
return {count, left}`;

/**
 * A cache on Redis 6.2 or later. Begins to connect at once, and again for as long as it takes; nothing waits for that but the
 * first command, and nothing is sent twice.
 */
export function createRedisCache({ url, log, prefix = "aac:", patienceMs = 1_000 }: RedisCacheOptions): Cache {
  const redis = open(url, { prefix, patienceMs });
  const place = `Redis at ${redis.options.host}:${redis.options.port}`;
  /** Why there is no connection; the refused command itself says only that there is none. */
  let reason: string | null = null;
  redis.on("ready", () => {
    reason = null;
    log.debug({ place }, "connected to Redis");
  });
  redis.on("error", (error: Error) => {
    reason = error.message;
    log.debug({ place, error }, "Redis does not answer");
  });
  const firstTry = redis.connect().catch(() => undefined);

  async function ask<T>(command: () => Promise<T>): Promise<T> {
    // A server that takes connections and says nothing is given up like any other.
    if (redis.status !== "ready") await Promise.race([firstTry, patience(patienceMs)]);
    try {
      return await command();
    } catch (cause) {
      const why = (reason ?? (cause as Error).message).replace(/\.$/, "");
      throw new Problem("unavailable", `${place} does not answer: ${why}.`, { cause });
    }
  }

  return {
    get: (key) => ask(() => redis.get(key)),
    async set(key, value, ttlMs) {
      await ask(() => redis.set(key, value, "PX", whole(ttlMs)));
    },
    add: async (key, value, ttlMs) => (await ask(() => redis.set(key, value, "PX", whole(ttlMs), "NX"))) === "OK",
    take: (key) => ask(() => redis.getdel(key)),
    async increment(key, windowMs) {
      const answer = await ask(() => redis.eval(incrementScript, 1, key, whole(windowMs)));
      const [count, left] = answer as [number, number];
      return { count, resetsInMs: Math.max(1, left) };
    },
    async delete(key) {
      await ask(() => redis.del(key));
    },
    async check() {
      const info = await ask(() => redis.info("server"));
      return { detail: `${place}, version ${/redis_version:(\S+)/.exec(info)?.[1] ?? "unknown"}` };
    },
    async close() {
      redis.disconnect();
    },
  };
}

function open(url: string, { prefix, patienceMs }: { prefix: string; patienceMs: number }): Redis {
  try {
    return new Redis(url, {
      lazyConnect: true,
      keyPrefix: prefix,
      connectionName: "aac",
      connectTimeout: patienceMs,
      commandTimeout: patienceMs,
      socketTimeout: patienceMs,
      // A count that is sent again counts twice; what waits in a queue keeps a request waiting.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(50 * 2 ** (times - 1), 1_000) + Math.random() * 100,
      // What was the primary before a failover.
      reconnectOnError: ({ message }) => message.startsWith("READONLY"),
    });
  } catch (cause) {
    throw new Problem("invalid_configuration", "REDIS_URL is not the address of a Redis, such as redis://host:6379.", {
      cause,
    });
  }
}

/** Redis takes whole milliseconds, at least one. */
const whole = (ms: number) => Math.max(1, Math.ceil(ms));

const patience = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
