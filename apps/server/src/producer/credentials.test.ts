import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { type Cache, type ApiKeyRecord, type Caller, Problem, type Store } from "@aac/core";
import { beforeEach, describe, expect, test } from "vitest";
import { digestOf } from "./auth.ts";
import { createCredentials } from "./credentials.ts";

const caller: Caller = {
  orgId: "acme",
  actor: { kind: "key", id: "k1", name: "ci" },
  grant: { scopes: ["read"] },
  projects: null,
};
const signedIn: Caller = {
  orgId: "acme",
  actor: { kind: "person", id: "ada", name: "Ada" },
  grant: { role: "developer" },
  projects: { web: { role: "viewer" } },
};
const minute = 60_000;
const day = 24 * 60 * minute;
let now: number;
let store: Store;
let cache: Cache & { isAway: boolean };
/** How often the store was asked. */
let asked: number;

const clock = {
  now: () => now,
  sleep: async (ms: number) => {
    now += ms;
  },
};

beforeEach(async () => {
  now = 1_790_000_000_000;
  asked = 0;
  const real = createMemoryStore();
  const { apiKeys, sessions, users, memberships } = real.system;
  const counted = { ...apiKeys, find: (query: Parameters<typeof apiKeys.find>[0]) => (asked++, apiKeys.find(query)) };
  store = { ...real, system: { ...real.system, apiKeys: counted } };
  const record: Pick<ApiKeyRecord, "orgId" | "name" | "scopes" | "createdAt"> = {
    orgId: "acme",
    name: "ci",
    scopes: ["read"],
    createdAt: now,
  };
  await apiKeys.insert({ ...record, id: "k1", digest: digestOf("the key") });
  const person = { email: "ada@example.org", emailVerified: true, name: "Ada", image: null, twoFactorEnabled: false };
  await users.insert({ id: "ada", ...person, createdAt: now, updatedAt: now });
  const membership = { userId: "ada", projects: { web: "viewer" as const }, createdAt: now };
  await memberships.insert({ ...membership, id: "m1", orgId: "acme", role: "developer" });
  await memberships.insert({ ...membership, id: "m2", orgId: "globex", role: "viewer", projects: null });
  const session = { userId: "ada", activeOrgId: "acme", address: "192.0.2.1", userAgent: "a browser" };
  const at = { createdAt: now, lastSeenAt: now, expiresAt: now + 7 * day };
  await sessions.insert({ id: "s1", digest: digestOf("the token"), ...session, ...at });
  const memory = createMemoryCache({ clock });
  const refuse = () => Promise.reject(new Problem("unavailable", "Redis does not answer."));
  const get = (key: string) => (cache.isAway ? refuse() : memory.get(key));
  const add: Cache["add"] = (...given) => (cache.isAway ? refuse() : memory.add(...given));
  const set: Cache["set"] = (...given) => (cache.isAway ? refuse() : memory.set(...given));
  cache = { ...memory, get, add, set, isAway: false };
});

const create = (over: Partial<Cache> = {}) => createCredentials({ store, clock }, { ...cache, ...over });
const endKey = async (credentials: ReturnType<typeof create>) => {
  await store.system.apiKeys.delete("k1");
  await credentials.revoke("key", digestOf("the key"));
};

describe("credentials with a shared cache", () => {
  test("the store is asked once for all producers, and again after a while", async () => {
    const [one, other] = [create(), create()];
    for (const credentials of [one, other, one]) expect(await credentials.callerByKey("the key")).toEqual(caller);
    expect(asked).toBe(1);
    now += 30_000;
    expect(await other.callerByKey("the key")).toEqual(caller);
    expect(asked).toBe(2);
  });

  test("a session ends when it is over, cached or not", async () => {
    const credentials = create();
    expect(await credentials.callerBySession("the token")).toEqual(signedIn);
    now += 7 * day;
    expect(await credentials.callerBySession("the token")).toBeNull();
  });

  test("what a person may do is read anew by all once it was changed", async () => {
    const [one, other] = [create(), create()];
    expect(await other.callerBySession("the token")).toEqual(signedIn);
    await store.system.memberships.update("m1", {}, { role: "viewer", projects: null });
    await one.reread("session", digestOf("the token"));
    const changed = { ...signedIn, grant: { role: "viewer" }, projects: null };
    expect(await other.callerBySession("the token")).toEqual(changed);
    await store.system.sessions.delete("s1");
    expect(await other.callerBySession("the token")).toBeNull();
  });

  test("what is revoked by one producer is accepted by none", async () => {
    const [one, other] = [create(), create()];
    expect(await other.callerByKey("the key")).toEqual(caller);
    await endKey(one);
    expect([await one.callerByKey("the key"), await other.callerByKey("the key")]).toEqual([null, null]);
  });

  test.each([0, 1_000, 29_999, 30_000, 59_999, 60_000, 3_600_000])(
    "a read that was under way does not bring back what was revoked, be it %i ms late",
    async (lateMs) => {
      const { promise: isRevoked, resolve: goOn } = Promise.withResolvers<void>();
      const { promise: hasRead, resolve: tellRead } = Promise.withResolvers<void>();
      const slow = create({
        async add(...given) {
          tellRead();
          await isRevoked;
          return cache.add(...given);
        },
      });
      const reading = slow.callerByKey("the key");
      await hasRead;
      await endKey(create());
      now += lateMs;
      goOn();
      await reading;
      for (const waitMs of [0, 1, 29_998, 30_000, 60_000]) {
        now += waitMs;
        expect(await create().callerByKey("the key")).toBeNull();
      }
    },
  );

  test("a key is no session, and a session no key", async () => {
    const credentials = create();
    await credentials.callerByKey("the key");
    await credentials.callerBySession("the token");
    expect(await credentials.callerBySession("the key")).toBeNull();
    expect(await credentials.callerByKey("the token")).toBeNull();
  });

  test("while the cache is away the store is asked each time, and nothing is kept", async () => {
    const credentials = create();
    cache.isAway = true;
    for (let i = 0; i < 3; i++) expect(await credentials.callerByKey("the key")).toEqual(caller);
    expect(asked).toBe(3);
    await endKey(credentials);
    expect(await credentials.callerByKey("the key")).toBeNull();
  });

  test("a revocation while the cache is away is told as soon as it is back", async () => {
    const [one, other] = [create(), create()];
    await other.callerByKey("the key");
    const { promise: isBack, resolve: comeBack } = Promise.withResolvers<void>();
    cache.isAway = true;
    const patient = createCredentials({ store, clock: { ...clock, sleep: () => isBack } }, cache);
    await endKey(patient);
    expect(await one.callerByKey("the key")).toBeNull();
    cache.isAway = false;
    comeBack();
    await expect.poll(() => other.callerByKey("the key")).toBeNull();
  });
});

test("without a cache the store is asked each time", async () => {
  const credentials = createCredentials({ store, clock });
  for (let i = 0; i < 2; i++) expect(await credentials.callerByKey("the key")).toEqual(caller);
  expect(asked).toBe(2);
  await store.system.apiKeys.delete("k1");
  await credentials.revoke("key", digestOf("the key"));
  expect(await credentials.callerByKey("the key")).toBeNull();
});

describe("a session", () => {
  const look = () => createCredentials({ store, clock }).callerBySession("the token");

  test("lasts while it is used, and a month at most", async () => {
    for (let days = 0; days < 30; days += 6) {
      expect(await look()).toEqual(signedIn);
      expect(await store.system.sessions.get("s1")).toMatchObject({ lastSeenAt: now });
      now += 6 * day;
    }
    expect(await look()).toBeNull();
  });

  test("is noted as used every few minutes, not with each request", async () => {
    const began = now;
    now += 4 * minute;
    await look();
    expect(await store.system.sessions.get("s1")).toMatchObject({ lastSeenAt: began, expiresAt: began + 7 * day });
    now += minute;
    await look();
    expect(await store.system.sessions.get("s1")).toMatchObject({ lastSeenAt: now, expiresAt: now + 7 * day });
  });

  test("of who is no longer in the organization goes on in another; in none it may do nothing", async () => {
    await store.system.memberships.delete("m1");
    expect(await look()).toEqual({ ...signedIn, orgId: "globex", grant: { role: "viewer" }, projects: null });
    expect(await store.system.sessions.get("s1")).toMatchObject({ activeOrgId: "globex" });
    await store.system.memberships.delete("m2");
    expect(await look()).toEqual({ ...signedIn, orgId: "", grant: { scopes: [] }, projects: null });
  });

  test("of a person who is gone is nobody's", async () => {
    await store.system.users.delete("ada");
    expect(await look()).toBeNull();
  });
});
