import { constants } from "node:fs";
import { copyFile, mkdir, readdir, readlink, stat, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";

/** So many files at a time: enough to keep a disk busy, few enough to leave the thread pool to others. */
const filesAtOnce = 16;

/**
 * Copies a directory as it is: modes and modification times kept (build tools compare them), symbolic links as links,
 * blocks shared where the file system can. `.git`, sockets, pipes and devices are left out.
 * Throws the signal's reason when it aborts.
 */
export async function copyTree(from: string, to: string, signal: AbortSignal): Promise<void> {
  const { mode } = await stat(from);
  await mkdir(to, { mode: mode | 0o700 });
  const directories: string[] = [""];
  for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
    signal.throwIfAborted();
    const entries = await readdir(join(from, directory), { withFileTypes: true });
    const copies: (() => Promise<void>)[] = [];
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (path === ".git") continue;
      if (entry.isDirectory()) directories.push(path);
      copies.push(() => copyEntry(join(from, path), join(to, path), entry));
    }
    await inTurn(copies, signal);
  }
}

interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

async function copyEntry(from: string, to: string, kind: Kind): Promise<void> {
  if (kind.isSymbolicLink()) {
    await symlink(await readlink(from), to);
  } else if (kind.isDirectory()) {
    const { mode } = await stat(from);
    // We must be able to fill it, whatever its owner may do.
    await mkdir(to, { mode: mode | 0o700 });
  } else if (kind.isFile()) {
    const { atime, mtime } = await stat(from);
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    // A file that is not ours to date is still copied.
    await utimes(to, atime, mtime).catch(() => undefined);
  }
}

async function inTurn(work: readonly (() => Promise<void>)[], signal: AbortSignal): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let task = work[next++]; task; task = work[next++]) {
      signal.throwIfAborted();
      await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(filesAtOnce, work.length) }, lane));
}
