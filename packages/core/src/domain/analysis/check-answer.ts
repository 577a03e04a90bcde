import { type Citation, CauseCategory, type Finding } from "@aac/contract";
import { citeLine, citeTest } from "./citations.ts";
import type { Evidence } from "./evidence.ts";
import { findMadeUp, replaceNames, strikeNames } from "./named-files.ts";
import { plainText } from "./signatures.ts";

/** What an analyst that is not to be trusted answers: it may say anything, and cite what was never there. */
export interface ProposedFinding {
  category: string;
  confidence: number;
  cause: string;
  remedy: string;
  /** Names of lines and tests as the evidence was numbered for the analyst: `L12`, `T3`. */
  citations: readonly string[];
}

const citedMost = 8;
const textChars = 1_000;
/** What each wrong claim takes from the confidence, by multiplication. */
const perWrong = 0.8;
const withoutEvidence = 0.3;

/**
 * Holds an answer against the evidence. What it cites and is not there is dropped, as are the files that it names and
 * the evidence does not know: in its cause the name, in its remedy the sentence. Each costs it confidence, and an answer
 * without any evidence is hardly believed.
 */
export function checkAnswer(answer: ProposedFinding, evidence: Evidence): { finding: Finding; dropped: string[] } {
  const dropped: string[] = [];
  const citations: Citation[] = [];
  for (const name of new Set(answer.citations.slice(0, citedMost * 4))) {
    const citation = find(name, evidence);
    if (citation) citations.push(citation);
    else dropped.push(name);
  }
  const known = knownText(evidence);
  const said = tidy(answer.cause);
  const advised = tidy(answer.remedy);
  const madeUp = findMadeUp(`${said}\n${advised}`, known);
  dropped.push(...madeUp);
  const cause = replaceNames(said, madeUp, "(a file that is not there)");
  const category = CauseCategory.safeParse(answer.category);
  const claimed = Number.isFinite(answer.confidence) ? Math.min(1, Math.max(0, answer.confidence)) : 0;
  const confidence = claimed * perWrong ** dropped.length * (category.success ? 1 : perWrong);
  const believed = citations.length === 0 ? Math.min(confidence, withoutEvidence) : confidence;
  return {
    finding: {
      category: category.success ? category.data : "unknown",
      confidence: Math.round(believed * 100) / 100,
      cause: cause || "The model named no cause.",
      remedy: strikeNames(advised, madeUp) || "Look at the lines and tests that are cited.",
      citations: citations.slice(0, citedMost),
    },
    dropped,
  };
}

function find(name: string, { lines, tests }: Evidence): Citation | null {
  const [, kind, digits] = /^([LT])(\d{1,6})$/.exec(name) ?? [];
  const index = Number(digits) - 1;
  if (kind === "L") return lines[index] ? citeLine(lines[index]) : null;
  return kind === "T" && tests[index] ? citeTest(tests[index]) : null;
}

/** As a reader sees it: what is invisible could hide a name from the check. */
const tidy = (text: string) =>
  plainText(text.slice(0, textChars * 4).normalize("NFKC"))
    .replace(/\p{Cf}/gu, "")
    .trim()
    .slice(0, textChars);

function knownText({ lines, tests, reason, differences }: Evidence): string {
  return [
    ...lines.map(({ text }) => text),
    ...tests.flatMap(({ file, name, message, stack }) => [file ?? "", name, message, stack]),
    reason?.detail ?? "",
    reason?.remedy ?? "",
    ...(differences ?? []).flatMap(({ before, now }) => [before, now]),
  ].join("\n");
}
