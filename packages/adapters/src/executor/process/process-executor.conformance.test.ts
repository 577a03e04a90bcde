import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Limits } from "@aac/contract";
import { silentLog } from "@aac/core";
import { executorConformance, type ExecutorHarness, type Program } from "@aac/core/conformance";
import { createProcessExecutor } from "./index.ts";

executorConformance("process", "shell", makeHarness);

let count = 0;
async function makeHarness(): Promise<ExecutorHarness> {
  const top = await mkdtemp(join(tmpdir(), "aac-process-"));
  return {
    executor: () =>
      createProcessExecutor({ root: join(top, "sandboxes"), center: "test", environment: process.env, log: silentLog }),
    async spec({ shell, files, command, variables, limits }: Program) {
      const jobId = `job-${++count}`;
      const directory = join(top, jobId);
      await mkdir(directory);
      for (const [path, { content, mode = 0o644 }] of Object.entries(files ?? {})) {
        const file = join(directory, path);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
        await chmod(file, mode);
      }
      const usesEntrypoint = command === "entrypoint";
      return {
        orgId: "org",
        runId: "run",
        jobId,
        attemptId: `${jobId}-1`,
        image: null,
        directory,
        command: usesEntrypoint ? ["/bin/sh", "/app/entrypoint.sh", "all"] : (command ?? ["/bin/sh", "-c", shell]),
        usesEntrypoint,
        workingDirectory: "/app",
        variables: variables ?? {},
        runtime: null,
        registry: null,
        limits: { ...Limits.parse({}), ...limits },
      };
    },
    isRunning: (word) =>
      new Promise((resolve) => {
        execFile("ps", ["-Awwo", "args="], (_error, stdout) => resolve(stdout.includes(word)));
      }),
    close: () => rm(top, { recursive: true }),
  };
}
