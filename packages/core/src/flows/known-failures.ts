import type { Finding } from "@aac/contract";
import { applyRules } from "../domain/analysis/apply-rules.ts";
import { citeAgain } from "../domain/analysis/citations.ts";
import type { Evidence } from "../domain/analysis/evidence.ts";
import { type KnownFailureRecord, knownFailureId } from "../domain/analysis/records.ts";
import type { Center } from "./center.ts";

/** A model's answer is told again for so long; what people said of it, for ever. */
const reusedMs = 30 * 24 * 3_600_000;
/** What people have said is believed. */
const saidConfidence = 0.95;

/**
 * What is known of a failure like this one: what people called it, or what a model said of it before. Null where that is
 * nothing, too old, or was said to be wrong. What it cites is found anew in this run's evidence.
 */
export async function recallFailure(
  center: Center,
  orgId: string,
  signature: string,
  evidence: Evidence,
): Promise<{ finding: Finding; analyst: string; model: string | null } | null> {
  const { knownFailures } = center.store.tenant(orgId);
  const known = await knownFailures.get(knownFailureId(orgId, signature));
  if (!known) return null;
  const { finding, feedback, analyst, model } = known;
  if (feedback && !feedback.isRight && feedback.label === null) return null;
  if (!feedback && center.clock.now() - known.at > reusedMs) return null;
  // The retention forgets what nobody meets any more.
  if (feedback) await knownFailures.update(known.id, {}, { at: center.clock.now() });
  const found = citeAgain(finding.citations, evidence);
  const citations = found.length > 0 ? found : applyRules(evidence).citations;
  return {
    finding: {
      ...finding,
      citations,
      ...(feedback ? { confidence: saidConfidence } : {}),
      ...(feedback?.label
        ? { cause: feedback.label, remedy: `${feedback.by} said so of a run that failed alike.` }
        : {}),
    },
    analyst,
    model,
  };
}

/** Keeps what was found, for runs that fail alike; what people have said of it stays. */
export async function rememberFailure(
  center: Center,
  orgId: string,
  known: Pick<KnownFailureRecord, "signature" | "finding" | "analyst" | "model">,
): Promise<void> {
  const { knownFailures } = center.store.tenant(orgId);
  const id = knownFailureId(orgId, known.signature);
  const at = center.clock.now();
  const isNew = await knownFailures.insert({ id, orgId, ...known, at, feedback: null });
  if (!isNew) await knownFailures.update(id, {}, { ...known, at });
}
