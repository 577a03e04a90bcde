import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { rm } from "node:fs/promises";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { quantile } from "./quantile.ts";

/** What the figures depend on besides the code. */
export interface Machine {
  processors: number;
  model: string;
  memoryBytes: number;
  system: string;
  node: string;
  /** p50 of making one small write durable, on the disk that is measured: what durability costs at least. */
  syncMs: number;
}

export async function describeMachine(dir: string): Promise<Machine> {
  return {
    processors: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? "unknown",
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.version,
    syncMs: await measureSync(join(dir, "sync")),
  };
}

/** How many processes want a processor, on average over the last minute. */
export const loadNow = (): number => loadavg()[0] ?? 0;

async function measureSync(path: string): Promise<number> {
  const file = openSync(path, "w");
  const samples = Array.from({ length: 50 }, () => {
    const startedAt = performance.now();
    writeSync(file, "a row\n");
    fdatasyncSync(file);
    return performance.now() - startedAt;
  });
  closeSync(file);
  await rm(path);
  return quantile(samples, 0.5);
}
