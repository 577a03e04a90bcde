import type { Analysis, AnalysisSettings, Finding } from "@aac/contract";
import type { Sealed } from "../secrets/records.ts";

/** The analysis of a run, under the run's id. */
export interface AnalysisRecord {
  id: string;
  orgId: string;
  runId: string;
  state: Analysis["state"];
  finding: Finding | null;
  analyst: string | null;
  model: string | null;
  isReused: boolean;
  notes: string[];
  signature: string | null;
  usage: Analysis["usage"];
  /** How often a model was asked in vain. */
  tries: number;
  /** What is known of failures alike is not to be told: somebody asked for a new analysis. */
  isAnew: boolean;
  /** Of the claim that writes it: the run's `analysisAt`. */
  lease: number;
  revision: number;
  startedAt: number | null;
  finishedAt: number | null;
}

/** What is known of runs that failed alike, in one organization: a model's answer, and what people said of it. */
export interface KnownFailureRecord {
  id: string;
  orgId: string;
  signature: string;
  finding: Finding;
  analyst: string;
  model: string | null;
  /** When the finding was made. */
  at: number;
  feedback: { isRight: boolean; label: string | null; by: string; at: number } | null;
}

export interface AnalysisSettingsRecord extends Omit<AnalysisSettings, "hasKey" | "usesModel" | "usedTokens"> {
  /** The organization's own. */
  id: string;
  orgId: string;
  apiKey: Sealed | null;
}

export const knownFailureId = (orgId: string, signature: string) => `${orgId}-${signature}`;

/** Runs whose verdict wants an explanation. */
export const isAnalysable = (verdict: string | null): boolean =>
  verdict === "failed" || verdict === "errored" || verdict === "timedOut";

/** What an organization that has said nothing wants. */
export const presetAnalysisSettings = {
  mode: "model",
  provider: null,
  model: null,
  monthlyTokens: 2_000_000,
  apiKey: null,
} as const satisfies Omit<AnalysisSettingsRecord, "id" | "orgId">;
