import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, stat, statfs, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Blobs, Problem } from "@aac/core";
import { keyPath } from "../key-path.ts";

export interface FolderBlobsOptions {
  /** Made where it is not there. Several processes may share it. */
  root: string;
  /** Milliseconds since the epoch; tells which half-written files were left behind. */
  now?: () => number;
}

/** A file that is being written has grown within this time; after it, its writer is gone. */
const abandonedMs = 3_600_000;

/**
 * Blobs as files of a folder, by their keys, so that a person can find them. A process may be killed at any moment; after
 * a power cut a blob of the last seconds may be missing, never cut. Throws Problem `data_folder_unusable` or
 * `disk_full` when the folder cannot be written.
 */
export async function createFolderBlobs({ root, now = Date.now }: FolderBlobsOptions): Promise<Blobs> {
  // No key's path begins with a dot: see ../key-path.ts.
  const unfinished = join(root, ".unfinished");
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await removeAbandoned(unfinished, now() - abandonedMs);
  } catch (error) {
    throw isFull(error) ? full(error) : new Problem("data_folder_unusable", `${messageOf(error)}.`, { cause: error });
  }
  const place = (key: string) => join(root, keyPath(key));

  async function put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number }> {
    const path = place(key);
    const temporary = join(unfinished, randomUUID());
    try {
      await writeFile(temporary, bytes, { flag: "wx", mode: 0o600, flush: true });
      const { size } = await stat(temporary);
      await moveInto(temporary, path);
      return { sizeBytes: size };
    } catch (error) {
      await rm(temporary, { force: true });
      throw isFull(error) ? full(error) : error;
    }
  }

  return {
    put,
    async get(key, range) {
      const path = place(key);
      const found = await stat(path).catch(nullWhenMissing);
      if (!found?.isFile()) return null;
      const { start, end } = range ?? { start: 0, end: Infinity };
      return { sizeBytes: found.size, bytes: start < found.size ? read(path, start, end) : none() };
    },
    async linkTo(key) {
      place(key);
      return null;
    },
    async delete(prefix) {
      const path = place(prefix);
      await rm(path, { recursive: true, force: true });
      await removeEmpty(root, dirname(path));
    },
    async check() {
      const { bavail, bsize } = await statfs(unfinished).catch((error: unknown) => {
        throw new Problem("data_folder_unusable", `${messageOf(error)}.`, { cause: error });
      });
      return { detail: `${root}, ${Math.floor((bavail * bsize) / 1024 ** 2)} MiB free` };
    },
    async close() {},
  };
}

/** Opened only when it is read, so that a blob nobody reads holds nothing open. */
async function* read(path: string, start: number, end: number): AsyncIterable<Uint8Array> {
  yield* createReadStream(path, { start, end, highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
}

async function* none(): AsyncIterable<Uint8Array> {}

/** Again when a delete has just taken the folder away as empty. */
async function moveInto(from: string, to: string, tries = 100): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    await rename(from, to);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" || tries === 1) throw error;
    await moveInto(from, to, tries - 1);
  }
}

async function removeEmpty(root: string, folder: string): Promise<void> {
  if (folder === root) return;
  try {
    await rmdir(folder);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") return;
  }
  await removeEmpty(root, dirname(folder));
}

async function removeAbandoned(folder: string, before: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(nullWhenMissing);
    if (found && found.mtimeMs < before) await rm(path, { force: true });
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const isFull = (error: unknown) => ["ENOSPC", "EDQUOT"].includes(codeOf(error) ?? "");
const full = (error: unknown) => new Problem("disk_full", `${messageOf(error)}.`, { cause: error });
function nullWhenMissing(error: unknown): null {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) return null;
  throw error;
}
