import type { Citation, Finding } from "@aac/contract";
import { citeLine, citeTest } from "./citations.ts";
import type { Evidence } from "./evidence.ts";
import { rules } from "./rules.ts";
import type { Rule } from "./rules/rule.ts";
import { plainText } from "./signatures.ts";

/** Where a rule matched. */
interface Hit {
  citation: Citation;
  /** What the pattern's group caught. */
  caught: string | null;
  /** How much this place says about why the run failed. */
  weight: number;
}

const inMessage = 1;
const inStack = 0.92;
/** The log tells of much that decided nothing; without failing tests it is all there is. */
const inLog = 0.62;
const inLogLoudly = 0.8;
const inLogAlone = 0.9;
const byReason = 1.05;
const citedMost = 6;

/** What the rules make of a run's evidence. Certain of nothing, they answer `unknown`, with the end of the log. */
export function applyRules(evidence: Evidence): Finding {
  const ranked = rules
    .map((rule) => rate(rule, evidence))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const [best] = ranked;
  if (!best || best.score < 0.3) return unknown(evidence);
  const rival = ranked.find(({ rule }) => rule.category !== best.rule.category);
  const margin = rival ? best.score - rival.score : 1;
  const confidence = Math.min(0.97, best.score) - (margin < 0.08 ? 0.15 : 0);
  const citations = distinct(best.hits.map(({ citation }) => citation)).slice(0, citedMost);
  return {
    category: best.rule.category,
    confidence: Math.round(Math.max(0.2, confidence) * 100) / 100,
    cause: fill(best.rule.cause, best.hits.find(({ caught }) => caught !== null)?.caught ?? best.signal),
    remedy: best.rule.remedy,
    citations,
  };
}

interface Rating {
  rule: Rule;
  score: number;
  hits: Hit[];
  /** That ended an attempt, and speaks for the rule. */
  signal: string | null;
}

function rate(rule: Rule, evidence: Evidence): Rating {
  const inTests = evidence.tests.flatMap((test): Hit[] => {
    for (const [text, weight] of [
      [test.message, inMessage],
      [test.stack, inStack],
    ] as const) {
      for (const line of text.split("\n")) {
        const match = firstMatch(rule, plainText(line));
        if (match) return [{ citation: citeTest(test, line), caught: caughtBy(match), weight }];
      }
    }
    return [];
  });
  const logWeight = evidence.tests.length === 0 ? inLogAlone : rule.isLoud ? inLogLoudly : inLog;
  const inLines = evidence.lines.flatMap((line): Hit[] => {
    const match = firstMatch(rule, line.text);
    return match ? [{ citation: citeLine(line), caught: caughtBy(match), weight: logWeight }] : [];
  });
  const hits = [...inTests, ...inLines];
  const codes = new Set([evidence, ...evidence.ends].map(({ reason }) => reason?.code));
  const isReason =
    (rule.reasons?.some((code) => codes.has(code)) ?? false) ||
    evidence.ends.some(({ limit }) => limit !== null && limit === rule.limit);
  const signal = evidence.ends.find((end) => end.signal !== null && rule.signals?.includes(end.signal))?.signal ?? null;
  const share = evidence.tests.length > 0 ? inTests.length / evidence.tests.length : 0;
  const strongest = Math.max(0, ...hits.map(({ weight }) => weight));
  const found = rule.confidence * strongest * (inTests.length > 0 ? 0.85 + 0.15 * share : 1);
  const bySignal = signal === null ? 0 : rule.confidence * (evidence.tests.length === 0 ? inLogAlone : inLog);
  return { rule, score: Math.max(isReason ? byReason : 0, bySignal, found), hits, signal };
}

function firstMatch({ patterns }: Rule, text: string): RegExpExecArray | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match) return match;
  }
  return null;
}

const caughtBy = (match: RegExpExecArray) => match.slice(1).find(Boolean) ?? null;

/** A sentence's `$1`, or the sentence without it. */
function fill(sentence: string, caught: string | null): string {
  if (caught !== null) return sentence.replace("$1", () => caught.slice(0, 200).replace(/[.:]+$/, ""));
  return sentence.replace(/:? \$1(?=\.)/, "");
}

function distinct(citations: readonly Citation[]): Citation[] {
  const seen = new Set<string>();
  return citations.filter((one) => {
    const key = one.kind === "test" ? one.testId : `${one.shard}.${one.attempt}.${one.line}`;
    return !seen.has(key) && seen.add(key);
  });
}

function unknown({ lines, tests, reason }: Evidence): Finding {
  return {
    category: "unknown",
    confidence: 0.1,
    cause: `No known cause was recognised. ${reason?.detail ?? ""}`.trim(),
    remedy: "Look at the end of the log and at the failing tests; say what it was, and it will be known next time.",
    citations: [...tests.slice(0, 2).map((test) => citeTest(test)), ...lines.slice(-3).map(citeLine)],
  };
}
