import type { TestResult } from "@aac/contract";

/** Failures that say the same but for numbers, ids and times in it. */
export interface ErrorGroup {
  message: string;
  /** The newest first. */
  results: TestResult[];
}

/** The failures by what they say, those that came most often first. */
export function groupErrors(results: readonly TestResult[]): ErrorGroup[] {
  const failed = results.filter(({ status }) => status === "failed");
  const groups = Map.groupBy(failed, ({ message }) => patternOf(message ?? ""));
  return [...groups.values()]
    .map((group) => ({ message: group[0]!.message ?? "", results: group }))
    .toSorted((a, b) => b.results.length - a.results.length);
}

/** What a message says, without what is another one each time. */
function patternOf(message: string): string {
  return message
    .slice(0, 500)
    .replace(/0x[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}/gi, "…")
    .replace(/\d+/g, "…")
    .replace(/\s+/g, " ");
}

/** How a test does in one place. */
export interface Place {
  branch: string | null;
  environment: string | null;
  /** The newest result there. */
  last: TestResult;
  failed: number;
  /** Of how many results that were not skipped. */
  counted: number;
}

/** The branches and environments that a test ran in, those where it ran last first. */
export function groupPlaces(results: readonly TestResult[]): Place[] {
  const groups = Map.groupBy(results, ({ branch, environment }) => JSON.stringify([branch, environment]));
  return [...groups.values()].map((group) => {
    const counted = group.filter(({ status }) => status !== "skipped");
    const [last] = group;
    return {
      branch: last!.branch,
      environment: last!.environment,
      last: last!,
      failed: counted.filter(({ status }) => status === "failed").length,
      counted: counted.length,
    };
  });
}
