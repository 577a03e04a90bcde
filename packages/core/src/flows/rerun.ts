import type { Trigger } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { type RunRequest, triggerRun } from "./trigger-run.ts";
import { viewOf } from "../ports/caller-view.ts";

/** Triggers the same again: the suite as it is now, with the folder, variables and environment of the earlier run. */
export async function rerun(
  center: Center,
  caller: Caller,
  runId: string,
  trigger: Trigger["kind"],
  { traceparent }: Pick<RunRequest, "traceparent"> = {},
): Promise<RunRecord> {
  const run = await viewOf(center.store, caller).runs.get(runId);
  if (!run) throw new Problem("run_not_found", `There is no run "${runId}".`);
  if (run.triggerKind === "upload") {
    throw new Problem("run_not_repeatable", `The results of run ${runId} were uploaded; there is nothing here to run.`);
  }
  return triggerRun(center, caller, {
    project: run.projectSlug,
    suite: run.suiteSlug,
    environment: run.environmentSlug,
    folder: run.folder,
    variables: run.variables,
    branch: run.branch,
    commit: run.commit,
    labels: run.labels,
    priority: run.priority,
    shards: run.shards,
    trigger,
    rerunOf: run.id,
    traceparent,
  });
}
