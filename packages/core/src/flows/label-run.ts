import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { demand } from "../domain/tenancy/permissions.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { Center } from "./center.ts";
import { findRun } from "./find-run.ts";
import { publishRun } from "./settle-run.ts";

const mostLabels = 20;

/** Puts labels on a run and takes others from it. Throws Problem `run_not_found`, `forbidden` or `invalid_request`. */
export async function labelRun(
  center: Center,
  caller: Caller,
  runId: string,
  { add, remove }: { add: readonly string[]; remove: readonly string[] },
): Promise<RunRecord> {
  const { runs } = viewOf(center.store, caller);
  for (;;) {
    const run = await findRun(center, caller, runId);
    demand(caller, "runs:trigger", run.projectId);
    const labels = [...new Set([...run.labels, ...add])].filter((label) => !remove.includes(label));
    if (labels.length > mostLabels)
      throw new Problem(
        "invalid_request",
        `Run ${runId} would have ${labels.length} labels; ${mostLabels} is the most.`,
      );
    if (labels.length === run.labels.length && labels.every((label) => run.labels.includes(label))) return run;
    const changed = await runs.update(runId, { revision: run.revision }, { labels, revision: run.revision + 1 });
    if (!changed) continue;
    publishRun(center, changed);
    return changed;
  }
}
