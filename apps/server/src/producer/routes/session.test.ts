import type { Clock } from "@aac/core";
import { createMemoryCache } from "@aac/adapters/cache/memory";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { addPerson, type Person } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";
import { makeSignInCode } from "../auth.ts";

const day = 24 * 3_600_000;
const password = "a quiet lake at dawn";
let center: TestCenter;
let app: FastifyInstance;
let person: Person;
/** How far the app's clock is ahead. */
let aheadMs: number;

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  person = await addPerson(center.center, { orgId: center.caller.orgId });
});
beforeEach(async () => {
  aheadMs = 0;
  app = await createApp({ ...center.center, clock }, appOptions({ cache }));
});
afterEach(() => app.close());
afterAll(() => center.stop());

const clock: Clock = {
  now: () => Date.now() + aheadMs,
  sleep: (ms, signal) => center.center.clock.sleep(ms, signal),
};
const cache = createMemoryCache({ clock });

const post = (body: object) => app.inject({ method: "POST", url: "/api/v1/session", body });
/** By the link of a person who owns the organization. */
const signIn = async () => post({ code: await makeSignInCode(cache, person.userId) });
const cookieOf = (response: LightMyRequestResponse) => {
  const { value } = response.cookies.find(({ name }) => name === "aac_session")!;
  return { aac_session: value };
};
const whoAmI = (cookies: Record<string, string>) => app.inject({ url: "/api/v1/session", cookies });
const codeOf = (response: LightMyRequestResponse) => response.json<{ code: string }>().code;

describe("POST /api/v1/session", () => {
  test("200: address and password sign in, with the person's own name and role", async () => {
    const { email, userId } = await addPerson(center.center, { orgId: center.caller.orgId, role: "viewer", password });
    const response = await post({ email: email.toUpperCase(), password });
    expect(response.statusCode).toBe(200);
    const session = { name: "Ada", role: "viewer", organization: { slug: "local" }, mode: "local" };
    expect(response.json()).toMatchObject({ session, challenge: null });
    expect((await whoAmI(cookieOf(response))).json()).toEqual(response.json<{ session: object }>().session);
    expect(await center.center.store.system.sessions.count({ userId })).toBe(1);
  });

  test("200: who is in no organization is signed in, and may do nothing in any", async () => {
    const { email } = await addPerson(center.center, { password });
    const response = await post({ email, password });
    expect([response.statusCode, response.json()]).toEqual([200, { session: null, challenge: null }]);
    const asked = await whoAmI(cookieOf(response));
    expect([asked.statusCode, codeOf(asked)]).toEqual([403, "no_organization"]);
    expect((await app.inject({ url: "/api/v1/account", cookies: cookieOf(response) })).json()).toMatchObject({ email });
  });

  test("200: another cookie with every sign-in, and the one before is worth nothing", async () => {
    const { email } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    const before = cookieOf(await signIn());
    const again = { method: "POST" as const, url: "/api/v1/session", body: { email, password }, cookies: before };
    const after = cookieOf(await app.inject(again));
    expect([(await whoAmI(before)).statusCode, (await whoAmI(after)).statusCode]).toEqual([401, 200]);
  });

  test("401: a wrong password and an address that nobody has, in the same words and about the same time", async () => {
    const { email } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    const told: string[] = [];
    const tookMs = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 9; i++) {
      for (const [kind, address] of [
        ["known", email],
        ["unknown", `no-${email}`],
      ] as const) {
        const began = performance.now();
        const response = await post({ email: address, password: "not this one" });
        tookMs[kind].push(performance.now() - began);
        expect(response.cookies).toEqual([]);
        const { instance: _, ...problem } = response.json<{ instance: string; code: string }>();
        told.push(JSON.stringify(problem));
      }
    }
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain(`"invalid_credentials"`);
    // Each takes one hash, which is nearly all of it: without it the unknown would take a tenth.
    const median = (all: number[]) => all.toSorted((a, b) => a - b)[4]!;
    expect(median(tookMs.unknown)).toBeGreaterThan(median(tookMs.known) / 3);
    expect(median(tookMs.known)).toBeGreaterThan(median(tookMs.unknown) / 3);
  });

  test("401: a key is for machines: it signs in no browser", async () => {
    const response = await post({ apiKey: center.apiKey });
    expect([response.statusCode, codeOf(response), response.cookies]).toEqual([400, "invalid_request", []]);
  });

  test("200: the cookie is for this site's own requests only, and no script reads it", async () => {
    const [cookie] = (await signIn()).cookies;
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict", path: "/", maxAge: (30 * day) / 1000 });
    expect(cookie).not.toHaveProperty("secure");
    expect(cookie).not.toHaveProperty("domain");
    const secured = await createApp(center.center, appOptions({ isSecure: true, cache }));
    const body = { code: await makeSignInCode(cache, person.userId) };
    const answer = await secured.inject({ method: "POST", url: "/api/v1/session", body });
    expect(answer.cookies).toMatchObject([{ secure: true }]);
    await secured.close();
  });

  test("200: a one-time code works once, however many use it at the same time", async () => {
    const code = await makeSignInCode(cache, person.userId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post({ code })));
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1);
    const refused = answers.filter(({ statusCode }) => statusCode === 401);
    expect(refused.map(codeOf)).toEqual(Array(9).fill("invalid_sign_in"));
  });

  test("401: a code that is older than a quarter of an hour", async () => {
    const code = await makeSignInCode(cache, person.userId);
    aheadMs = 15 * 60_000 + 1;
    const response = await post({ code });
    expect([response.statusCode, codeOf(response)]).toEqual([401, "invalid_sign_in"]);
    expect(response.cookies).toEqual([]);
  });

  test("400: a code and a password together, or neither", async () => {
    for (const body of [{ code: "a", email: "ada@example.org", password }, {}, { email: "ada", password }]) {
      const response = await post(body);
      expect([response.statusCode, codeOf(response)]).toEqual([400, "invalid_request"]);
    }
  });
});

describe("a session", () => {
  test("401: is over a week after it was used last, and is not kept longer", async () => {
    const cookies = cookieOf(await signIn());
    aheadMs = 7 * day - 60_000;
    expect((await whoAmI(cookies)).statusCode).toBe(200);
    aheadMs += 7 * day + 1;
    const response = await whoAmI(cookies);
    expect([response.statusCode, codeOf(response)]).toEqual([401, "unauthenticated"]);
    await signIn();
    const { sessions } = center.center.store.system;
    expect(await sessions.count({ expiresAt: { lte: clock.now() } })).toBe(0);
  });

  test("401: with a signature that is not ours", async () => {
    const { aac_session: cookie } = cookieOf(await signIn());
    const [token = ""] = cookie.split(".");
    const forged = [token, `${token}.`, `${cookie}A`, cookie.replace(/.\./, (end) => (end === "A." ? "B." : "A."))];
    for (const aac_session of forged) {
      const response = await whoAmI({ aac_session });
      expect([response.statusCode, codeOf(response)]).toEqual([401, "unauthenticated"]);
    }
  });

  test("401: with a key beside it that is not known, for the key is what the caller means", async () => {
    const cookies = cookieOf(await signIn());
    for (const headers of [{ authorization: "Bearer aac_guess" }, { "x-api-key": "aac_guess" }]) {
      const response = await app.inject({ url: "/api/v1/session", cookies, headers });
      expect([response.statusCode, codeOf(response)]).toEqual([401, "unauthenticated"]);
    }
  });

  const create = (cookies: Record<string, string>, headers: Record<string, string>) =>
    app.inject({ method: "POST", url: "/api/v1/projects", body: { slug: "web" }, cookies, headers });

  test.each([
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }],
    ["another port of this host", { "sec-fetch-site": "same-site", origin: "http://localhost:4000" }],
    ["a page that the user opened by hand", { "sec-fetch-site": "none" }],
    ["another site, told by an old browser", { origin: "https://evil.example" }],
    ["a sandboxed report, told by an old browser", { origin: "null" }],
  ] as [string, Record<string, string>][])("403: does not act for %s", async (_, headers) => {
    const cookies = cookieOf(await signIn());
    const response = await create(cookies, headers);
    expect([response.statusCode, codeOf(response)]).toEqual([403, "cross_site_request"]);
    expect(await center.center.store.system.projects.count({})).toBe(0);
  });

  test("201: acts for the dashboard itself", async () => {
    const cookies = cookieOf(await signIn());
    const response = await create(cookies, { "sec-fetch-site": "same-origin", origin: "https://aac.example" });
    expect(response.statusCode).toBe(201);
    const again = await create(cookies, { origin: "http://localhost:3000", host: "localhost:3000" });
    expect([again.statusCode, codeOf(again)]).toEqual([409, "slug_taken"]);
  });
});

describe("DELETE /api/v1/session", () => {
  test("204: ends this session for good, and no other", async () => {
    const cookies = cookieOf(await signIn());
    const others = cookieOf(await signIn());
    const response = await app.inject({ method: "DELETE", url: "/api/v1/session", cookies });
    expect(response.statusCode).toBe(204);
    expect(response.cookies).toMatchObject([{ name: "aac_session", value: "", path: "/" }]);
    expect((await whoAmI(cookies)).statusCode).toBe(401);
    expect((await whoAmI(others)).statusCode).toBe(200);
  });

  test("204: without a session there is nothing to end", async () => {
    const cookies = { aac_session: "made-up" };
    expect((await app.inject({ method: "DELETE", url: "/api/v1/session", cookies })).statusCode).toBe(204);
    expect((await app.inject({ method: "DELETE", url: "/api/v1/session" })).statusCode).toBe(204);
  });
});
