import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { until } from "../until.ts";
import { commandOf, type SandboxKind } from "./sandbox-kind.ts";

/** Plain processes of this host. `directory` is made, and stays empty: what a suite's files cost to copy is its own affair. */
export async function createProcessKind(directory: string): Promise<SandboxKind> {
  await mkdir(directory, { recursive: true });
  return {
    name: "process",
    bare: "bare child process",
    environment: { EXECUTOR_URL: "process:" },
    source: { directory },
    async *runBare(script) {
      const [program = "", ...args] = commandOf(script);
      const child = spawn(program, args, { cwd: directory, stdio: ["ignore", "pipe", "inherit"] });
      const ended = once(child, "close");
      yield* child.stdout;
      await ended;
    },
    async untilIdle(dataDir) {
      const folder = join(dataDir, "sandboxes");
      await until("sandboxes are removed", async () => ((await readdir(folder)).length === 0 ? true : null));
    },
  };
}
