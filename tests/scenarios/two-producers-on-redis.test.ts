import { createFallbackCache } from "@aac/adapters/cache/fallback";
import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createRedisCache } from "@aac/adapters/cache/redis";
import { type Cache, silentLog } from "@aac/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { optional } from "../../apps/server/src/observe/checks.ts";
import { createApp } from "../../apps/server/src/producer/app.ts";
import { makeSignInCode } from "../../apps/server/src/producer/auth.ts";
import { createCredentials } from "../../apps/server/src/producer/credentials.ts";
import type { OwnServer } from "../services/own-server.ts";
import { commandRedis, startOwnRedis } from "../services/redis.ts";
import { appOptions } from "./app-options.ts";
import { addPerson, type Person } from "./people.ts";
import { startTestCenter, type TestCenter } from "./test-center.ts";

const redis = await startOwnRedis();
const requestsPerMinute = 12;

type App = Awaited<ReturnType<typeof createApp>>;
type Answer = { cookies: { value: string }[] };

interface Producer {
  app: App;
  cache: Cache;
  shared: Cache;
}

describe.skipIf(redis === null)("two producers on one Redis", () => {
  let server: OwnServer;
  let center: TestCenter;
  let person: Person;
  let one: Producer;
  let other: Producer;
  let tests = 0;

  beforeAll(async () => {
    server = redis!;
    center = await startTestCenter({ withoutWorker: true });
    person = await addPerson(center.center, { orgId: center.caller.orgId });
  });
  beforeEach(async () => {
    const prefix = `test-${++tests}:`;
    [one, other] = [await startProducer(prefix), await startProducer(prefix)];
  });
  afterEach(async () => {
    for (const { app, cache } of [one, other]) {
      await app.close();
      await cache.close();
    }
  });
  afterAll(async () => {
    await center.stop();
    await server.stop();
  });

  async function startProducer(prefix: string): Promise<Producer> {
    const { clock } = center.center;
    const shared = createRedisCache({ url: server.url, log: silentLog, prefix, patienceMs: 500 });
    const cache = createFallbackCache({ shared, local: createMemoryCache({ clock }), log: silentLog });
    const app = await createApp(
      center.center,
      appOptions({
        cache,
        credentials: createCredentials(center.center, shared),
        limits: { requestsPerMinute, lockouts: true },
        checks: { cache: optional(() => cache.check()) },
      }),
    );
    return { app, cache, shared };
  }
  const list = ({ app }: Producer, key = center.apiKey) =>
    app.inject({ url: "/api/v1/projects", headers: { "x-api-key": key } });
  /** By turns to both, until both refuse. */
  async function servedUntilRefused(): Promise<number> {
    let served = 0;
    for (;;) {
      const answers = [await list(one), await list(other)];
      served += answers.filter(({ statusCode }) => statusCode === 200).length;
      if (answers.every(({ statusCode }) => statusCode === 429)) return served;
    }
  }
  /** By a code of the producer's own. */
  const signIn = async (at: Producer, remoteAddress: string, given?: string) => {
    const code = given ?? (await makeSignInCode(at.cache, person.userId));
    return at.app.inject({ method: "POST", url: "/api/v1/session", body: { code }, remoteAddress });
  };
  const whoAmI = async ({ app }: Producer, signedIn: Answer) =>
    (await app.inject({ url: "/api/v1/session", cookies: cookiesOf(signedIn) })).statusCode;
  const cookiesOf = (signedIn: Answer) => ({ aac_session: signedIn.cookies[0]!.value });
  const healthOf = async ({ app }: Producer) => {
    const response = await app.inject({ url: "/health" });
    return [response.statusCode, response.json<{ status: string }>().status];
  };
  const isBack = () =>
    vi.waitFor(
      async () => {
        // Not `check`: that is answered before the connection takes anything else.
        await one.shared.get("any");
        await other.shared.get("any");
      },
      { timeout: 20_000, interval: 20 },
    );

  test("a limit holds for both together", async () => {
    expect(await servedUntilRefused()).toBe(requestsPerMinute);
  });

  test("a member whom one removes is let in by neither, though both had them at hand", async () => {
    const { store } = center.center;
    const { userId } = await addPerson(center.center, { orgId: center.caller.orgId, role: "viewer" });
    const [owner, viewer] = [
      await signIn(one, "10.0.0.1"),
      await signIn(one, "10.0.0.2", await makeSignInCode(one.cache, userId)),
    ];
    expect([await whoAmI(one, viewer), await whoAmI(other, viewer)]).toEqual([200, 200]);
    const headers = { "sec-fetch-site": "same-origin" };
    const url = `/api/v1/people/${userId}`;
    const removed = await one.app.inject({ method: "DELETE", url, cookies: cookiesOf(owner), headers });
    expect(removed.statusCode).toBe(204);
    expect([await whoAmI(one, viewer), await whoAmI(other, viewer)]).toEqual([403, 403]);
    expect(await store.system.memberships.count({ userId })).toBe(0);
  });

  test("a session that one ends is accepted by neither, though both had it at hand", async () => {
    const signedIn = await signIn(one, "10.0.0.1");
    expect([await whoAmI(one, signedIn), await whoAmI(other, signedIn)]).toEqual([200, 200]);
    await one.app.inject({ method: "DELETE", url: "/api/v1/session", cookies: cookiesOf(signedIn) });
    expect([await whoAmI(one, signedIn), await whoAmI(other, signedIn)]).toEqual([401, 401]);
  });

  test("who guesses at one is locked out of both", async () => {
    const guess = (to: Producer, i: number) => list(to, `aac_guess_${i}`);
    for (let i = 0; i < 10; i++) await guess(i % 2 === 0 ? one : other, i);
    expect([(await list(one)).statusCode, (await list(other)).statusCode]).toEqual([429, 429]);
  });

  test("killed: limits hold for each by itself, sessions and sign-in go on, and both are ready", async () => {
    const signedIn = await signIn(one, "10.0.0.1");
    await whoAmI(other, signedIn);
    await server.kill();
    expect([await healthOf(one), await healthOf(other)]).toEqual([
      [200, "degraded"],
      [200, "degraded"],
    ]);
    expect(await servedUntilRefused()).toBe(2 * requestsPerMinute);
    expect(await whoAmI(other, signedIn)).toBe(200);
    const code = await makeSignInCode(one.cache, person.userId);
    expect((await signIn(one, "10.0.0.2", code)).statusCode).toBe(200);
    expect((await signIn(one, "10.0.0.3", code)).statusCode).toBe(401);
    await one.app.inject({ method: "DELETE", url: "/api/v1/session", cookies: cookiesOf(signedIn) });
    expect([await whoAmI(one, signedIn), await whoAmI(other, signedIn)]).toEqual([401, 401]);
    await server.start();
    await isBack();
    expect([await healthOf(one), await healthOf(other)]).toEqual([
      [200, "ok"],
      [200, "ok"],
    ]);
    await vi.waitFor(async () => expect(await whoAmI(other, signedIn)).toBe(401), { timeout: 5_000 });
    expect(await servedUntilRefused()).toBe(requestsPerMinute);
  });

  test("paused: requests are answered, and all is as before when it goes on", async () => {
    await list(one);
    await list(other);
    server.pause();
    try {
      const began = performance.now();
      expect([(await list(one)).statusCode, (await list(other)).statusCode]).toEqual([200, 200]);
      expect(performance.now() - began).toBeLessThan(10_000);
    } finally {
      server.resume();
    }
    await isBack();
    expect((await list(one)).statusCode).toBe(200);
  });

  test("flushed: counts begin anew, nobody is signed out, and nobody who was is signed in", async () => {
    const [stays, goes] = [await signIn(one, "10.0.0.1"), await signIn(one, "10.0.0.2")];
    await whoAmI(other, goes);
    await one.app.inject({ method: "DELETE", url: "/api/v1/session", cookies: cookiesOf(goes) });
    await servedUntilRefused();
    await commandRedis(server.url, "FLUSHALL");
    expect(await servedUntilRefused()).toBe(requestsPerMinute);
    expect([await whoAmI(other, stays), await whoAmI(other, goes)]).toEqual([200, 401]);
  });
});
