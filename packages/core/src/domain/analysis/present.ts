import type { Analysis } from "@aac/contract";
import { toInstant } from "../run/present.ts";
import type { AnalysisRecord, KnownFailureRecord } from "./records.ts";

const orNull = (ms: number | null) => (ms === null ? null : toInstant(ms));

export function toAnalysis(record: AnalysisRecord, known: KnownFailureRecord | null): Analysis {
  const { runId, state, finding, analyst, model, isReused, notes, signature, usage, revision } = record;
  const feedback = known?.feedback ?? null;
  return {
    run: runId,
    state,
    finding,
    analyst,
    model,
    isReused,
    notes,
    signature,
    usage,
    feedback: feedback && { ...feedback, at: toInstant(feedback.at) },
    revision,
    startedAt: orNull(record.startedAt),
    finishedAt: orNull(record.finishedAt),
  };
}
