import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadOrCreateMasterKey } from "./key-file.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aac-key-"));
  path = join(folder, "data", "master-key");
});
afterEach(() => rm(folder, { recursive: true }));

test("makes a key that only its owner may read, and gives the same one from then on", async () => {
  const made = await loadOrCreateMasterKey(path);
  expect(made.key).toHaveLength(32);
  expect(made.id).toMatch(/^[\w-]+$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await loadOrCreateMasterKey(path)).toEqual(made);
  expect(await readdir(join(folder, "data"))).toEqual(["master-key"]);
});

test("two keys have two ids, and the id tells nothing of the key", async () => {
  const one = await loadOrCreateMasterKey(path);
  const two = await loadOrCreateMasterKey(`${path}-2`);
  expect(one.id).not.toBe(two.id);
  expect(await readFile(path, "utf8")).not.toContain(one.id);
});

test("of many that make it at once, all get the same", async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => loadOrCreateMasterKey(path)));
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(await readdir(join(folder, "data"))).toEqual(["master-key"]);
});

test("takes the group's and others' rights away", async () => {
  const made = await loadOrCreateMasterKey(path);
  await chmod(path, 0o644);
  expect(await loadOrCreateMasterKey(path)).toEqual(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test.each(["", "short", `${"0".repeat(63)}g\n`, "0".repeat(128)])(
  "a file that holds %j is damaged, and stays",
  async (text) => {
    await writeFile(`${folder}/key`, text);
    await expect(loadOrCreateMasterKey(`${folder}/key`)).rejects.toMatchObject({ code: "data_folder_damaged" });
    expect(await readFile(`${folder}/key`, "utf8")).toBe(text);
  },
);

test("a folder that cannot be written is named", async () => {
  await writeFile(join(folder, "data"), "a file where the folder should be");
  await expect(loadOrCreateMasterKey(path)).rejects.toMatchObject({ code: "data_folder_unusable" });
});
