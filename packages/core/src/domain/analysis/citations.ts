import type { Citation } from "@aac/contract";
import { type Evidence, type EvidenceLine, evidenceLimits, type FailedTest } from "./evidence.ts";
import { normalise, plainText } from "./signatures.ts";

export const citeLine = ({ shard, attempt, line, text }: EvidenceLine): Citation => ({
  kind: "line",
  shard,
  attempt,
  line,
  text,
});

/** Cites a failing test by one line of what it failed of; by default the first. */
export const citeTest = ({ testId, shard, name, file, message }: FailedTest, text?: string): Citation => ({
  kind: "test",
  testId,
  shard,
  name,
  file,
  text: plainText(text ?? message.split("\n", 1)[0] ?? "")
    .trim()
    .slice(0, evidenceLimits.lineChars),
});

/** Whether what is cited stands in the evidence as it is cited. */
export function stands(citation: Citation, evidence: Evidence): boolean {
  if (citation.kind === "test") {
    const test = evidence.tests.find(({ testId, shard }) => testId === citation.testId && shard === citation.shard);
    if (!test || test.name !== citation.name || test.file !== citation.file) return false;
    return plainText(`${test.message}\n${test.stack}`).includes(citation.text);
  }
  const { shard, attempt, line, text } = citation;
  return evidence.lines.some(
    (one) => one.shard === shard && one.attempt === attempt && one.line === line && one.text === text,
  );
}

/** Finds what an earlier finding cites in the evidence of another run that failed alike. */
export function citeAgain(citations: readonly Citation[], evidence: Evidence): Citation[] {
  const left = [...evidence.lines];
  return citations.flatMap((citation): Citation[] => {
    if (citation.kind === "test") {
      const test = evidence.tests.find(({ testId }) => testId === citation.testId) ?? evidence.tests[0];
      return test ? [citeTest(test)] : [];
    }
    const wanted = normalise(citation.text);
    // Each once, also where several read alike.
    const at = left.findIndex(({ text }) => normalise(text) === wanted);
    return at < 0 ? [] : left.splice(at, 1).map(citeLine);
  });
}
