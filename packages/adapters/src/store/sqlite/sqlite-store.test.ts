import { mkdtemp, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { storeConformance } from "@aac/core/conformance";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSqliteStore } from "./sqlite-store.ts";

storeConformance("the SQLite store", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aac-store-"));
  const path = join(folder, "data", "center.db");
  const open = [await createSqliteStore({ path })];
  return {
    store: open[0]!,
    async reopen() {
      const store = await createSqliteStore({ path });
      open.push(store);
      return store;
    },
    async dispose() {
      await Promise.all(open.map((store) => store.close()));
      await rm(folder, { recursive: true });
    },
  };
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aac-store-"));
  path = join(folder, "center.db");
});
afterEach(() => rm(folder, { recursive: true }));

const member = (id: string, host: string) => ({ id, role: "worker", host, startedAt: 0, seenAt: 0 }) as const;
const mebibyte = 1024 * 1024;

test("a full disk refuses what does not fit, keeps what is there, and what is deleted makes room", async () => {
  const store = await createSqliteStore({ path, maxBytes: 4 * mebibyte });
  const { members } = store.system;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => members.insert(member(`m${i}`, "h".repeat(mebibyte / 2)))),
  );
  const stored = outcomes.filter(({ status }) => status === "fulfilled").length;
  expect(stored).toBeGreaterThan(3);
  expect(stored).toBeLessThan(8);
  for (const outcome of outcomes.slice(stored)) expect(outcome).toMatchObject({ reason: { code: "disk_full" } });
  await expect(members.update("m0", {}, { host: "h".repeat(3 * mebibyte) })).rejects.toMatchObject({
    code: "disk_full",
  });
  expect(await members.count({ role: "worker" })).toBe(stored);
  expect((await members.get("m0"))?.host).toHaveLength(mebibyte / 2);

  await members.delete("m0");
  expect(await members.insert(member("m0", "h".repeat(mebibyte / 2)))).toBe(true);
  await store.close();
});

test("many that together do not fit are stored all or none", async () => {
  const store = await createSqliteStore({ path, maxBytes: 4 * mebibyte });
  const many = Array.from({ length: 20 }, (_, i) => member(`m${i}`, "h".repeat(mebibyte / 2)));
  await expect(store.system.members.insertMany(many)).rejects.toMatchObject({ code: "disk_full" });
  expect(await store.system.members.count({})).toBe(0);
  await store.close();
});

test("many of which one cannot be stored are stored all or none", async () => {
  const store = await createSqliteStore({ path });
  const odd = { ...member("m2", "h"), seenAt: [1] as unknown as number };
  await expect(store.system.members.insertMany([member("m1", "h"), odd])).rejects.toThrow(/seenAt/);
  expect(await store.system.members.count({})).toBe(0);
  await store.close();
});

test("what is deleted gives its space back", async () => {
  const store = await createSqliteStore({ path });
  const chunk = (i: number) => ({
    id: `a-${i}`,
    orgId: "o",
    runId: "r",
    attemptId: "a",
    fence: 1,
    firstLine: i,
    lines: 1,
    bytesBefore: 0,
    sizeBytes: 1,
    at: 0,
    data: new Uint8Array(mebibyte / 4).fill(i),
  });
  await store.system.logChunks.insertMany(Array.from({ length: 160 }, (_, i) => chunk(i)));
  await store.close();
  expect((await stat(path)).size).toBeGreaterThan(40 * mebibyte);

  const again = await createSqliteStore({ path });
  while ((await again.system.logChunks.deleteMany({ runId: "r" }, 30)) > 0);
  await again.close();
  expect((await stat(path)).size).toBeLessThan(4 * mebibyte);
});

test("reads go on while another process writes", async () => {
  const store = await createSqliteStore({ path });
  await store.system.members.insert(member("m1", "before"));
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE; DELETE FROM members");
  expect(await store.system.members.get("m1")).toMatchObject({ host: "before" });
  other.exec("COMMIT");
  other.close();
  expect(await store.system.members.get("m1")).toBeNull();
  await store.close();
});

test("check notices that the file was moved away under the store", async () => {
  const store = await createSqliteStore({ path });
  await store.check();
  await rename(path, `${path}.moved`);
  await expect(store.check()).rejects.toMatchObject({ code: "data_folder_unusable" });
  await store.close();
});

test("sessions of before there were people are dropped, and nothing else", async () => {
  const before = await createSqliteStore({ path });
  await before.system.members.insert(member("m1", "a"));
  await before.close();
  const file = new DatabaseSync(path);
  file.exec("PRAGMA user_version = 1; DROP TABLE needed_version");
  const session = { id: "s1", orgId: "acme", name: "Ada", scopes: ["read"], digest: "d", createdAt: 0, expiresAt: 1 };
  file.prepare("INSERT INTO sessions (id, digest, doc) VALUES ('s1', 'd', ?)").run(JSON.stringify(session));
  file.close();
  const store = await createSqliteStore({ path });
  expect(await store.system.sessions.find({ where: {} })).toEqual([]);
  expect(await store.system.members.count({})).toBe(1);
  await store.close();
});
