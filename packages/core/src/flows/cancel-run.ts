import { Problem } from "../domain/problems.ts";
import { attemptIdOf, type JobRecord, type RunRecord } from "../domain/run/records.ts";
import { isFinal } from "../domain/run/states.ts";
import { reasonOf } from "../domain/run/verdict.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findRun } from "./find-run.ts";
import { closeAttempt, settleRun } from "./settle-run.ts";
import { viewOf } from "../ports/caller-view.ts";

/**
 * Cancels what has not ended of a run. Each job is cancelled by one compare-and-set that wins or loses against its
 * end; workers hear of it at once by the bus, and by their next heartbeat if the bus lost it.
 * Throws Problem `run_not_found`, or `run_is_final` when nothing was left to cancel.
 */
export async function cancelRun(center: Center, caller: Caller, runId: string): Promise<RunRecord> {
  const run = await findRun(center, caller, runId);
  const jobs = await viewOf(center.store, caller).jobs.find({ where: { runId }, orderBy: ["shard"] });
  const cancelled = await Promise.all(jobs.map((job) => cancelJob(center, caller, job)));
  if (!cancelled.some(Boolean)) {
    const state = isFinal(run.state) ? run.state : "ending";
    throw new Problem("run_is_final", `Run ${runId} cannot be cancelled: it is ${state} already.`);
  }
  return (await settleRun(center, runId)) ?? run;
}

async function cancelJob(center: Center, caller: Caller, job: JobRecord): Promise<boolean> {
  const { jobs } = center.store.system;
  const reason = reasonOf("cancelled", `Cancelled by ${caller.actor.name}.`);
  for (let now: JobRecord | null = job; now && !isFinal(now.state); now = await jobs.get(job.id)) {
    const cancelled = await jobs.update(
      job.id,
      { state: now.state, fence: now.fence },
      { state: "cancelled", reason, finishedAt: center.clock.now(), worker: null, leaseExpiresAt: 0 },
    );
    if (!cancelled) continue;
    if (now.state === "running") {
      center.bus.publish({ kind: "cancel", orgId: job.orgId, runId: job.runId, jobId: job.id });
      await closeAttempt(center, attemptIdOf(job.id, now.attempts), { state: "cancelled", reason, exitCode: null });
    }
    return true;
  }
  return false;
}
