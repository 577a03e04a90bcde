import type { AnalysisProvider } from "@aac/contract";
import type { ProposedFinding } from "../domain/analysis/check-answer.ts";
import type { Evidence } from "../domain/analysis/evidence.ts";

/** What a model used. `costUsd` is null where nobody has said what it costs. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  costUsd: number | null;
}

export interface Answer {
  /** As it was given: whoever uses it holds it against the evidence first. */
  proposed: ProposedFinding;
  usage: Usage;
}

/**
 * A language model that explains failed runs. Only the evidence is sent, as data that is told apart from the orders;
 * nothing of it is ever carried out. The rules, which need no model, are part of the domain.
 */
export interface Analyst {
  readonly provider: AnalysisProvider;
  readonly model: string;
  /** How many tokens one analysis of this evidence may use at most, the answer included: what a budget must have left. */
  mostTokens(evidence: Evidence): number;
  /**
   * Asks once, trying again by itself where the provider was busy, and ends within its own limit of time. `onDraft` is
   * told the beginning of the answer as it grows; it may be told nothing. Throws Problem `analyst_failed` where another
   * time may help, and `analyst_refused` where it would not: a key that is not valid, a refusal, an answer that is none.
   * Once `signal` aborts it throws soon, and nothing more is sent.
   */
  analyse(
    evidence: Evidence,
    options: { signal: AbortSignal; onDraft: (draft: Partial<ProposedFinding>) => void },
  ): Promise<Answer>;
}

/** How to reach a provider. `null`: the provider's own address, its usual model, no key. */
export interface AnalystAccess {
  provider: AnalysisProvider;
  model: string | null;
  apiKey: string | null;
  baseUrl: string | null;
  /** Dollars for a million tokens in and out, where known. */
  price: { inputUsd: number; outputUsd: number } | null;
}

/** The models that a center may ask. */
export interface Analysts {
  /** Those the center itself has access to, the preferred one first. */
  readonly own: readonly AnalystAccess[];
  /** Loads what the provider needs and asks nobody. */
  open(access: AnalystAccess): Promise<Analyst>;
}
