import type { Result } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { plainText } from "./ansi.ts";

export const resultFilters = ["all", "failed", "flaky", "skipped", "passed"] as const;
export type ResultFilter = (typeof resultFilters)[number];

export const resultGroupings = ["file", "suite", "error"] as const;
export type ResultGrouping = (typeof resultGroupings)[number];

/** Tests that stand together: in one file, in one suite, or failed alike. */
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

export interface GroupingWish {
  readonly filter: ResultFilter;
  readonly query: string;
  readonly grouping: ResultGrouping;
}

/**
 * The results that pass the filter and hold the query in their name, place or message; in groups. What needs
 * attention comes first: failed, then flaky; else the order of the report.
 */
export function groupResults(results: readonly Result[], wish: GroupingWish): ResultGroup[] {
  const steps = groupInSteps(results, wish);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const resultsAStep = 1_000;

/** The same in steps of a few milliseconds, so that a page stays smooth with a hundred thousand results. */
export function* groupInSteps(
  results: readonly Result[],
  { filter, query, grouping }: GroupingWish,
): Generator<void, ResultGroup[]> {
  const needle = query.trim().toLowerCase();
  const groups = new Map<string, Result[]>();
  for (const [index, result] of results.entries()) {
    if (index % resultsAStep === resultsAStep - 1) yield;
    if (!passesFilter(result, filter) || (needle !== "" && !textOf(result).includes(needle))) continue;
    const title = titles[grouping](result);
    const group = groups.get(title);
    if (group) group.push(result);
    else groups.set(title, [result]);
  }
  const sorted: ResultGroup[] = [];
  let size = 0;
  for (const [title, members] of groups) {
    sorted.push(toGroup(title, members));
    size += members.length;
    if (size > resultsAStep) {
      size = 0;
      yield;
    }
  }
  return sorted.toSorted((a, b) => urgency(a.results[0]!) - urgency(b.results[0]!));
}

/** Three passes in place of a sort: most of ten thousand are alike. */
function toGroup(title: string, members: readonly Result[]): ResultGroup {
  const failed = members.filter((result) => urgency(result) === 0);
  const flaky = members.filter((result) => urgency(result) === 1);
  const others = members.filter((result) => urgency(result) === 2);
  const results = [...failed, ...flaky, ...others];
  return { title, results, failed: failed.length, flaky: flaky.length };
}

/** What stands in front of a test's name inside its group. */
export function pathInGroup(result: Result, grouping: ResultGrouping = "file"): readonly string[] {
  if (grouping === "suite") return [];
  if (grouping === "error") return result.file ? [result.file, ...result.suitePath] : result.suitePath;
  return result.file ? result.suitePath : [];
}

const suiteOf = (result: Result) => (result.suitePath.length > 0 ? result.suitePath.join(" › ") : result.report);

const titles: Record<ResultGrouping, (result: Result) => string> = {
  file: (result) => result.file ?? suiteOf(result),
  suite: suiteOf,
  error: (result) =>
    result.status === "failed" ? errorTitle(result) : result.flaky ? t`Passed on a retry` : t`Did not fail`,
};

/** What failures have in common: how the message begins, without what changes from test to test. */
function errorTitle({ message, stack }: Result): string {
  const text = plainText((message ?? stack ?? "").slice(0, 2_000)).trim();
  const [first = ""] = text.split("\n", 1);
  const alike = first
    .replaceAll(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b|\b0x[0-9a-f]+\b/gi, "…")
    .replaceAll(/"[^"]{0,500}"|'[^']{0,500}'|`[^`]{0,500}`/g, "“…”")
    .replaceAll(/\d+(?:[.,:]\d+)*/g, "#")
    .trim();
  return alike.slice(0, 200) || t`No message`;
}

function passesFilter(result: Result, filter: ResultFilter): boolean {
  if (filter === "all") return true;
  return filter === "flaky" ? result.flaky : result.status === filter;
}

/** Made once: a hundred thousand of them are searched with every letter. */
const texts = new WeakMap<Result, string>();

function textOf(result: Result): string {
  const known = texts.get(result);
  if (known !== undefined) return known;
  const text = [result.file, ...result.suitePath, result.name, result.message?.slice(0, 2_000)]
    .join("\n")
    .toLowerCase();
  texts.set(result, text);
  return text;
}

function urgency(result: Result): number {
  return result.status === "failed" ? 0 : result.flaky ? 1 : 2;
}
