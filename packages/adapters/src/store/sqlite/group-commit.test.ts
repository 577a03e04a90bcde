import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";

let folder: string;
let database: DatabaseSync;
/** Another process, as far as SQLite can tell. */
let other: DatabaseSync;
let writer: GroupCommit;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aac-commit-"));
  const path = join(folder, "a.db");
  database = new DatabaseSync(path, { timeout: 0 });
  database.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, text UNIQUE)");
  other = new DatabaseSync(path, { timeout: 0 });
  writer = createGroupCommit({ database, path, giveUpMs: 200 });
});
afterEach(async () => {
  await writer.close();
  database.close();
  other.close();
  rmSync(folder, { recursive: true });
});

const insert = (text: string) => database.prepare("INSERT INTO t (text) VALUES (?)").run(text);
const textsIn = (file: DatabaseSync) =>
  file
    .prepare("SELECT text FROM t ORDER BY id")
    .all()
    .map((row) => row["text"]);

test("what is submitted in one turn is committed together, in order", async () => {
  const seenByOthers: unknown[] = [];
  const submitted = ["a", "b", "c"].map((text) =>
    writer.submit(() => {
      insert(text);
      seenByOthers.push(textsIn(other));
      return text.toUpperCase();
    }),
  );
  expect(await submitted[0]).toBe("A");
  expect(textsIn(other)).toEqual(["a", "b", "c"]);
  expect(seenByOthers).toEqual([[], [], []]);
  expect(await Promise.all(submitted)).toEqual(["A", "B", "C"]);
});

test("nothing resolves before it is committed", async () => {
  const seen = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => {
      await writer.submit(() => insert(`${i}`));
      return textsIn(other).includes(`${i}`);
    }),
  );
  expect(seen.every(Boolean)).toBe(true);
});

test("one that throws concerns no other", async () => {
  const results = await Promise.allSettled([
    writer.submit(() => insert("a")),
    writer.submit(() => insert("a")),
    writer.submit(() => {
      throw new Error("our own mistake");
    }),
    writer.submit(() => insert("b")),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
  expect(results[2]).toMatchObject({ reason: { message: "our own mistake" } });
  expect(textsIn(other)).toEqual(["a", "b"]);
});

test("where there is no room for all, those for which there is room are stored", async () => {
  database.exec("PRAGMA max_page_count = 20");
  const texts = ["a", "x".repeat(200_000), "b", "y".repeat(200_000), "c"];
  const results = await Promise.allSettled(texts.map((text) => writer.submit(() => insert(text))));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
  expect(results[1]).toMatchObject({ reason: { code: "disk_full" } });
  expect(textsIn(other)).toEqual(["a", "b", "c"]);
  await writer.submit(() => insert("d"));
  expect(textsIn(other)).toEqual(["a", "b", "c", "d"]);
});

test("waits for another process's transaction without holding up the event loop", async () => {
  other.exec("BEGIN IMMEDIATE; INSERT INTO t (text) VALUES ('other')");
  let isStored = false;
  const stored = writer.submit(() => insert("own")).then(() => (isStored = true));
  for (let turn = 0; turn < 100; turn++) await setImmediate();
  expect(isStored).toBe(false);
  other.exec("COMMIT");
  await stored;
  expect(textsIn(other)).toEqual(["other", "own"]);
});

test("gives up on a transaction that does not end, and goes on when it has", async () => {
  other.exec("BEGIN IMMEDIATE");
  const results = await Promise.allSettled(["a", "b"].map((text) => writer.submit(() => insert(text))));
  for (const result of results) expect(result).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
  other.exec("ROLLBACK");
  await writer.submit(() => insert("c"));
  expect(textsIn(other)).toEqual(["c"]);
});

test("a long batch is split, so that the event loop turns", async () => {
  let turns = 0;
  let isDone = false;
  const counting = (async () => {
    while (!isDone) {
      await setImmediate();
      turns++;
    }
  })();
  const busy = (ms: number) => {
    const until = performance.now() + ms;
    while (performance.now() < until);
  };
  await Promise.all(Array.from({ length: 40 }, () => writer.submit(() => busy(5))));
  isDone = true;
  await counting;
  expect(turns).toBeGreaterThan(4);
});

test("closing settles what was submitted and refuses more", async () => {
  const submitted = ["a", "b"].map((text) => writer.submit(() => insert(text)));
  const closed = writer.close();
  await expect(writer.submit(() => insert("c"))).rejects.toMatchObject({ code: "unavailable" });
  await closed;
  await Promise.all(submitted);
  await writer.close();
  expect(textsIn(other)).toEqual(["a", "b"]);
});
