/** For full-disk.test.ts: fills the disk of a folder of blobs and goes on, and prints how that went. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@aac/core";
import { createFolderBlobs } from "./folder-blobs.ts";

const root = process.argv[2]!;
const blobs = await createFolderBlobs({ root });
async function* mebibyte(): AsyncIterable<Uint8Array> {
  for (let i = 0; i < 16; i++) yield new Uint8Array(65_536).fill(i);
}

const outcomes: string[] = [];
for (let i = 0; i < 8; i++) {
  outcomes.push(
    await blobs.put(`org/r${i}/x`, mebibyte()).then(
      () => "stored",
      (error: unknown) => (error instanceof Problem ? error.code : String(error)),
    ),
  );
}
const there: boolean[] = [];
for (let i = 0; i < 8; i++) there.push((await blobs.get(`org/r${i}/x`))?.sizeBytes === 1024 * 1024);
const leftBehind = await readdir(join(root, ".unfinished"));
await blobs.delete("org/r0");
const again = await blobs.put("org/again/x", mebibyte());
process.stdout.write(JSON.stringify({ outcomes, there, leftBehind, again }));
