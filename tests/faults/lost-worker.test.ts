import { expect, test } from "vitest";
import { measureWorkerLoss } from "./measure-worker-loss.ts";

test(
  "a worker that is killed and started again takes its sandbox up; the job of one that never comes back is queued again within 15 s",
  { timeout: 120_000 },
  async () => {
    const { takenUpAfterMs, queuedAfterMs } = await measureWorkerLoss();
    expect(queuedAfterMs).toBeLessThan(15_000);
    // Most of it is Node's own start, on a machine that has other things to do.
    expect(takenUpAfterMs).toBeLessThan(15_000);
  },
);
