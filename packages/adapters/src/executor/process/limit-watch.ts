import { execFile } from "node:child_process";
import type { Limits } from "@aac/contract";
import type { Exit } from "@aac/core";
import type { ProcessFamily } from "./process-family.ts";
import type { ProcessTable } from "./process-table.ts";
import type { ProcessWatch } from "./process-watch.ts";

type Limit = NonNullable<Exit["limit"]>;

/**
 * Calls back, once, with the first limit that a command is seen to exceed. Looks at memory and processes four times a
 * second and at the disk once a second at most, so a short peak can go unseen. CPU is not limited.
 */
export function watchLimits(options: {
  family: ProcessFamily;
  table: ProcessTable;
  watch: ProcessWatch;
  limits: Limits;
  folder: string;
  onExceeded: (limit: Limit) => void;
}): () => void {
  const { family, table, limits } = options;
  let isOver = false;
  const exceed = (limit: Limit) => {
    if (isOver) return;
    stop();
    options.onExceeded(limit);
  };

  const unsubscribe = options.watch.subscribe((running) => {
    const members = family.pick(running);
    // The wrapper is ours.
    if (members.length - 1 > limits.processes) exceed("processes");
    const atMost = members.reduce((bytes, entry) => bytes + entry.residentBytes, 0);
    if (atMost <= limits.memoryBytes) return;
    void table.memoryBytes(members).then((bytes) => bytes > limits.memoryBytes && exceed("memory"));
  });

  let timer: NodeJS.Timeout;
  const measureDisk = async () => {
    const startedAt = performance.now();
    const bytes = await diskBytes(options.folder);
    if (isOver) return;
    if (bytes !== null && bytes > limits.diskBytes) exceed("disk");
    else timer = setTimeout(() => void measureDisk(), Math.max(1000, (performance.now() - startedAt) * 20)).unref();
  };
  timer = setTimeout(() => void measureDisk(), 1000).unref();

  const stop = () => {
    isOver = true;
    unsubscribe();
    clearTimeout(timer);
  };
  return stop;
}

/** What a folder takes of the disk; null when it cannot be told. */
function diskBytes(folder: string): Promise<number | null> {
  return new Promise((resolve) => {
    // Fails when files vanish while it looks, and has still counted the others.
    execFile("du", ["-sk", folder], { env: { PATH: "/usr/bin:/bin" } }, (_error, stdout) => {
      const kibibytes = /^(\d+)\s/.exec(stdout)?.[1];
      resolve(kibibytes === undefined ? null : Number(kibibytes) * 1024);
    });
  });
}
