import { randomUUID } from "node:crypto";
import type { LogChunkRecord, Store } from "@aac/core";
import { type Db, MongoClient } from "mongodb";
import { ulid } from "ulid";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { createMongoStore } from "./mongo-store.ts";

const uri = inject("mongo.uri");
const dayMs = 86_400_000;
/** A Wednesday. */
const today = Date.UTC(2026, 10, 25, 12);
const weeksAgo = (weeks: number) => ulid(today - weeks * 7 * dayMs).toLowerCase();

describe.skipIf(uri === null)("log chunks and results lie in a collection for each week of runs", () => {
  let client: MongoClient;
  let db: Db;
  let store: Store;
  const open = () => createMongoStore({ uri: uri!, database: db.databaseName, now: () => today });
  beforeEach(async () => {
    client = new MongoClient(uri!);
    db = client.db(`aac-${randomUUID()}`);
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await db.dropDatabase();
    await client.close();
  });

  const chunk = (runId: string, firstLine = 1): LogChunkRecord => ({
    id: `${runId}-1-1-${String(firstLine).padStart(12, "0")}`,
    orgId: "acme",
    runId,
    attemptId: `${runId}-1-1`,
    fence: 1,
    firstLine,
    lines: 1,
    bytesBefore: 0,
    sizeBytes: 1,
    at: today,
    data: Uint8Array.of(firstLine),
  });
  const buckets = async () => {
    const listed = await db.listCollections({}, { nameOnly: true }).toArray();
    return listed
      .map(({ name }) => name)
      .filter((name) => name.startsWith("logChunks_"))
      .toSorted();
  };
  const indexesOf = async (name: string) => (await db.collection(name).indexes()).map((index) => index.name);

  test("a new bucket has the indexes that are declared", async () => {
    const run = weeksAgo(0);
    await store.system.logChunks.insert(chunk(run));
    expect(await buckets()).toEqual(["logChunks_20261123"]);
    expect(await indexesOf("logChunks_20261123")).toEqual(["_id_", "by_attemptId_firstLine", "by_runId_id"]);
  });

  test("what belongs to a run is found by each of its ids, changed and counted", async () => {
    const run = weeksAgo(5);
    const { logChunks } = store.system;
    expect(await logChunks.insertMany([chunk(run, 1), chunk(run, 2), chunk(weeksAgo(0), 3)])).toBe(3);
    const { id, attemptId } = chunk(run, 2);
    for (const where of [{ id }, { attemptId, firstLine: 2 }, { runId: run, id: { gt: chunk(run, 1).id } }]) {
      expect(await logChunks.find({ where })).toEqual([chunk(run, 2)]);
      expect(await logChunks.count(where)).toBe(1);
    }
    expect(await logChunks.update(id, { fence: 1 }, { fence: 2 })).toMatchObject({ firstLine: 2, fence: 2 });
    expect(await logChunks.get(id)).toMatchObject({ fence: 2 });
  });

  test("a query that names no run looks at all buckets: sorted, limited, deleted from", async () => {
    const { logChunks } = store.system;
    const runs = [weeksAgo(3), weeksAgo(0), weeksAgo(7), "no-ulid"];
    await logChunks.insertMany(runs.flatMap((run, i) => [chunk(run, 10 - i), chunk(run, 20 + i)]));
    const lines = async (orderBy: "firstLine" | "-firstLine", limit: number) =>
      (await logChunks.find({ where: {}, orderBy: [orderBy], limit })).map(({ firstLine }) => firstLine);
    expect(await lines("firstLine", 5)).toEqual([7, 8, 9, 10, 20]);
    expect(await lines("-firstLine", 3)).toEqual([23, 22, 21]);
    expect((await logChunks.find({ where: {} })).map(({ runId }) => runId)).toEqual(
      runs.toSorted().flatMap((run) => [run, run]),
    );
    expect(await logChunks.count({ runId: { in: [runs[0]!, "no-ulid"] } })).toBe(4);
    expect(await logChunks.deleteMany({}, 5)).toBe(5);
    expect(await logChunks.count({})).toBe(3);
  });

  test("a past bucket that becomes empty is dropped; the present one and the one before stay", async () => {
    const { logChunks } = store.system;
    const runs = [0, 1, 2, 3].map(weeksAgo);
    await logChunks.insertMany([...runs.map((run) => chunk(run)), chunk(runs[3]!, 2)]);
    for (const runId of runs) await logChunks.deleteMany({ runId }, 1);
    expect(await buckets()).toHaveLength(4);
    for (const runId of runs) await logChunks.deleteMany({ runId }, 1);
    expect(await buckets()).toEqual(["logChunks_20261102", "logChunks_20261116", "logChunks_20261123"]);
    await logChunks.deleteMany({ runId: runs[3]! }, 1);
    expect(await buckets()).toEqual(["logChunks_20261116", "logChunks_20261123"]);
  });

  test("a run that outlives its bucket gets it again, with its indexes", async () => {
    const { logChunks } = store.system;
    const run = weeksAgo(4);
    await logChunks.insert(chunk(run));
    await logChunks.deleteMany({ runId: run }, 10);
    expect(await buckets()).toEqual([]);
    await logChunks.insert(chunk(run, 2));
    expect(await indexesOf("logChunks_20261026")).toContain("by_attemptId_firstLine");
    expect(await logChunks.find({ where: { runId: run } })).toEqual([chunk(run, 2)]);
  });

  test("what came in while a bucket was being dropped is put back by whoever opens the store next", async () => {
    const run = weeksAgo(4);
    await store.system.logChunks.insertMany([chunk(run), chunk(run, 2)]);
    // As a process leaves it that is killed in the middle.
    await db.renameCollection("logChunks_20261026", "logChunks_20261026_dropping");
    await store.system.logChunks.insert(chunk(run, 3));
    const other = await open();
    expect(await other.system.logChunks.find({ where: { runId: run } })).toEqual(
      [1, 2, 3].map((line) => chunk(run, line)),
    );
    expect(await buckets()).toEqual(["logChunks_20261026"]);
    await other.close();
  });

  test("what comes in while a bucket is being dropped is never lost", async () => {
    const other = await open();
    const [late, gone] = [weeksAgo(4), weeksAgo(4)];
    for (let line = 1; line <= 10; line++) {
      await other.system.logChunks.insert(chunk(gone));
      const dropping = other.system.logChunks.deleteMany({ runId: gone }, 10);
      expect(await store.system.logChunks.insert(chunk(late, line))).toBe(true);
      await dropping;
      expect(await store.system.logChunks.find({ where: { runId: late } })).toEqual([chunk(late, line)]);
      await store.system.logChunks.deleteMany({ runId: late }, 10);
    }
    await other.close();
  });

  test("a document whose ids name different weeks is refused: it could not be found again", async () => {
    const odd = { ...chunk(weeksAgo(0)), runId: weeksAgo(3) };
    await expect(store.system.logChunks.insertMany([chunk(weeksAgo(1)), odd])).rejects.toThrow(/different runs/);
    expect(await store.system.logChunks.count({})).toBe(0);
  });
});
