import type { Result } from "@aac/contract";

export const resultFilters = ["all", "failed", "flaky", "skipped", "passed"] as const;
export type ResultFilter = (typeof resultFilters)[number];

/** Tests that stand together: in one file or, where the report names no file, in one group of its own. */
export interface ResultGroup {
  readonly title: string;
  readonly results: readonly Result[];
  readonly failed: number;
  readonly flaky: number;
}

/** How many results each filter would leave. A flaky test passed, so it counts there too. */
export function countResults(results: readonly Result[]): Record<ResultFilter, number> {
  const counts = { all: results.length, failed: 0, flaky: 0, skipped: 0, passed: 0 };
  for (const result of results) {
    counts[result.status]++;
    if (result.flaky) counts.flaky++;
  }
  return counts;
}

/**
 * The results that pass the filter and hold the query in their name, place or message; in groups. What needs
 * attention comes first: failed, then flaky; else the order of the report.
 */
export function groupResults(results: readonly Result[], filter: ResultFilter, query: string): ResultGroup[] {
  const needle = query.trim().toLowerCase();
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    if (!passesFilter(result, filter) || (needle !== "" && !textOf(result).includes(needle))) continue;
    const title = groupTitle(result);
    const group = groups.get(title);
    if (group) group.push(result);
    else groups.set(title, [result]);
  }
  return [...groups]
    .map(([title, members]) => ({
      title,
      results: members.toSorted((a, b) => urgency(a) - urgency(b)),
      failed: members.filter((result) => result.status === "failed").length,
      flaky: members.filter((result) => result.flaky).length,
    }))
    .toSorted((a, b) => urgency(a.results[0]!) - urgency(b.results[0]!));
}

/** What stands in front of a test's name inside its group. */
export function pathInGroup(result: Result): readonly string[] {
  return result.file ? result.suitePath : [];
}

function groupTitle(result: Result): string {
  if (result.file) return result.file;
  return result.suitePath.length > 0 ? result.suitePath.join(" › ") : result.report;
}

function passesFilter(result: Result, filter: ResultFilter): boolean {
  if (filter === "all") return true;
  return filter === "flaky" ? result.flaky : result.status === filter;
}

function textOf(result: Result): string {
  return [result.file, ...result.suitePath, result.name, result.message].join("\n").toLowerCase();
}

function urgency(result: Result): number {
  return result.status === "failed" ? 0 : result.flaky ? 1 : 2;
}
