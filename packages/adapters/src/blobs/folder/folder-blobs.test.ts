import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blobsConformance } from "@aac/core/conformance";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFolderBlobs } from "./folder-blobs.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "aac-blobs-"));
});
afterEach(() => rm(root, { recursive: true }));

blobsConformance("a folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aac-blobs-"));
  const blobs = await createFolderBlobs({ root: join(folder, "made", "here") });
  return { blobs, dispose: () => rm(folder, { recursive: true }) };
});

async function* from(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

test("blobs lie where a person looks for them, readable by their owner only", async () => {
  const blobs = await createFolderBlobs({ root });
  await blobs.put("acme/r1-1-1/playwright-report/index.html", from("<p>"));
  const path = join(root, "acme/r1-1-1/playwright-report/index.html");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(root, "acme"))).mode & 0o777).toBe(0o700);
});

test("deleting leaves no empty folder behind", async () => {
  const blobs = await createFolderBlobs({ root });
  await blobs.put("acme/r1/deep/er/x", from("x"));
  await blobs.put("acme/r2/x", from("x"));
  await blobs.delete("acme/r1/deep/er/x");
  expect(await readdir(join(root, "acme"))).toEqual(["r2"]);
  await blobs.delete("acme/r2");
  expect(await readdir(root)).toEqual([".unfinished"]);
});

test("a folder that is taken away as empty just before a blob moves into it is made again", async () => {
  const blobs = await createFolderBlobs({ root });
  let isDone = false;
  const deleting = Array.from({ length: 3 }, async () => {
    while (!isDone) await blobs.delete("acme/nobody");
  });
  for (let i = 0; i < 50; i++) {
    await blobs.put("acme/x", from("x"));
    await blobs.delete("acme/x");
  }
  isDone = true;
  await Promise.all(deleting);
});

test("what a killed process left half written is removed at the next start, not what another is writing", async () => {
  const unfinished = join(root, ".unfinished");
  await mkdir(unfinished);
  await writeFile(join(unfinished, "left-behind"), "half");
  await writeFile(join(unfinished, "being-written"), "half");
  const now = 1_790_000_000_000;
  await utimes(join(unfinished, "left-behind"), new Date(now), new Date(now - 2 * 3_600_000));
  await utimes(join(unfinished, "being-written"), new Date(now), new Date(now - 60_000));
  await createFolderBlobs({ root, now: () => now });
  expect(await readdir(unfinished)).toEqual(["being-written"]);
});

test("a put that failed leaves nothing behind", async () => {
  const blobs = await createFolderBlobs({ root });
  async function* failing() {
    yield Buffer.from("half of it");
    throw new Error("the sandbox is gone");
  }
  await expect(blobs.put("acme/x", failing())).rejects.toThrow("the sandbox is gone");
  expect(await readdir(join(root, ".unfinished"))).toEqual([]);
});

test("a folder that cannot be made is named", async () => {
  await writeFile(join(root, "file"), "");
  const opening = createFolderBlobs({ root: join(root, "file", "blobs") });
  await expect(opening).rejects.toMatchObject({ code: "data_folder_unusable" });
});

test("check fails when the folder has gone", async () => {
  const blobs = await createFolderBlobs({ root: join(root, "blobs") });
  await rm(join(root, "blobs"), { recursive: true });
  await expect(blobs.check()).rejects.toMatchObject({ code: "data_folder_unusable" });
});
