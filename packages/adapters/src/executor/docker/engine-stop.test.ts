import { Limits } from "@aac/contract";
import { silentLog } from "@aac/core";
import { afterAll, describe, expect, test } from "vitest";
import { startOwnDocker } from "../../../../../tests/services/docker.ts";
import { makeBusyboxImage } from "../../../../../tests/services/images.ts";
import { createDockerExecutor } from "./index.ts";

const engine = await startOwnDocker();

describe.skipIf(engine === null)("an engine that is stopped", () => {
  afterAll(() => engine?.stop());

  test("takes its containers with it, which is told as its failure and not as the suite's", async () => {
    await makeBusyboxImage(engine!.url, "suite:1");
    const executor = createDockerExecutor({ host: engine!.url, center: "test", buildArgs: {}, log: silentLog });
    const spec = {
      orgId: "org",
      runId: "run",
      jobId: "job-1",
      attemptId: "job-1-1",
      image: "suite:1",
      directory: null,
      command: ["/bin/sh", "-c", "echo up; sleep 60"],
      usesEntrypoint: false,
      workingDirectory: "/app",
      variables: {},
      runtime: null,
      registry: null,
      limits: Limits.parse({ network: "none" }),
    };
    const sandbox = await executor.start(spec, { signal: new AbortController().signal });
    await sandbox.logs[Symbol.asyncIterator]().next();
    const stopped = engine!.stop();
    await expect(sandbox.exited).rejects.toMatchObject({ code: expect.stringMatching(/^engine_/), retry: true });
    await stopped;
    await sandbox.detach();
  });
});
