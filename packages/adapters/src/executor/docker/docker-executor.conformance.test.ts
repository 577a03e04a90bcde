import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Limits } from "@aac/contract";
import { silentLog } from "@aac/core";
import { executorConformance, type ExecutorHarness, type Program } from "@aac/core/conformance";
import { inject } from "vitest";
import { makeBusyboxImage } from "../../../../../tests/services/images.ts";
import { createDockerExecutor } from "./index.ts";

const host = inject("docker.host");
const image = "aac-executor-test:busybox";

if (host !== null) executorConformance("docker", "shell", () => makeHarness(host));

async function makeHarness(engine: string): Promise<ExecutorHarness> {
  await makeBusyboxImage(engine, image);
  const top = await mkdtemp(join(tmpdir(), "aac-docker-"));
  const center = `test-${process.pid}-${Date.now()}`;
  let count = 0;
  return {
    executor: () => createDockerExecutor({ host: engine, center, buildArgs: {}, log: silentLog }),
    async spec({ shell, files, command, variables, limits }: Program) {
      const jobId = `${center}-${++count}`;
      const directory = files ? join(top, jobId) : null;
      for (const [path, { content, mode = 0o644 }] of Object.entries(files ?? {})) {
        const file = join(top, jobId, path);
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
        image,
        directory,
        command: usesEntrypoint ? ["/bin/sh", "/app/entrypoint.sh", "all"] : (command ?? ["/bin/sh", "-c", shell]),
        usesEntrypoint,
        workingDirectory: "/app",
        variables: variables ?? {},
        runtime: null,
        registry: null,
        limits: { ...Limits.parse({ network: "none" }), ...limits },
      };
    },
    isRunning: (word) =>
      new Promise((resolve) => {
        execFile("ps", ["-Awwo", "args="], (_error, stdout) => resolve(stdout.includes(word)));
      }),
    close: () => rm(top, { recursive: true }),
  };
}
