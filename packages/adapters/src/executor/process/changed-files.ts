import { constants } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SandboxFile } from "@aac/core";
import { fileGlobs } from "../file-globs.ts";

const bytesAtOnce = 256 * 1024;

/**
 * The regular files below a directory that match and were made or changed since an instant of its file system. Change
 * times tell: unlike modification times no tool sets them back.
 */
export async function* changedFiles(
  directory: string,
  globs: readonly string[],
  sinceNs: bigint,
): AsyncGenerator<SandboxFile> {
  const { matches, reaches } = fileGlobs(globs);
  const pending = [""];
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    const entries = await readdir(join(directory, below), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && reaches(path)) pending.push(path);
      if (!entry.isFile() || !matches(path)) continue;
      const file = await lstat(join(directory, path), { bigint: true }).catch(() => null);
      if (!file?.isFile() || !isChanged(file, sinceNs)) continue;
      const sizeBytes = Number(file.size);
      yield { path, sizeBytes, bytes: readFile(join(directory, path), sizeBytes) };
    }
  }
}

/** A copy made in the same tick of the clock has its original's, older modification time. */
const isChanged = (file: { ctimeNs: bigint; mtimeNs: bigint }, sinceNs: bigint) =>
  file.ctimeNs > sinceNs || (file.ctimeNs === sinceNs && file.mtimeNs >= sinceNs);

/** As many bytes as were announced, or fewer where the file was cut since. */
async function* readFile(path: string, sizeBytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (let position = 0; position < sizeBytes;) {
      const wanted = Math.min(bytesAtOnce, sizeBytes - position);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
