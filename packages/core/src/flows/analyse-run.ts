import type { Finding } from "@aac/contract";
import { applyRules } from "../domain/analysis/apply-rules.ts";
import { checkAnswer, type ProposedFinding } from "../domain/analysis/check-answer.ts";
import type { Evidence } from "../domain/analysis/evidence.ts";
import { type AnalysisRecord, type AnalysisSettingsRecord, isAnalysable } from "../domain/analysis/records.ts";
import { createMask } from "../domain/log/mask.ts";
import { Problem, toProblem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Analyst, Analysts } from "../ports/analyst.ts";
import { chooseAccess, findAnalysisSettings, keyPlace, reserveTokens } from "./analysis-settings.ts";
import { type Center, observerOf } from "./center.ts";
import { collectEvidence, signatureDigest } from "./collect-evidence.ts";
import { recallFailure, rememberFailure } from "./known-failures.ts";
import { type AnalysisWriter, openAnalysis, releaseRun } from "./write-analysis.ts";

/** Longer than any model may take, tries and all. */
const leaseMs = 180_000;
const modelMs = 90_000;
/** The wait before a model is asked again. */
const backoffMs = [5_000, 30_000, 120_000];
/** Drafts are told no more often. */
const draftEveryMs = 400;

/** Runs whose analysis is due: never begun, to be tried again, or left by a crash. Longest due first. */
export function dueAnalyses(center: Center, limit: number): Promise<RunRecord[]> {
  const where = { analysisAt: { lte: center.clock.now() } };
  return center.store.system.runs.find({ where, orderBy: ["analysisAt"], limit });
}

/**
 * Explains a failed run, once, whoever else may try: the claim is a lease. The rules' finding is there at once; where a
 * model is to be asked, its answer takes that place when it comes, and where it fails for good the rules' stays. Never
 * touches the verdict. False when the claim was another's, or nothing was due.
 */
export async function analyseRun(
  center: Center,
  analysts: Analysts,
  due: Pick<RunRecord, "id" | "analysisAt">,
  signal: AbortSignal,
): Promise<boolean> {
  const { runs } = center.store.system;
  const lease = center.clock.now() + leaseMs;
  if (due.analysisAt === null) return false;
  const run = await runs.update(due.id, { analysisAt: due.analysisAt }, { analysisAt: lease });
  if (!run) return false;
  const settings = await findAnalysisSettings(center, run.orgId);
  const analysis =
    settings.mode === "off" || !isAnalysable(run.verdict) ? null : await openAnalysis(center, run, lease);
  if (!analysis || analysis.record().state === "done") {
    await releaseRun(center, run.id, lease, null);
    return true;
  }
  const attributes = { "aac.run": run.id, "aac.organization": run.orgId };
  const span = observerOf(center).begin("analysis", { parent: run.traceparent ?? null, attributes });
  try {
    await explain(center, analysts, { run, settings, analysis, signal });
    const { state, analyst, model } = analysis.record();
    span.end({ attributes: { "aac.analysis.state": state, "aac.analyst": analyst, "gen_ai.request.model": model } });
  } catch (error) {
    span.end({ failure: toProblem(error).code });
    // The store, or our own mistake: looked at again later, and in the end given up.
    const tries = analysis.record().tries + 1;
    center.log.warn({ run: run.id, tries, error }, "an analysis failed");
    const waitMs = backoffMs[tries - 1];
    const end: Partial<AnalysisRecord> = {
      state: "done",
      notes: ["The analysis failed."],
      finishedAt: center.clock.now(),
    };
    await analysis.write({ tries, ...(waitMs === undefined ? end : {}) }).catch(() => undefined);
    await releaseRun(center, run.id, lease, waitMs === undefined ? null : center.clock.now() + waitMs);
  }
  return true;
}

interface Work {
  run: RunRecord;
  settings: AnalysisSettingsRecord;
  analysis: AnalysisWriter;
  signal: AbortSignal;
}

async function explain(center: Center, analysts: Analysts, work: Work): Promise<void> {
  const { run, settings, analysis } = work;
  const evidence = await collectEvidence(center, run);
  const signature = signatureDigest(evidence);
  const { isAnew, lease } = analysis.record();
  const finish = async (change: Partial<AnalysisRecord>) => {
    await analysis.write({ ...change, signature, state: "done", finishedAt: center.clock.now() });
    await releaseRun(center, run.id, lease, null);
    const { usage, analyst, isReused } = analysis.record();
    observerOf(center).tell({ what: "analysis", by: isReused ? "recalled" : (analyst ?? "rules"), usage });
  };
  const byRules = { finding: applyRules(evidence), analyst: "rules", model: null, usage: null, isReused: false };

  const known = isAnew ? null : await recallFailure(center, run.orgId, signature, evidence);
  if (known) return finish({ ...known, isReused: true, usage: null, notes: [] });
  const opened = await openAnalyst(center, analysts, work).catch((error: unknown) =>
    toProblem(error, "analyst_refused"),
  );
  if (!opened) return finish({ ...byRules, notes: [] });
  if (opened instanceof Problem) return finish({ ...byRules, notes: [`The rules answered, for ${opened.message}`] });
  const { analyst, hide } = opened;

  await analysis.write({ ...byRules, signature, state: "writing", startedAt: center.clock.now() });
  const settle = await reserveTokens(center, run.orgId, analyst.mostTokens(evidence), settings.monthlyTokens);
  if (!settle) return finish({ ...byRules, notes: ["The month's tokens for models are used up; the rules answered."] });
  let used = 0;
  try {
    const { proposed, usage } = await ask(center, analyst, evidence, work);
    used = usage.inputTokens + usage.outputTokens;
    const { finding, dropped } = checkAnswer(proposed, evidence);
    const { provider, model } = analyst;
    if (finding.citations.length === 0) {
      const notes = [`${provider} (${model}) cited nothing that is there; the rules answered.`];
      return await finish({ ...byRules, usage, notes });
    }
    const notes = dropped.length > 0 ? [`${dropped.length} of what the model named is not there and was dropped.`] : [];
    await rememberFailure(center, run.orgId, { signature, finding, analyst: provider, model });
    await finish({ finding, analyst: provider, model, usage, isReused: false, notes });
  } catch (error) {
    const problem = toProblem(error, "analyst_failed");
    await giveWay(center, work, problem, () =>
      finish({
        ...byRules,
        notes: [`${analyst.provider} could not be asked, so the rules answered: ${hide(problem.message)}`],
      }),
    );
  } finally {
    await settle(used);
  }
}

/** `hide` masks the key: providers quote it when they refuse it. */
async function openAnalyst(
  center: Center,
  analysts: Analysts,
  { run, settings }: Work,
): Promise<{ analyst: Analyst; hide: (text: string) => string } | null> {
  const access = await chooseAccess(settings, analysts, async (sealed) => {
    try {
      return await center.vault.open(sealed, keyPlace(run.orgId));
    } catch (cause) {
      throw new Problem("analyst_refused", "the organization's key cannot be opened; set it anew.", { cause });
    }
  });
  if (!access) return null;
  const hide = createMask(access.apiKey ? [access.apiKey] : []).text;
  try {
    return { analyst: await analysts.open(access), hide };
  } catch (error) {
    const { code, message } = toProblem(error, "analyst_refused");
    throw new Problem(code, hide(message), { cause: error });
  }
}

/** Asks, and tells the answer as it grows. */
async function ask(center: Center, analyst: Analyst, evidence: Evidence, { analysis, signal }: Work) {
  const { provider, model } = analyst;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(modelMs)]);
  let toldAt = center.clock.now();
  let telling: Promise<unknown> = Promise.resolve();
  const onDraft = (draft: Partial<ProposedFinding>) => {
    if (!draft.cause || center.clock.now() - toldAt < draftEveryMs) return;
    toldAt = center.clock.now();
    const finding = draftOf(draft, evidence);
    telling = telling.then(() => analysis.write({ finding, analyst: provider, model })).catch(() => undefined);
  };
  try {
    return await analyst.analyse(evidence, { signal: limit, onDraft });
  } finally {
    await telling;
  }
}

function draftOf(draft: Partial<ProposedFinding>, evidence: Evidence): Finding {
  const none: ProposedFinding = { category: "unknown", confidence: 0, cause: "", remedy: "", citations: [] };
  return checkAnswer({ ...none, ...draft }, evidence).finding;
}

/** Puts the analysis off where another time may help and it was not tried too often; else the rules' finding stays. */
async function giveWay(
  center: Center,
  { run, analysis, signal }: Work,
  problem: Problem,
  finishByRules: () => Promise<void>,
): Promise<void> {
  const { tries, lease } = analysis.record();
  const waitMs = backoffMs[tries];
  center.log.warn({ run: run.id, code: problem.code, tries }, "a model could not be asked");
  if (!problem.retry || waitMs === undefined) return finishByRules();
  // A center that stops has not failed.
  await analysis.write({ state: "waiting", tries: signal.aborted ? tries : tries + 1 });
  await releaseRun(center, run.id, lease, center.clock.now() + (signal.aborted ? 0 : waitMs));
}
