import { isFinal } from "../domain/run/states.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";

/** Why a worker no longer holds a job: it was cancelled (or is otherwise final), or another worker holds it. */
export type Loss = "final" | "fenced";

/**
 * Renews the lease of a claim until `signal` aborts. Resolves early with the reason when the claim is lost. A store
 * that does not answer is asked again: until the lease has run out nobody else can hold the job.
 */
async function holdLease(center: Center, claim: Claim, signal: AbortSignal): Promise<Loss | null> {
  while (!signal.aborted) {
    await center.clock.sleep(center.timing.heartbeatMs, signal);
    if (signal.aborted) return null;
    try {
      const loss = await renew(center, claim);
      if (loss) return loss;
    } catch (error) {
      center.log.warn({ job: claim.job.id, error }, "the heartbeat could not be stored; trying again");
    }
  }
  return null;
}

async function renew(center: Center, { job }: Claim): Promise<Loss | null> {
  const { jobs } = center.store.system;
  const leaseExpiresAt = center.clock.now() + center.timing.leaseMs;
  if (await jobs.update(job.id, { state: "running", fence: job.fence }, { leaseExpiresAt })) return null;
  return lossOf(center, job.id);
}

/** Why the job is no longer held, given that it is not. */
async function lossOf(center: Center, jobId: string): Promise<Loss> {
  const now = await center.store.system.jobs.get(jobId);
  return !now || isFinal(now.state) ? "final" : "fenced";
}

/** Resolves with the reason when the claim is lost: told by the bus at once, found by the heartbeat in any case. */
export async function watchClaim(center: Center, claim: Claim, signal: AbortSignal): Promise<Loss | null> {
  let unsubscribe = () => {};
  const cancelled = new Promise<Loss>((resolve) => {
    const listen = center.bus.subscribe({ runId: claim.job.runId }, (news) => {
      if (news.kind !== "cancel" || news.jobId !== claim.job.id) return;
      void lossOf(center, claim.job.id).then(
        (loss) => loss === "final" && resolve(loss),
        () => undefined,
      );
    });
    listen.then(
      (stop) => (unsubscribe = stop),
      () => undefined,
    );
  });
  try {
    return await Promise.race([holdLease(center, claim, signal), cancelled]);
  } finally {
    unsubscribe();
  }
}
