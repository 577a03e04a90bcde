import type { Analysis, NewFeedback } from "@aac/contract";
import { toAnalysis } from "../domain/analysis/present.ts";
import { type AnalysisRecord, isAnalysable, knownFailureId } from "../domain/analysis/records.ts";
import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { isFinal } from "../domain/run/states.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { findAnalysisSettings } from "./analysis-settings.ts";
import type { Center } from "./center.ts";
import { rememberFailure } from "./known-failures.ts";
import { newAnalysis, publishAnalysis } from "./write-analysis.ts";

/** Whether the run's analysis is still to come. Runs of before there were analyses have no such field. */
export const isAnalysisDue = ({ analysisAt }: Pick<RunRecord, "analysisAt">): boolean => typeof analysisAt === "number";

/** Throws Problem `analysis_not_found`. */
export async function readAnalysis(center: Center, run: RunRecord): Promise<Analysis> {
  const record = await center.store.tenant(run.orgId).analyses.get(run.id);
  if (record) return presentAnalysis(center, record);
  if (isAnalysisDue(run)) return toAnalysis({ ...newAnalysis(run), revision: 0 }, null);
  throw new Problem("analysis_not_found", `Run ${run.id} was not analysed.`);
}

export async function presentAnalysis(center: Center, record: AnalysisRecord): Promise<Analysis> {
  const { orgId, signature } = record;
  const { knownFailures } = center.store.tenant(orgId);
  return toAnalysis(record, signature === null ? null : await knownFailures.get(knownFailureId(orgId, signature)));
}

/** Has a run analysed again, without regard to what is known; one that is at it goes on. Throws Problem `run_not_analysable`. */
export async function analyseAgain(center: Center, run: RunRecord): Promise<Analysis> {
  if (!isFinal(run.state) || !isAnalysable(run.verdict)) {
    throw new Problem("run_not_analysable", `Run ${run.id} is ${run.state}: there is no failure to explain.`);
  }
  if ((await findAnalysisSettings(center, run.orgId)).mode === "off") {
    throw new Problem("run_not_analysable", "This organization has analysis turned off.");
  }
  if (isAnalysisDue(run)) return readAnalysis(center, run);
  const { analyses, runs } = center.store.tenant(run.orgId);
  await analyses.insert(newAnalysis(run));
  // The document before the run: a crash in between leaves one that waits, and asking again helps.
  const { revision } = (await analyses.get(run.id)) ?? { revision: 0 };
  const fresh = { ...newAnalysis(run), isAnew: true, revision: revision + 1 };
  const asked = await analyses.update(run.id, { revision }, fresh);
  await runs.update(run.id, { analysisAt: null }, { analysisAt: center.clock.now() });
  if (asked) publishAnalysis(center, asked);
  return readAnalysis(center, run);
}

/** Keeps what somebody says of a finished analysis, for it and for runs that fail alike. */
export async function sayOfAnalysis(
  center: Center,
  caller: Caller,
  run: RunRecord,
  { isRight, label }: NewFeedback,
): Promise<Analysis> {
  const tenant = center.store.tenant(run.orgId);
  const record = await tenant.analyses.get(run.id);
  if (!record?.finding || !record.signature || record.state !== "done") {
    throw new Problem("analysis_not_found", `Run ${run.id} has no finished analysis to speak of.`);
  }
  const { signature, finding, analyst, model } = record;
  const id = knownFailureId(run.orgId, signature);
  if (!(await tenant.knownFailures.get(id))) {
    await rememberFailure(center, run.orgId, { signature, finding, analyst: analyst ?? "rules", model });
  }
  await tenant.knownFailures.update(
    id,
    {},
    { feedback: { isRight, label, by: caller.actor.name, at: center.clock.now() } },
  );
  const { revision } = record;
  const told = await tenant.analyses.update(run.id, { revision }, { revision: revision + 1 });
  if (told) publishAnalysis(center, told);
  return presentAnalysis(center, told ?? record);
}
