import type { Clock } from "@aac/core";
import { createMemoryCache } from "@aac/adapters/cache/memory";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { addKey } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { addPerson, type Person } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";
import { createApp, type ProducerOptions } from "../app.ts";
import { makeSignInCode } from "../auth.ts";

const password = "a quiet lake at dawn";
let center: TestCenter;
let app: FastifyInstance;
let person: Person;
/** How far the app's clock is ahead. */
let aheadMs = 0;
const clock: Clock = {
  now: () => Date.now() + aheadMs,
  sleep: (ms, signal) => center.center.clock.sleep(ms, signal),
};
let cache = createMemoryCache({ clock });

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  person = await addPerson(center.center, { orgId: center.caller.orgId, password });
});
beforeEach(() => {
  aheadMs = 0;
  cache = createMemoryCache({ clock });
});
afterEach(() => app.close());
afterAll(() => center.stop());

const start = async (options: Partial<ProducerOptions>) => {
  app = await createApp({ ...center.center, clock }, appOptions({ cache, ...options }));
};
const ask = (options: InjectOptions, key: string | null = center.apiKey) =>
  app.inject({ ...options, headers: { ...(key === null ? {} : { "x-api-key": key }), ...options.headers } });
const list = (key?: string | null) => ask({ url: "/api/v1/projects" }, key);
const statuses = async (count: number, send: (index: number) => Promise<LightMyRequestResponse>) => {
  const found: number[] = [];
  for (let i = 0; i < count; i++) found.push((await send(i)).statusCode);
  return found;
};
const expectRefusal = (response: LightMyRequestResponse) => {
  expect(response.statusCode).toBe(429);
  expect(response.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(response.json()).toMatchObject({ code: "too_many_requests", remedy: expect.stringContaining("retry-after") });
  return Number(response.headers["retry-after"]);
};

describe("a limit of requests", () => {
  const limits = { requestsPerMinute: 8, lockouts: false };

  test("200: every answer tells what is left", async () => {
    await start({ limits });
    const left: unknown[] = [];
    for (let i = 0; i < 3; i++) left.push((await list()).headers["ratelimit"]);
    expect(left).toEqual([`"reads";r=7;t=60`, `"reads";r=6;t=60`, `"reads";r=5;t=60`]);
    expect((await list()).headers["ratelimit-policy"]).toBe(`"reads";q=8;w=60`);
  });

  test("429: beyond it, for as long as it says, and for nobody else", async () => {
    await start({ limits });
    expect(await statuses(8, () => list())).toEqual(Array(8).fill(200));
    aheadMs = 20_000;
    const refused = await list();
    const retryAfter = expectRefusal(refused);
    expect(retryAfter).toBeGreaterThan(30);
    expect(retryAfter).toBeLessThanOrEqual(40);
    expect(refused.headers["ratelimit"]).toMatch(/^"reads";r=0;t=\d+$/);
    expect((await list(await addKey(center.center, center.caller.orgId, ["read"]))).statusCode).toBe(200);
    aheadMs += retryAfter * 1000;
    expect((await list()).statusCode).toBe(200);
  });

  test("429: triggers, writes and reads are counted each by themselves", async () => {
    await start({ limits });
    const trigger = () => ask({ method: "POST", url: "/api/v1/runs", body: {} });
    expect(await statuses(3, trigger)).toEqual([400, 400, 429]);
    const change = () => ask({ method: "PATCH", url: "/api/v1/retention", body: { wrong: true } });
    expect(await statuses(3, change)).toEqual([400, 400, 429]);
    expect((await list()).statusCode).toBe(200);
  });

  test("429: signing in is counted by address, whatever is offered", async () => {
    await start({ limits: { requestsPerMinute: 300, lockouts: false } });
    const signIn = (code: string, remoteAddress: string) =>
      app.inject({ method: "POST", url: "/api/v1/session", body: { code }, remoteAddress });
    expect(await statuses(4, (i) => signIn(`no-${i}`, "10.0.0.1"))).toEqual([401, 401, 401, 429]);
    expect((await signIn(await makeSignInCode(cache, person.userId), "10.0.0.2")).statusCode).toBe(200);
  });

  test("429: all sessions of a person have one limit together, and who has neither session nor key that of the address", async () => {
    await start({ limits });
    const session = async (remoteAddress: string, { userId } = person) => {
      const body = { code: await makeSignInCode(cache, userId) };
      const { cookies } = await app.inject({ method: "POST", url: "/api/v1/session", body, remoteAddress });
      return { aac_session: cookies[0]!.value };
    };
    const [one, other] = [await session("10.1.0.1"), await session("10.1.0.2")];
    const as = (cookies: Record<string, string>) => app.inject({ url: "/api/v1/projects", cookies });
    const turns = await statuses(9, (i) => as(i % 2 === 0 ? one : other));
    expect(turns).toEqual([...Array<number>(8).fill(200), 429]);
    expect((await as(other)).headers["ratelimit"]).toMatch(/^"reads";r=0;/);
    const ada = await session("10.1.0.3", await addPerson(center.center, { orgId: center.caller.orgId }));
    expect((await as(ada)).statusCode).toBe(200);
    expect((await statuses(9, () => list(null))).slice(-2)).toEqual([401, 429]);
  });

  test("200: health, metrics and the documents are not counted", async () => {
    await start({ limits });
    for (const url of ["/health", "/health/live", "/metrics", "/openapi.json"]) {
      expect(await statuses(10, () => app.inject({ url }))).toEqual(Array(10).fill(200));
    }
  });

  test("200: without a limit nothing is counted", async () => {
    await start({ limits: { requestsPerMinute: null, lockouts: true } });
    expect((await list()).headers).not.toHaveProperty("ratelimit");
  });
});

describe("a lockout", () => {
  const limits = { requestsPerMinute: null, lockouts: true };
  const from = (remoteAddress: string, key: string | null, more: InjectOptions = {}) =>
    ask({ url: "/api/v1/projects", remoteAddress, ...more }, key);
  const guess = (count: number, remoteAddress = "10.0.0.1") =>
    statuses(count, () => from(remoteAddress, `aac_guess_${center.center.ids()}`));

  test("429: of an address that offers many wrong keys, right ones included; elsewhere they work", async () => {
    await start({ limits });
    expect(await guess(12)).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const retryAfter = expectRefusal(await from("10.0.0.1", center.apiKey));
    expect(retryAfter).toBeGreaterThan(25);
    expect(retryAfter).toBeLessThanOrEqual(30);
    expect((await from("10.0.0.2", center.apiKey)).statusCode).toBe(200);
    aheadMs = 30_000;
    expect((await from("10.0.0.1", center.apiKey)).statusCode).toBe(200);
  });

  test("429: each further guess locks out for longer", async () => {
    await start({ limits });
    await guess(10);
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const retryAfter = expectRefusal(await from("10.0.0.1", center.apiKey));
      times.push(retryAfter);
      aheadMs += retryAfter * 1000;
      expect(await guess(1)).toEqual([401]);
    }
    expect(times).toEqual([30, 60, 120, 240, 480]);
  });

  test("401: the same wrong key again is no guess", async () => {
    await start({ limits });
    expect(await statuses(30, () => from("10.0.0.1", "aac_of_last_year"))).toEqual(Array(30).fill(401));
    expect((await from("10.0.0.1", center.apiKey)).statusCode).toBe(200);
  });

  test("429: sign-in codes are guessed no more than keys; who is signed in stays so", async () => {
    await start({ limits });
    const remoteAddress = "10.0.0.1";
    const signIn = (body: object) => app.inject({ method: "POST", url: "/api/v1/session", body, remoteAddress });
    const { cookies } = await signIn({ code: await makeSignInCode(cache, person.userId) });
    const next = await makeSignInCode(cache, person.userId);
    const guesses = await statuses(11, (i) =>
      signIn(i % 2 === 0 ? { code: `no-${i}` } : { email: `no-${i}@example.org`, password: "a guess" }),
    );
    expect(guesses).toEqual([...Array<number>(10).fill(401), 429]);
    expectRefusal(await signIn({ code: next }));
    const session = await app.inject({
      url: "/api/v1/session",
      cookies: { aac_session: cookies[0]!.value },
      remoteAddress,
    });
    expect(session.statusCode).toBe(200);
    aheadMs = 30_000;
    expect((await signIn({ code: next })).statusCode).toBe(200);
  });

  test("429: of an account whose password is guessed from many addresses; nobody is told whether it is there", async () => {
    await start({ limits });
    for (const email of [person.email, "nobody@example.org"]) {
      const tryFrom = (i: number, given: string) => {
        const body = { email, password: given };
        return app.inject({ method: "POST", url: "/api/v1/session", body, remoteAddress: `10.1.${email.length}.${i}` });
      };
      expect(await statuses(11, (i) => tryFrom(i, `guess number ${i}`))).toEqual([...Array<number>(10).fill(401), 429]);
      const retryAfter = expectRefusal(await tryFrom(100, password));
      aheadMs += retryAfter * 1000;
      expect((await tryFrom(101, password)).statusCode).toBe(email === person.email ? 200 : 401);
    }
  });

  test("that an account was locked is in the audit log of its organizations, with where from", async () => {
    await start({ limits });
    const { userId, email } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    const body = { email, password: "" };
    await statuses(10, (i) =>
      app.inject({
        method: "POST",
        url: "/api/v1/session",
        body: { ...body, password: `guess number ${i}` },
        remoteAddress: `10.3.0.${i}`,
      }),
    );
    const locks = await until("the entry", async () => {
      const query = { action: "account.lock" as const, target: userId };
      const { items } = await center.client.call("listAudit", { query });
      return items.length > 0 && items;
    });
    expect(locks).toMatchObject([
      { actor: { kind: "center" }, after: { lockedSeconds: 30 }, outcome: "done", address: "10.3.0.9" },
    ]);
  });

  test("429: of who is signed in and guesses the password", async () => {
    await start({ limits });
    const code = await makeSignInCode(cache, person.userId);
    const { cookies } = await app.inject({ method: "POST", url: "/api/v1/session", body: { code } });
    const change = (i: number) =>
      app.inject({
        method: "POST",
        url: "/api/v1/account/password",
        body: { currentPassword: `guess number ${i}`, newPassword: "a new and longer one" },
        cookies: { aac_session: cookies[0]!.value },
        remoteAddress: `10.2.0.${i}`,
      });
    expect(await statuses(11, change)).toEqual([...Array<number>(10).fill(403), 429]);
  });

  test("429: of links in mails too", async () => {
    await start({ limits });
    const redeem = (i: number) =>
      app.inject({
        method: "POST",
        url: "/api/v1/account/password-reset/redeem",
        body: { token: `guess-${i}`, password: "a new and longer one" },
        remoteAddress: "10.3.0.1",
      });
    expect(await statuses(11, redeem)).toEqual([...Array<number>(10).fill(400), 429]);
  });

  test("429: by the network of an IPv6 address", async () => {
    await start({ limits });
    await guess(10, "2001:db8::1");
    expectRefusal(await from("2001:db8::2", center.apiKey));
    expect((await from("2001:db8:1::1", center.apiKey)).statusCode).toBe(200);
  });

  test("429: by the address that a proxy tells, and only one that is trusted", async () => {
    await start({ limits, trustProxy: "10.9.0.0/16" });
    const through = (proxy: string, told: string, key: string) =>
      from(proxy, key, { headers: { "x-forwarded-for": told } });
    await statuses(10, (i) => through("10.9.0.1", "192.0.2.1", `aac_no_${i}`));
    expectRefusal(await through("10.9.0.2", "192.0.2.1", center.apiKey));
    expect((await through("10.9.0.1", "192.0.2.2", center.apiKey)).statusCode).toBe(200);
    expect((await through("10.8.0.1", "192.0.2.1", center.apiKey)).statusCode).toBe(200);
    await app.close();
    await start({ limits, trustProxy: 1 });
    expectRefusal(await through("10.8.0.1", "198.51.100.7, 192.0.2.1", center.apiKey));
    expect((await through("10.8.0.1", "192.0.2.1, 192.0.2.3", center.apiKey)).statusCode).toBe(200);
  });

  test("200: a proxy that is not trusted is told of in the log, once", async () => {
    const lines: string[] = [];
    const log = pino({ level: "warn" }, { write: (line) => void lines.push(line) });
    await start({ limits, log });
    const headers = { "x-forwarded-for": "192.0.2.1" };
    const answers = await statuses(3, () => from("10.9.0.1", center.apiKey, { headers }));
    expect(answers).toEqual([200, 200, 200]);
    expect(lines.filter((line) => line.includes("TRUST_PROXY"))).toHaveLength(1);
  });
});
