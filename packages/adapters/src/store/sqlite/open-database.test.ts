import { mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "./open-database.ts";
import { createSqliteStore } from "./sqlite-store.ts";
import { declaredTables } from "./tables.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aac-open-"));
  path = join(folder, "data", "center.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function makeFilled(): Promise<void> {
  const store = await createSqliteStore({ path });
  const host = "h".repeat(2000);
  await store.system.members.insertMany(
    Array.from({ length: 500 }, (_, i) => ({ id: `m${i}`, role: "worker", host, startedAt: 0, seenAt: i })),
  );
  await store.close();
}

test("commits are flushed to the disk, readers and writers do not wait for each other, freed space can be given back", () => {
  const database = openDatabase(path, declaredTables());
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect({ flush: pragma("synchronous"), journal: pragma("journal_mode"), vacuum: pragma("auto_vacuum") }).toEqual({
    flush: 2,
    journal: "wal",
    vacuum: 2,
  });
  expect(pragma("busy_timeout")).toBe(0);
  database.close();
});

test("only its owner may read the file and its folder", async () => {
  const store = await createSqliteStore({ path });
  await store.system.counters.insert({ id: "c", value: 1 });
  for (const name of ["center.db", "center.db-wal"])
    expect(statSync(join(folder, "data", name)).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "data")).mode & 0o777).toBe(0o700);
  await store.close();
});

test("a file of another kind is damaged, and stays as it is", async () => {
  const text = "Dear diary, this is no database.\n".repeat(100);
  path = join(folder, "diary.txt");
  writeFileSync(path, text);
  await expect(createSqliteStore({ path })).rejects.toMatchObject({ code: "data_folder_damaged" });
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a file that was cut is damaged", async () => {
  await makeFilled();
  truncateSync(path, Math.floor(statSync(path).size / 2));
  await expect(createSqliteStore({ path })).rejects.toMatchObject({ code: "data_folder_damaged" });
});

test("a file that was overwritten in its middle is damaged", async () => {
  await makeFilled();
  const file = openSync(path, "r+");
  writeSync(file, Buffer.alloc(40_000, 0x5a), 0, 40_000, 200_000);
  await expect(createSqliteStore({ path })).rejects.toMatchObject({
    code: "data_folder_damaged",
    message: expect.stringContaining(path) as string,
  });
});

test("a file of a newer version is told as such, and stays as it is", async () => {
  await makeFilled();
  const newer = new DatabaseSync(path);
  newer.exec("PRAGMA user_version = 99; UPDATE needed_version SET version = 99; CREATE TABLE of_the_future (a)");
  newer.close();
  const before = readFileSync(path);
  await expect(createSqliteStore({ path })).rejects.toMatchObject({ code: "data_folder_newer" });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test("a folder that cannot be, and a folder in the file's place, are told", async () => {
  writeFileSync(join(folder, "data"), "");
  await expect(createSqliteStore({ path })).rejects.toMatchObject({ code: "data_folder_unusable" });
  await expect(createSqliteStore({ path: folder })).rejects.toMatchObject({ code: "data_folder_unusable" });
});

test("a file that is only half made when opening fails is finished by the next opening", async () => {
  await expect(createSqliteStore({ path, maxBytes: 16_384 })).rejects.toMatchObject({ code: "disk_full" });
  const store = await createSqliteStore({ path });
  expect(await store.system.counters.insert({ id: "c", value: 1 })).toBe(true);
  await store.close();
});
