import { type Citation, CauseCategory, type Finding } from "@aac/contract";
import { citeLine, citeTest } from "./citations.ts";
import type { Evidence } from "./evidence.ts";
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
 * Holds an answer against the evidence. What it cites and is not there is dropped, as are files in its cause that the
 * evidence does not know; each costs it confidence, and an answer without any evidence is hardly believed.
 */
export function checkAnswer(answer: ProposedFinding, evidence: Evidence): { finding: Finding; dropped: string[] } {
  const dropped: string[] = [];
  const citations: Citation[] = [];
  for (const name of new Set(answer.citations.slice(0, citedMost * 4))) {
    const citation = find(name, evidence);
    if (citation) citations.push(citation);
    else dropped.push(name);
  }
  const said = tidy(answer.cause) || "The model named no cause.";
  const known = knownText(evidence);
  const unknown = [...filesIn(`${said}\n${answer.remedy}`)].filter((file) => !known.includes(file));
  dropped.push(...unknown);
  // A remedy may well name a file that is still to be made.
  const cause = said.replace(filePattern, (file) => (unknown.includes(file) ? "(a file that is not there)" : file));
  const category = CauseCategory.safeParse(answer.category);
  const claimed = Number.isFinite(answer.confidence) ? Math.min(1, Math.max(0, answer.confidence)) : 0;
  const confidence = claimed * perWrong ** dropped.length * (category.success ? 1 : perWrong);
  const believed = citations.length === 0 ? Math.min(confidence, withoutEvidence) : confidence;
  return {
    finding: {
      category: category.success ? category.data : "unknown",
      confidence: Math.round(believed * 100) / 100,
      cause,
      remedy: tidy(answer.remedy),
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

const tidy = (text: string) => plainText(text).trim().slice(0, textChars);

/** Things that look like the path of a source file. A bare name such as `package.json` may be advice, not a claim. */
const filePattern = /(?:[\w.@-]+\/)+[\w.@-]+\.[a-z]{1,5}\b/gi;
const filesIn = (text: string) => new Set([...text.matchAll(filePattern)].map(([path]) => path));

function knownText({ lines, tests, reason, differences }: Evidence): string {
  return [
    ...lines.map(({ text }) => text),
    ...tests.flatMap(({ file, name, message, stack }) => [file ?? "", name, message, stack]),
    reason?.detail ?? "",
    reason?.remedy ?? "",
    ...(differences ?? []).flatMap(({ before, now }) => [before, now]),
  ].join("\n");
}
