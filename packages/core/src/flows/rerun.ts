import type { Trigger } from "@aac/contract";
import { isFinal } from "../domain/run/states.ts";
import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findRun } from "./find-run.ts";
import { type RunRequest, triggerRun } from "./trigger-run.ts";
import { viewOf } from "../ports/caller-view.ts";

export interface RerunWish extends Pick<RunRequest, "traceparent"> {
  trigger: Trigger["kind"];
  only?: "all" | "failed";
}

/**
 * Triggers the same again: the suite as it is now, with the folder, variables and environment of the earlier run. Of
 * what failed only the shards that did not pass; a shard keeps its number, so it runs the same tests.
 */
export async function rerun(
  center: Center,
  caller: Caller,
  runId: string,
  { trigger, only = "all", traceparent }: RerunWish,
): Promise<RunRecord> {
  const run = await findRun(center, caller, runId);
  if (run.triggerKind === "upload") {
    throw new Problem("run_not_repeatable", `The results of run ${runId} were uploaded; there is nothing here to run.`);
  }
  const onlyShards = only === "failed" ? await failedShards(center, caller, run) : (run.onlyShards ?? null);
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
    ...(onlyShards && { onlyShards }),
  });
}

async function failedShards(center: Center, caller: Caller, run: RunRecord): Promise<number[]> {
  const jobs = await viewOf(center.store, caller).jobs.find({ where: { runId: run.id }, orderBy: ["shard"] });
  const failed = jobs.filter(({ state }) => isFinal(state) && state !== "passed").map(({ shard }) => shard);
  if (failed.length > 0 && isFinal(run.state)) return failed;
  throw new Problem(
    "nothing_failed",
    isFinal(run.state) ? `Nothing of run ${run.id} failed.` : `Run ${run.id} has not ended.`,
  );
}
