import { mkdtemp, readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKeyFolder } from "./key-folder.ts";

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "aac-keys-"))));
afterEach(() => rm(folder, { recursive: true }));

test("a renewed key takes the place of the one before, which stays beside it, for whoever else reads the folder", async () => {
  const [one, other] = [createKeyFolder(folder), createKeyFolder(folder)];
  const before = await other.current();
  const after = await one.renew();
  expect(await other.current()).toEqual(after);
  expect(await other.find(before.id)).toEqual(before);
  expect((await other.all()).map(({ id }) => id)).toEqual([after.id, before.id]);
  expect(await readdir(folder)).toHaveLength(3);
  for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
});

test("of several that renew it at once none loses a key that another has begun to wrap with", async () => {
  const before = await createKeyFolder(folder).current();
  const made = await Promise.all(Array.from({ length: 5 }, () => createKeyFolder(folder).renew()));
  const ids = (await createKeyFolder(folder).all()).map(({ id }) => id);
  expect(ids.toSorted()).toEqual([before, ...made].map(({ id }) => id).toSorted());
});

test("a key goes only when it is old enough, and never the current one", async () => {
  const keys = createKeyFolder(folder);
  const before = await keys.current();
  const after = await keys.renew();
  expect(await keys.remove(before.id, 60_000)).toBe(false);
  expect(await keys.find(before.id)).toEqual(before);
  await utimes(join(folder, `master-key.${before.id}`), 0, 0);
  expect(await keys.remove(before.id, 60_000)).toBe(true);
  expect(await keys.find(before.id)).toBeNull();
  expect(await keys.find(after.id)).toEqual(after);
  expect((await readFile(join(folder, "master-key"), "utf8")).trim()).toBe(Buffer.from(after.key).toString("hex"));
});

test.each(["", "..", "../../etc/passwd", "next-0123456789ab"])("%j is the id of no key", async (id) => {
  expect(await createKeyFolder(folder).find(id)).toBeNull();
});
