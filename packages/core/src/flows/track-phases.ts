import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { persistently } from "./persistently.ts";
import { touchRun } from "./settle-run.ts";

export type Progress = (change: Partial<Claim["attempt"]["phases"]> & { image?: string | null }) => Promise<void>;

/** Notes phases as they begin, one after the other, without anybody having to wait for it. */
export function trackPhases(center: Center, { job, attempt }: Claim, impatient: AbortSignal): Progress {
  const { attempts } = center.store.system;
  let last = Promise.resolve();
  return (change) => {
    const { image, ...phases } = change;
    attempt.phases = { ...attempt.phases, ...phases };
    if (image !== undefined) attempt.image = image;
    const update = { phases: attempt.phases, image: attempt.image };
    last = last
      .then(async () => {
        // Whoever takes over counts the time limit from the start that is noted here.
        await persistently(center, () => attempts.update(attempt.id, { fence: job.fence }, update), impatient);
        await touchRun(center, job.runId);
      })
      .catch((error: unknown) => center.log.warn({ job: job.id, error }, "a phase was not noted"));
    return last;
  };
}
