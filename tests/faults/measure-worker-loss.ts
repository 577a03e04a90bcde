import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "@aac/contract";
import { until } from "../scenarios/test-center.ts";
import { layouts } from "./layouts.ts";
import { registerSuites, suiteFolder } from "./play-history.ts";
import { startRealCenter } from "./real-center.ts";

export interface WorkerLoss {
  /** From the start of a worker that was killed until it has taken up the sandbox that it had left. */
  takenUpAfterMs: number;
  /** From the `kill -9` of a worker that does not come back until its job is queued again. */
  queuedAfterMs: number;
}

/** Measures, with the timing that a center has by default, how long a job waits whose only worker was killed. */
export async function measureWorkerLoss(): Promise<WorkerLoss> {
  const center = await startRealCenter({
    layout: layouts["producer and worker"],
    folder: await mkdtemp(join(tmpdir(), "aac-faults-")),
    dockerHost: null,
    settings: {},
  });
  try {
    const { client } = center;
    const worker = center.members.get("worker 1")!;
    await registerSuites(client, { directory: suiteFolder, image: null });
    const variables = { MARK: "mark", LINES: "6000", BURST: "1", PAUSE: "0.1", SILENCE: "0", PASSED: "1", FAILED: "0" };
    const { id } = await client.call("createRun", { body: { project: "faults", suite: "steady", variables } });
    const get = (): Promise<Run> => client.call("getRun", { params: { run: id } });
    const attemptOf = (run: Run) => run.jobs[0]?.attempts[0];
    const before = await until("the suite to print", async () => {
      const attempt = attemptOf(await get());
      return (attempt?.logLines ?? 0) > 10 && attempt;
    });

    await worker.signal("SIGKILL");
    const startedAt = performance.now();
    await worker.start();
    await until("the sandbox to be taken up", async () => attemptOf(await get())?.worker !== before.worker, 60_000);
    const takenUpAfterMs = performance.now() - startedAt;

    await worker.signal("SIGKILL");
    const killedAt = performance.now();
    await until("the job to be queued again", async () => (await get()).jobs[0]?.state === "queued", 60_000);
    const queuedAfterMs = performance.now() - killedAt;
    await client.call("cancelRun", { params: { run: id } });
    // What it finds of a job that has ended it removes.
    await worker.start();
    return { takenUpAfterMs, queuedAfterMs };
  } finally {
    await center.stop();
  }
}
