import { isFinal } from "../domain/run/states.ts";
import { attemptIdOf } from "../domain/run/records.ts";
import type { Executor, Sandbox, SandboxRef } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import { type Claim, newAttempt, type WorkerIdentity } from "./claim-job.ts";
import { sandboxSpec } from "./sandbox-spec.ts";

export type Adoption =
  /** The sandbox and its job are ours now. */
  | { kind: "adopted"; claim: Claim; sandbox: Sandbox }
  /** A worker that may be alive holds it. */
  | { kind: "held" }
  /** Nobody wants it any more: its job has ended or has another attempt. It was removed. */
  | { kind: "removed" };

/**
 * Takes up a sandbox of this host whose worker is gone: its lease has run out, or `isGone` knows that the worker's
 * process has ended. The attempt goes on under a new fence, with its log where the stored lines end.
 */
export async function adoptJob(
  center: Center,
  executor: Executor,
  worker: WorkerIdentity,
  ref: SandboxRef,
  isGone: (workerId: string) => boolean,
): Promise<Adoption> {
  const { jobs, attempts, runs } = center.store.system;
  const job = await jobs.get(ref.jobId);
  const run = job ? await runs.get(job.runId) : null;
  const isCurrent = job && attemptIdOf(job.id, job.attempts) === ref.attemptId;
  if (!job || !run || !isCurrent || job.state !== "running") {
    // A job that was put back and not claimed yet has the same number of attempts, but this one was given up.
    if (job && isCurrent && !isFinal(job.state) && job.state !== "queued") return { kind: "held" };
    await executor.remove(ref);
    return { kind: "removed" };
  }
  const now = center.clock.now();
  if (job.worker !== null && job.leaseExpiresAt > now && !isGone(job.worker)) return { kind: "held" };
  const taken = await jobs.update(
    job.id,
    { state: "running", fence: job.fence },
    { worker: worker.id, fence: job.fence + 1, claimedAt: now, leaseExpiresAt: now + center.timing.leaseMs },
  );
  if (!taken) return { kind: "held" };
  const attempt =
    (await attempts.update(ref.attemptId, {}, { fence: taken.fence, worker: worker.id })) ?? newAttempt(taken, worker);
  await attempts.insert(attempt);
  const { spec } = await sandboxSpec(center, run, { job: taken });
  const sandbox = await executor.attach(ref, spec);
  const claim = { job: taken, attempt };
  if (sandbox) return { kind: "adopted", claim, sandbox };
  // It vanished under our hands; the sweep finds the lease run out and makes a new attempt.
  await jobs.update(job.id, { fence: taken.fence }, { leaseExpiresAt: now - center.timing.adoptionMs });
  return { kind: "removed" };
}
