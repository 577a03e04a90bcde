import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { type Cache, type ApiKeyRecord, type Caller, Problem, type Store } from "@aac/core";
import { beforeEach, describe, expect, test } from "vitest";
import { digestOf } from "./auth.ts";
import { createCredentials } from "./credentials.ts";

const callerOf = (id: string): Caller => ({
  orgId: "acme",
  actor: { kind: "key", id, name: "ci" },
  grant: { scopes: ["read"] },
  projects: null,
});
const [caller, signedIn] = [callerOf("k1"), callerOf("s1")];
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
  const { apiKeys, sessions } = real.system;
  const counted = { ...apiKeys, find: (query: Parameters<typeof apiKeys.find>[0]) => (asked++, apiKeys.find(query)) };
  store = { ...real, system: { ...real.system, apiKeys: counted } };
  const record: Pick<ApiKeyRecord, "orgId" | "name" | "scopes" | "createdAt"> = {
    orgId: "acme",
    name: "ci",
    scopes: ["read"],
    createdAt: now,
  };
  await apiKeys.insert({ ...record, id: "k1", digest: digestOf("the key") });
  await sessions.insert({ ...record, id: "s1", digest: digestOf("the token"), expiresAt: now + 10_000 });
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
    now += 10_000;
    expect(await credentials.callerBySession("the token")).toBeNull();
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
