import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createLocalVault } from "@aac/adapters/vault/local";
import { Problem, type Store } from "@aac/core";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { type OpenedStore, storesToTry } from "../../../../../tests/scenarios/stores-to-try.ts";
import { digestOf } from "../auth.ts";
import { createStoreAdapter } from "./store-adapter.ts";

const stores = storesToTry(inject("mongo.uri"));
const secret = "a secret of tests that is long enough";
const vault = createLocalVault({ keys: [{ id: "test", key: Buffer.alloc(32, 7) }] });
const inAnHour = () => new Date(Date.now() + 3_600_000);

interface Row {
  id: string;
  value: string;
  token: string;
  expiresAt: Date;
  failedVerificationCount: number;
  lockedUntil: Date | null;
  secret: string;
}

describe.each(Object.keys(stores))("the library's database on the %s store", (name) => {
  let opened: OpenedStore;
  let ended: string[];
  let problems: Problem[];
  let adapter: ReturnType<ReturnType<typeof createStoreAdapter>>;

  const open = (store: Store) =>
    createStoreAdapter({
      store,
      vault,
      ids: createIds(createSystemClock()),
      secret,
      beginSession: async () => ({
        activeOrgId: "acme",
        createdAt: 1,
        lastSeenAt: 1,
        expiresAt: inAnHour().getTime(),
        address: "192.0.2.1",
        userAgent: "a browser",
      }),
      onSessionEnd: async (digest) => void ended.push(digest),
      onProblem: (problem) => void problems.push(problem),
    })({ plugins: [], user: { additionalFields: { twoFactorEnabled: { type: "boolean", required: false } } } });

  beforeEach(async () => {
    [ended, problems] = [[], []];
    opened = await stores[name]!();
    adapter = open(opened.store);
  });
  afterEach(() => opened.close());

  const verification = (identifier: string, value: string, expiresAt = inAnHour()) =>
    adapter.create<Record<string, unknown>, Row>({
      model: "verification",
      data: { identifier, value, expiresAt, createdAt: new Date(), updatedAt: new Date() },
    });
  const by = (field: string, value: string | Date | number, operator: "eq" | "ne" | "lt" | "gt" | "in" = "eq") => ({
    field,
    value,
    operator,
  });
  const valuesOf = async (where: ReturnType<typeof by>[], more: object = {}) =>
    (await adapter.findMany<Row>({ model: "verification", where, ...more })).map(({ value }) => value);

  test("finds by equality, difference and range, of fields with an index and without; sorts, skips and limits", async () => {
    for (const value of ["a", "b", "c"]) await verification("one", value);
    await verification("other", "d", new Date(Date.now() - 1_000));
    expect(await valuesOf([by("identifier", "one")])).toEqual(["a", "b", "c"]);
    expect(await valuesOf([by("identifier", "one"), by("value", "b", "ne")])).toEqual(["a", "c"]);
    expect(await valuesOf([by("expiresAt", new Date(), "lt")])).toEqual(["d"]);
    expect(await valuesOf([by("createdAt", new Date(0), "gt"), by("value", "b")])).toEqual(["b"]);
    const sortBy = { field: "createdAt", direction: "desc" as const };
    expect(await valuesOf([by("identifier", "one")], { sortBy, limit: 1 })).toEqual(["c"]);
    expect(await valuesOf([by("identifier", "one")], { limit: 5, offset: 1 })).toEqual(["b", "c"]);
    expect(await adapter.count({ model: "verification", where: [by("identifier", "one")] })).toBe(3);
    const [found] = await adapter.findMany<Row>({ model: "verification", where: [by("value", "d")] });
    expect(found!.expiresAt).toBeInstanceOf(Date);
  });

  test("of many who consume the same one, one gets it", async () => {
    const { id } = await verification("one", "a");
    const consume = () => adapter.consumeOne<Row>({ model: "verification", where: [by("id", id)] });
    const all = await Promise.all(Array.from({ length: 10 }, consume));
    expect(all.filter((row) => row !== null)).toMatchObject([{ id, value: "a" }]);
  });

  test("of many who change under the same guard, one does", async () => {
    const { id } = await verification("one", "a");
    const change = (to: string) =>
      adapter.incrementOne<Row>({
        model: "verification",
        where: [by("id", id), by("value", "a")],
        increment: {},
        set: { value: to },
      });
    const all = await Promise.all(["b", "c", "d", "e"].map(change));
    expect(all.filter((row) => row !== null)).toHaveLength(1);
  });

  test("deletes what matches, and tells how much", async () => {
    for (const value of ["a", "b", "c"]) await verification("one", value);
    const where = [by("identifier", "one"), by("value", "b", "ne")];
    expect(await adapter.deleteMany({ model: "verification", where })).toBe(2);
    expect(await valuesOf([by("identifier", "one")])).toEqual(["b"]);
    await adapter.delete({ model: "verification", where: [by("identifier", "one")] });
    expect(await valuesOf([])).toEqual([]);
  });

  test("changes one, or all that match", async () => {
    for (const value of ["a", "b"]) await verification("one", value);
    const where = [by("identifier", "one")];
    expect(await adapter.update<Row>({ model: "verification", where, update: { value: "x" } })).toMatchObject({
      value: "x",
    });
    expect(await valuesOf(where)).toEqual(["x", "b"]);
    expect(await adapter.updateMany({ model: "verification", where, update: { value: "y" } })).toBe(2);
    const nobody = [by("identifier", "none")];
    expect(await adapter.update({ model: "verification", where: nobody, update: { value: "x" } })).toBeNull();
  });

  test("of a session only a digest of the token is kept; who has the token finds it by that", async () => {
    const data = {
      userId: "ada",
      token: "the token",
      expiresAt: inAnHour(),
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    expect(await adapter.create({ model: "session", data })).toMatchObject({ token: "the token", userId: "ada" });
    const [stored] = await opened.store.system.sessions.find({ where: {} });
    expect(stored).toMatchObject({ digest: digestOf("the token"), activeOrgId: "acme", address: "192.0.2.1" });
    expect(JSON.stringify(stored)).not.toContain("the token");
    const byToken = [by("token", "the token")];
    expect(await adapter.findOne<Row>({ model: "session", where: byToken })).toMatchObject({ token: "the token" });
    const digest = [by("token", stored!.digest)];
    expect(await adapter.findOne<Row>({ model: "session", where: digest })).toBeNull();
    const [listed] = await adapter.findMany<Row>({ model: "session", where: [by("userId", "ada")] });
    expect(listed!.token).toBe("");
    await adapter.delete({ model: "session", where: byToken });
    expect(ended).toEqual([digestOf("the token")]);
  });

  test("an address is one person's", async () => {
    const data = {
      email: "ada@example.org",
      name: "Ada",
      emailVerified: false,
      createdAt: new Date(),
      updatedAt: new Date(),
    };
    const create = () => adapter.create({ model: "user", data });
    const results = await Promise.allSettled([create(), create(), create()]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("what the store has no way for is refused, not left out", async () => {
    const contains = { field: "value", value: "a", operator: "contains" as const };
    await expect(adapter.findMany({ model: "verification", where: [contains] })).rejects.toThrow("contains");
    const either = [by("value", "a"), { ...by("value", "b"), connector: "OR" as const }];
    await expect(adapter.findMany({ model: "verification", where: either })).rejects.toThrow(Error);
  });

  test("a store that cannot be used is told as such", async () => {
    const away = new Problem("unavailable", "The store is away.");
    const { verifications } = opened.store.system;
    const system = { ...opened.store.system, verifications: { ...verifications, find: () => Promise.reject(away) } };
    const { findMany } = open({ ...opened.store, system });
    await expect(findMany({ model: "verification" })).rejects.toThrow(away);
    expect(problems).toEqual([away]);
  });
});

test("what the library seals with one key the vault seals with its own", async () => {
  const { memory } = storesToTry(null);
  const { store } = await memory!();
  const identity = createStoreAdapter({
    store,
    vault,
    ids: createIds(createSystemClock()),
    secret,
    beginSession: () => Promise.reject(new Error("No session is begun here")),
    onSessionEnd: async () => undefined,
    onProblem: () => undefined,
  });
  const fields = Object.fromEntries(
    ["secret", "backupCodes", "userId"].map((field) => [field, { type: "string" as const, required: true }]),
  );
  const adapter = identity({ plugins: [{ id: "test", schema: { twoFactor: { fields } } }] });
  const sealed = await symmetricEncrypt({ key: secret, data: "the secret" });
  await adapter.create({ model: "twoFactor", data: { userId: "ada", secret: sealed, backupCodes: "[]" } });
  const [stored] = await store.system.twoFactors.find({ where: {} });
  expect(vault.open(stored!.secret, "two-factor:ada")).toBe("the secret");
  const where = [{ field: "userId", value: "ada" }];
  const found = await adapter.findOne<Row>({ model: "twoFactor", where });
  expect(await symmetricDecrypt({ key: secret, data: found!.secret })).toBe("the secret");
});
