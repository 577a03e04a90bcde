import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { type Cache, silentLog } from "@aac/core";
import { cacheConformance } from "@aac/core/conformance";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { OwnServer } from "../../../../../tests/services/own-server.ts";
import { commandRedis, startOwnRedis } from "../../../../../tests/services/redis.ts";
import { createRedisCache } from "./redis-cache.ts";

const url = inject("redis.url");
const open: Cache[] = [];
function connect(to: string, options: { prefix?: string; patienceMs?: number } = {}): Cache {
  const cache = createRedisCache({ url: to, log: silentLog, prefix: `test:${randomUUID()}:`, ...options });
  open.push(cache);
  return cache;
}
afterEach(async () => {
  for (const cache of open.splice(0)) await cache.close();
});

describe.skipIf(url === null)("with a real server", () => {
  cacheConformance("Redis", async () => {
    const cache = connect(url!);
    return { cache, advance: (ms) => wait(ms), dispose: () => cache.close() };
  });

  test("tells its version and host, and no credentials", async () => {
    const withPassword = url!.replace("//", "//default:a-secret@");
    const { detail } = await connect(url!).check();
    expect(detail).toMatch(/^Redis at [\w.-]+:\d+, version \d+\.\d+\.\d+$/);
    await expect(connect(withPassword).check()).resolves.toMatchObject({
      detail: expect.not.stringContaining("secret"),
    });
  });

  test("a wrong password is told as that", async () => {
    const cache = connect(url!.replace("//", "//nobody:a-secret@"));
    await expect(cache.get("k")).rejects.toMatchObject({ message: expect.stringMatching(/WRONGPASS|invalid/) });
  });

  test("two prefixes are two caches", async () => {
    const [one, other] = [connect(url!), connect(url!)];
    await one.set("k", "one", 60_000);
    expect(await other.get("k")).toBeNull();
    expect(await other.take("k")).toBeNull();
  });
});

describe("without a server", () => {
  test("is made all the same; every command fails, as a Problem that names the place, and soon", async () => {
    const cache = connect("redis://user:a-secret@127.0.0.1:1");
    const began = performance.now();
    const failures = [cache.get("k"), cache.set("k", "v", 1), cache.take("k"), cache.increment("k", 1), cache.check()];
    for (const failure of failures) {
      const error: unknown = await failure.catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: "unavailable",
        message: expect.stringMatching(/127\.0\.0\.1:1 .*ECONNREFUSED/),
      });
      expect(String(error)).not.toContain("secret");
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test("closing may be done twice, and before there was a connection", async () => {
    const cache = connect("redis://127.0.0.1:1");
    await cache.close();
    await cache.close();
    await expect(cache.get("k")).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a server that says nothing is given up", async () => {
    const silent = await listenSilently();
    const cache = connect(`redis://127.0.0.1:${(silent.address() as { port: number }).port}`, { patienceMs: 200 });
    await expect(cache.get("k")).rejects.toMatchObject({ code: "unavailable" });
    await expect(cache.get("k")).rejects.toMatchObject({ code: "unavailable" });
    await cache.close();
    silent.close();
  });
});

const own = await startOwnRedis();

describe.skipIf(own === null)("a server that is hurt", () => {
  let server: OwnServer;
  beforeAll(() => {
    server = own!;
  });
  afterAll(() => server.stop());
  // Not `check`: what it asks is answered before the connection takes anything else.
  const answersAgain = (cache: Cache) => vi.waitFor(() => cache.get("any"), { timeout: 20_000, interval: 20 });
  const unavailable = { code: "unavailable" };

  test("killed in mid use: what was asked fails and is not sent again; it goes on when the server is back", async () => {
    const cache = connect(server.url);
    await cache.increment("before", 600_000);
    await server.kill();
    const during = await Promise.allSettled(Array.from({ length: 20 }, () => cache.increment("during", 600_000)));
    expect(during.map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
    await server.start();
    await answersAgain(cache);
    expect((await cache.increment("during", 600_000)).count).toBe(1);
  });

  test("paused: the first waits only so long, those after it not at all; it goes on when the server does", async () => {
    const cache = connect(server.url, { patienceMs: 300 });
    await cache.set("k", "v", 600_000);
    server.pause();
    try {
      await expect(cache.get("k")).rejects.toMatchObject(unavailable);
      await vi.waitFor(async () => {
        const began = performance.now();
        await expect(cache.get("k")).rejects.toMatchObject(unavailable);
        expect(performance.now() - began).toBeLessThan(100);
      });
    } finally {
      server.resume();
    }
    await answersAgain(cache);
    expect(await cache.get("k")).toBe("v");
  });

  test("flushed: what was there is not there any more, and all else goes on", async () => {
    const cache = connect(server.url);
    await cache.set("k", "v", 600_000);
    expect((await cache.increment("n", 600_000)).count).toBe(1);
    await commandRedis(server.url, "FLUSHALL");
    await commandRedis(server.url, "SCRIPT FLUSH");
    expect(await cache.get("k")).toBeNull();
    expect((await cache.increment("n", 600_000)).count).toBe(1);
  });
});

test("an address that is none is refused", () => {
  expect(() => createRedisCache({ url: "redis://host:port", log: silentLog })).toThrow(
    expect.objectContaining({ code: "invalid_configuration" }),
  );
});

function listenSilently(): Promise<Server> {
  const server = createServer((socket) => socket.on("error", () => undefined));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
