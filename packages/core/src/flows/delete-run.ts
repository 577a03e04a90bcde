import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { isFinal } from "../domain/run/states.ts";
import { demand } from "../domain/tenancy/permissions.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { Center } from "./center.ts";
import { eraseParts, eraseRun } from "./erase-run.ts";
import { findRun } from "./find-run.ts";
import { publishRun } from "./settle-run.ts";

/**
 * So long the empty record of a deleted run stays: who follows the organization reads there that it is gone, and what a
 * worker that was cut off has written late goes with it.
 */
const remembersMs = 120_000;
const runsAtOnce = 50;

/**
 * Deletes a run that has ended: by one compare-and-set it is not there any more, and then its log, results, artifacts and
 * analysis go. Whatever breaks off is finished by `eraseDeletedRuns`.
 * Throws Problem `run_not_found`, `run_is_not_final`, `run_is_pinned` or `forbidden`.
 */
export async function deleteRun(center: Center, caller: Caller, runId: string): Promise<void> {
  const run = await markDeleted(center, caller, runId);
  publishRun(center, run);
  await eraseParts(center, run).catch((error: unknown) => {
    center.log.warn({ run: runId, error }, "a deleted run is not all gone yet; trying again");
  });
}

async function markDeleted(center: Center, caller: Caller, runId: string): Promise<RunRecord> {
  const { runs } = viewOf(center.store, caller);
  for (;;) {
    const run = await findRun(center, caller, runId);
    demand(caller, "runs:delete", run.projectId);
    if (!isFinal(run.state)) throw new Problem("run_is_not_final", `Run ${runId} is ${run.state}.`);
    if (run.pinned) throw new Problem("run_is_pinned", `Run ${runId} is pinned, so that it is kept.`);
    const marked = await runs.update(
      runId,
      { revision: run.revision },
      { deletedAt: center.clock.now(), noticesDue: false, analysisAt: null, revision: run.revision + 1 },
    );
    if (marked) return marked;
  }
}

/** Finishes what `deleteRun` has begun, a batch at a time; answers how many runs it has dealt with. */
export async function eraseDeletedRuns(center: Center): Promise<number> {
  const deleted = await center.store.system.runs.find({
    where: { deletedAt: { gt: 0, lt: center.clock.now() - remembersMs } },
    orderBy: ["deletedAt"],
    limit: runsAtOnce,
  });
  // What came in late is not told of by what is noted.
  const whole = { hasLogs: true, hasArtifacts: true, hasResults: true } as const;
  for (const run of deleted) await eraseRun(center, { ...run, ...whole });
  return deleted.length;
}
