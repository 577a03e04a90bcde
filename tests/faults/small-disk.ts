import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A disk of its own for some processes, which can be filled. It goes with the process that made it. */
export interface SmallDisk {
  /** The folder that the disk is mounted at, as this process reaches it. */
  readonly path: string;
  /** A command, changed so that it sees the disk. It keeps its pid. */
  seenBy(command: readonly [string, ...string[]]): [string, ...string[]];
  /** Takes all room that is left, and gives it back. */
  fill(): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Whether this user may make one: a namespace with mounts of its own is needed. */
export function canMakeDisks(): boolean {
  try {
    execFileSync("unshare", ["--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /tmp"], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

/** Makes a disk of that size, mounted at a folder for those that it is seen by. */
export async function makeSmallDisk(folder: string, sizeBytes: number): Promise<SmallDisk> {
  const script = 'mount -t tmpfs -o size="$0" tmpfs "$1" && echo mounted && exec cat';
  const holder = spawn("unshare", ["--map-root-user", "--mount", "sh", "-c", script, String(sizeBytes), folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await mounted(holder);
  const path = `/proc/${holder.pid}/root${folder}`;
  const filler = join(path, "of-somebody-else");
  return {
    path,
    seenBy: (command) => [
      "nsenter",
      `--target=${holder.pid}`,
      "--user",
      "--mount",
      "--preserve-credentials",
      ...command,
    ],
    async fill() {
      // In steps, so that the last pages are taken too.
      for (const bytes of [1 << 20, 1 << 16, 1 << 12]) {
        const piece = Buffer.alloc(bytes);
        for (;;) {
          const isTaken = await writeFile(filler, piece, { flag: "a" }).then(
            () => true,
            () => false,
          );
          if (!isTaken) break;
        }
      }
    },
    empty: () => rm(filler, { force: true }),
    async close() {
      const ended = once(holder, "exit");
      holder.stdin.end();
      await ended;
    },
  };
}

async function mounted(holder: ChildProcess): Promise<void> {
  const exit = once(holder, "exit").then(([code]) => {
    throw new Error(`A small disk could not be mounted: unshare ended with ${String(code)}.`);
  });
  await Promise.race([once(holder.stdout!, "data"), exit]);
}
