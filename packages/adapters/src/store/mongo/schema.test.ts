import { randomUUID } from "node:crypto";
import { silentLog } from "@aac/core";
import { type Db, MongoClient } from "mongodb";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { createMongoStore } from "./mongo-store.ts";
import { migrate, type MongoMigration } from "./schema.ts";

const uri = inject("mongo.uri");

describe.skipIf(uri === null)("migrations", () => {
  let client: MongoClient;
  let db: Db;
  let log: string[];
  beforeEach(() => {
    client = new MongoClient(uri!);
    db = client.db(`aac-${randomUUID()}`);
    log = [];
  });
  afterEach(async () => {
    await db.dropDatabase();
    await client.close();
  });

  let hour = 0;
  const run = (steps: readonly MongoMigration[], more: { claimMs?: number } = {}) =>
    migrate({
      db,
      collections: async (name) => [db.collection(name)],
      log: silentLog,
      now: () => hour * 3_600_000,
      // The server's own round trip is pause enough.
      pause: () => db.command({ ping: 1 }),
      steps,
      ...more,
    });
  const step = (name: string, isBreaking = false): MongoMigration => ({
    change: async () => void log.push(name),
    isBreaking,
  });
  const written = () => db.collection<{ _id: string }>("meta").findOne({ _id: "schema" });

  test("are not for a new database, and run once each, in order, on an older one", async () => {
    await run([step("one")]);
    expect(log).toEqual([]);
    await run([step("one"), step("two"), step("three")]);
    await run([step("one"), step("two"), step("three")]);
    expect(log).toEqual(["two", "three"]);
    expect(await written()).toMatchObject({ version: 4, needs: 1, migrator: null });
  });

  test("of several processes that open an older database at once, one migrates and the others wait for it", async () => {
    await run([]);
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const slow: MongoMigration = {
      isBreaking: false,
      async change() {
        log.push("begun");
        await mayEnd;
        log.push("ended");
      },
    };
    const others = [1, 2, 3].map(() => run([slow]).then(() => log.push("open")));
    await vi.waitFor(() => expect(log).toEqual(["begun"]));
    end();
    await Promise.all(others);
    expect(log).toEqual(["begun", "ended", "open", "open", "open"]);
  });

  test("one that was cut short by the end of its process is made again, once its claim has run out", async () => {
    await run([]);
    const dying: MongoMigration = { isBreaking: false, change: () => new Promise(() => undefined) };
    void run([dying, step("next")]);
    await vi.waitFor(async () => expect(await written()).toMatchObject({ migrator: expect.any(String) }));
    const waiting = run([step("again"), step("next")]);
    await db.command({ ping: 1 });
    expect(log).toEqual([]);
    hour++;
    await waiting;
    expect(log).toEqual(["again", "next"]);
  });

  test("one that fails stops there, and the next process tries it again at once", async () => {
    await run([]);
    const failing: MongoMigration = { isBreaking: false, change: () => Promise.reject(new Error("no further")) };
    await expect(run([step("one"), failing])).rejects.toThrow("no further");
    expect(await written()).toMatchObject({ version: 2 });
    await run([step("one"), step("two")]);
    expect(log).toEqual(["one", "two"]);
  });

  test("an older version goes on beside a newer one that only added", async () => {
    await run([step("one"), step("two")]);
    await run([step("one")]);
    await run([]);
    expect(await written()).toMatchObject({ version: 3 });
  });

  test("an older version is refused once a step has begun that breaks it, whatever was added since", async () => {
    await run([]);
    const failing: MongoMigration = { isBreaking: true, change: () => Promise.reject(new Error("half done")) };
    await expect(run([failing])).rejects.toThrow("half done");
    await expect(run([])).rejects.toMatchObject({ code: "database_newer" });
    await run([step("breaks", true), step("adds")]);
    await expect(run([])).rejects.toMatchObject({ code: "database_newer" });
    await run([step("breaks", true)]);
    expect(log).toEqual(["breaks", "adds"]);
  });

  test("change documents, in all buckets, before the store is open", async () => {
    const open = (migrations: MongoMigration[]) =>
      createMongoStore({ uri: uri!, database: db.databaseName, migrations });
    const before = await open([]);
    await before.system.members.insert({ id: "m1", role: "worker", host: "old", startedAt: 0, seenAt: 0 });
    await before.close();
    const after = await open([
      {
        isBreaking: false,
        async change({ collections }) {
          log.push(...(await collections("logChunks")).map((one) => one.collectionName));
          for (const members of await collections("members")) await members.updateMany({}, { $set: { host: "new" } });
        },
      },
    ]);
    expect(await after.system.members.get("m1")).toMatchObject({ host: "new" });
    expect(log).toEqual(["logChunks"]);
    await after.close();
  });

  test("an index that is declared no longer stays: an older version may need it", async () => {
    await (await createMongoStore({ uri: uri!, database: db.databaseName })).close();
    await db.collection("members").createIndex({ host: 1 }, { name: "by_host" });
    await (await createMongoStore({ uri: uri!, database: db.databaseName })).close();
    const names = (await db.collection("members").indexes()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["by_host", "by_role_seenAt", "by_seenAt"]));
  });

  test("sessions of before there were people are dropped, and nothing else", async () => {
    const open = () => createMongoStore({ uri: uri!, database: db.databaseName });
    const before = await open();
    await before.system.members.insert({ id: "m1", role: "worker", host: "a", startedAt: 0, seenAt: 0 });
    await before.close();
    await db.collection<{ _id: string }>("meta").updateOne({ _id: "schema" }, { $set: { version: 1, needs: 1 } });
    await db.collection<{ _id: string }>("sessions").insertOne({ _id: "s1", orgId: "acme", digest: "d" } as never);
    const store = await open();
    expect(await store.system.sessions.find({ where: {} })).toEqual([]);
    expect(await store.system.members.count({})).toBe(1);
    await store.close();
  });
});
