import type { State, Warning } from "@aac/contract";
import { isAnalysable } from "../domain/analysis/records.ts";
import { sumTotals } from "../domain/results/totals.ts";
import { type AttemptRecord, type JobRecord, type RunRecord, shardsOf } from "../domain/run/records.ts";
import { isFinal } from "../domain/run/states.ts";
import { judgeRun } from "../domain/run/verdict.ts";
import { type Center, observerOf } from "./center.ts";
import { countStorage } from "./quotas.ts";

/** Tells that a run has changed. */
export function publishRun(center: Center, run: Pick<RunRecord, "orgId" | "id" | "revision">): void {
  center.bus.publish({ kind: "run", orgId: run.orgId, runId: run.id, revision: run.revision });
}

/**
 * Brings a run's state in line with its jobs, and tells it. Safe to call at any time and by several at once: what a
 * run is follows from its jobs alone, and a final run never changes.
 */
export async function settleRun(center: Center, runId: string): Promise<RunRecord | null> {
  const { runs, jobs } = center.store.system;
  for (;;) {
    const run = await runs.get(runId);
    if (!run || isFinal(run.state)) return run;
    const all = await jobs.find({ where: { runId }, orderBy: ["shard"] });
    if (all.length < shardsOf(run).length) return run;
    const settled = await runs.update(runId, { revision: run.revision }, derive(run, all));
    if (!settled) continue;
    publishRun(center, settled);
    if (isFinal(settled.state)) tellEnd(center, settled);
    return settled;
  }
}

/** By whoever found the run's end: once, unless that one dies over it. */
function tellEnd(center: Center, run: RunRecord): void {
  const { verdict, triggerKind: trigger, createdAt, reason, totals } = run;
  if (verdict === null) return;
  const observer = observerOf(center);
  const at = run.finishedAt ?? center.clock.now();
  observer.tell({ what: "run", verdict, trigger, tookMs: Math.max(0, at - createdAt) });
  const attributes = { "aac.run": run.id, "aac.organization": run.orgId, "aac.project": run.projectSlug };
  const span = observer.begin("run", { parent: run.traceparent ?? null, at: createdAt, attributes });
  span.end({
    at,
    failure: verdict === "passed" || verdict === "cancelled" ? null : (reason?.detail ?? verdict),
    attributes: {
      "aac.suite": run.suiteSlug,
      "aac.run.number": run.number,
      "aac.verdict": verdict,
      "aac.tests": totals.tests,
      "aac.tests.failed": totals.failed,
    },
  });
}

/** Ends the record of an attempt; one that has ended stays as it is. */
export async function closeAttempt(
  center: Center,
  attemptId: string,
  end: Pick<AttemptRecord, "state" | "reason" | "exitCode" | "signal" | "limit">,
): Promise<void> {
  const closed = await center.store.system.attempts.update(attemptId, { state: "running" }, end);
  // What is not counted now is when all is counted anew; it must not keep a run from its end.
  if (closed) {
    await countStorage(center, closed.orgId, closed.logBytes).catch((error: unknown) => {
      center.log.warn({ attempt: attemptId, error }, "the size of a log was not counted");
    });
  }
}

/**
 * Tells viewers that a job or attempt of the run has changed, where the run's own state stays as it is; may note that
 * this is to be told to others as well.
 */
export async function touchRun(
  center: Center,
  runId: string,
  change: Partial<Pick<RunRecord, "noticesDue">> = {},
): Promise<void> {
  for (;;) {
    const run = await center.store.system.runs.get(runId);
    if (!run || isFinal(run.state)) return;
    const touched = await center.store.system.runs.update(
      runId,
      { revision: run.revision },
      { ...change, revision: run.revision + 1 },
    );
    if (touched) return publishRun(center, touched);
  }
}

function derive(run: RunRecord, jobs: readonly JobRecord[]): Partial<RunRecord> {
  const outcome = judgeRun(jobs);
  const started = jobs.flatMap((job) => job.startedAt ?? []);
  const finished = jobs.flatMap((job) => job.finishedAt ?? []);
  const hasBegun = started.length > 0;
  const finishedAt = outcome && finished.length > 0 ? Math.max(...finished) : null;
  const state: State = outcome?.verdict ?? (hasBegun ? "running" : "queued");
  return {
    state,
    verdict: outcome?.verdict ?? null,
    reason: outcome?.reason ?? null,
    totals: sumTotals(jobs.map((job) => job.totals)),
    warnings: jobs.flatMap((job) =>
      job.warnings.map((warning): Warning => (jobs.length > 1 ? inShard(warning, job) : warning)),
    ),
    startedAt: hasBegun ? Math.min(...started) : null,
    finishedAt,
    // With the end in one write: a process that dies right after it has not lost the notices.
    ...(outcome || hasFailedPart(jobs) ? { noticesDue: true } : {}),
    // What is due then is found by the analyser: a failed run is never final without being due.
    analysisAt: outcome && isAnalysable(outcome.verdict) ? (finishedAt ?? run.createdAt) : null,
    revision: run.revision + 1,
  };
}

/** Told of once, however often it is noted: the deliveries' ids follow from the run. */
const hasFailedPart = (jobs: readonly JobRecord[]) =>
  jobs.some(({ state }) => isFinal(state) && state !== "passed" && state !== "cancelled");

const inShard = (warning: Warning, job: JobRecord): Warning => ({
  ...warning,
  detail: `Shard ${job.shard}: ${warning.detail}`,
});
