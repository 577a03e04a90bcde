import { keptOutcomes } from "./records.ts";

type OfARun = { runId: string };

/**
 * The newest outcomes with one more, the newest last. One of a run that is there already is merged with it. The list
 * itself where that changes nothing. Ids of runs sort by when these were triggered.
 */
export function withOutcome<T extends OfARun>(
  outcomes: readonly T[],
  outcome: T,
  merge: (known: T, more: T) => T,
): readonly T[] {
  const known = outcomes.find(({ runId }) => runId === outcome.runId);
  if (known) {
    const merged = merge(known, outcome);
    return merged === known ? outcomes : outcomes.map((one) => (one === known ? merged : one));
  }
  if (outcomes.length >= keptOutcomes && outcome.runId < outcomes[0]!.runId) return outcomes;
  const at = outcomes.findLastIndex(({ runId }) => runId < outcome.runId) + 1;
  return outcomes.toSpliced(at, 0, outcome).slice(-keptOutcomes);
}

/** Where a streak of bad outcomes began: what is known of it from before, and what the outcomes say. */
export function streakOf<T extends OfARun>(
  outcomes: readonly T[],
  judged: { isGood: (outcome: T) => boolean; isBad: (outcome: T) => boolean },
  before: { lastGood: string | null; since: string | null },
): { lastGood: string | null; lastBad: string | null; since: string | null } {
  const lastGood = later(before.lastGood, outcomes.findLast(judged.isGood)?.runId ?? null);
  const isAfter = (runId: string) => lastGood === null || runId > lastGood;
  const known = before.since !== null && isAfter(before.since) ? before.since : null;
  const seen = outcomes.find((outcome) => judged.isBad(outcome) && isAfter(outcome.runId))?.runId ?? null;
  return { lastGood, lastBad: outcomes.findLast(judged.isBad)?.runId ?? null, since: earlier(known, seen) };
}

export const later = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a);
const earlier = (a: string | null, b: string | null) => (a === null || (b !== null && b < a) ? b : a);
