import type { Totals, Warning } from "@aac/contract";
import type { Problem } from "../domain/problems.ts";
import { attemptIdOf, type JobRecord } from "../domain/run/records.ts";
import type { Exit, Outcome } from "../domain/run/verdict.ts";
import { type Center, observerOf } from "./center.ts";
import { type Claim, newAttempt } from "./claim-job.ts";
import { storedLog } from "./read-log.ts";
import { closeAttempt, settleRun } from "./settle-run.ts";

export interface Finish extends Outcome {
  /** Null where no command came to run. */
  exit: Exit | null;
  totals: Totals;
  warnings: Warning[];
}

/**
 * Ends a claimed job with a verdict, if the claim still holds: one compare-and-set decides between this, a cancel and
 * another worker. False when the claim was lost; the late verdict is then only logged.
 */
export async function finishJob(center: Center, claim: Claim, finish: Finish): Promise<boolean> {
  const { job, attempt } = claim;
  const { verdict: state, reason, exit, totals, warnings } = finish;
  const finishedAt = center.clock.now();
  const finished = await center.store.system.jobs.update(
    job.id,
    { state: "running", fence: job.fence },
    { state, reason, totals, warnings, finishedAt, worker: null, leaseExpiresAt: 0 },
  );
  // Tried again after a store that failed half way: the first try has ended the job, and only the rest is left to do.
  const isRepeated = async () => {
    const now = await center.store.system.jobs.get(job.id);
    return now?.state === state && now.fence === job.fence;
  };
  if (!finished && !(await isRepeated())) {
    center.log.warn({ job: job.id, fence: job.fence, verdict: state }, "a stale worker's verdict was refused");
    return false;
  }
  if (finished) observerOf(center).tell({ what: "job", totals });
  const { code = null, signal = null, limit = null } = exit ?? {};
  await closeAttempt(center, attempt.id, { state, reason, exitCode: code, signal, limit });
  await settleRun(center, job.runId);
  return true;
}

/** How often a job is tried again after what was our failure; the wait before each. */
const backoffMs = [1_000, 5_000, 25_000];
/** After the loss of a worker there is nothing to wait for; but only once, as the suite itself may be what kills it. */
const retriesAfterWorkerLoss = 1;
/** Of a job whose attempts are all lost before they begin. */
const mostAttempts = 6;

/**
 * Puts a running job back for another attempt because we failed, or ends it where it was tried often enough or the
 * suite does not allow it. `null` when the job has changed in the meantime.
 */
export async function retryOrFail(center: Center, job: JobRecord, problem: Problem): Promise<JobRecord | null> {
  const { attempts, jobs, runs } = center.store.system;
  const attemptId = attemptIdOf(job.id, job.attempts);
  const [run, attempt] = await Promise.all([runs.get(job.runId), attempts.get(attemptId)]);
  const isLoss = problem.code === "worker_lost";
  // What was lost before its command ran was not lost to the suite.
  const hasBegun = !isLoss || (attempt?.phases.startedAt ?? null) !== null;
  const isAllowed = !hasBegun
    ? job.attempts < mostAttempts
    : isLoss
      ? run?.suite.onWorkerLoss === "retry" && job.losses < retriesAfterWorkerLoss
      : problem.retry && job.losses < backoffMs.length;
  const reason = { code: problem.code, detail: problem.message, remedy: problem.remedy };
  const now = center.clock.now();
  const released = { worker: null, leaseExpiresAt: 0 };
  const losses = job.losses + (hasBegun ? 1 : 0);
  const changed = await jobs.update(
    job.id,
    { state: "running", fence: job.fence },
    isAllowed
      ? { ...released, state: "queued", losses, availableAt: isLoss ? now : now + backoffMs[job.losses]! }
      : { ...released, state: "errored", reason, finishedAt: now },
  );
  if (!changed) return null;
  // A worker that died while it claimed has left no record of the attempt.
  if (!attempt) await attempts.insert(newAttempt(job, { id: job.worker ?? "unknown", executor: "none" }));
  await closeAttempt(center, attemptId, { state: "errored", reason, exitCode: null });
  // A worker that died may have counted lines that it did not come to store.
  const { lines, bytes } = await storedLog(center.store.tenant(job.orgId), attemptId);
  await attempts.update(attemptId, {}, { logLines: lines, logBytes: bytes });
  if (isAllowed) wakeLater(center, changed);
  await settleRun(center, job.runId);
  return changed;
}

/** Puts a job back that was claimed but not begun, because the worker is leaving; this counts as no loss. */
export async function handBack(center: Center, { job }: Claim): Promise<void> {
  const reason = {
    code: "handed_back",
    detail: "The worker was stopped before the sandbox had started.",
    remedy: null,
  };
  const changed = await center.store.system.jobs.update(
    job.id,
    { state: "running", fence: job.fence },
    { state: "queued", worker: null, leaseExpiresAt: 0, availableAt: center.clock.now() },
  );
  if (!changed) return;
  await closeAttempt(center, attemptIdOf(job.id, job.attempts), { state: "errored", reason, exitCode: null });
  wakeLater(center, changed);
  await settleRun(center, job.runId);
}

function wakeLater(center: Center, job: JobRecord): void {
  const send = async () => {
    await center.clock.sleep(Math.max(0, job.availableAt - center.clock.now()));
    await center.queue.wake({ jobId: job.id });
  };
  send().catch(() => undefined); // The sweep wakes whom this does not reach.
}
