import type { ReportedTest, Totals } from "@aac/contract";
import { noTotals } from "../run/records.ts";

/** Counts one more test. */
export function addTest(totals: Totals, test: Pick<ReportedTest, "status" | "flaky">): Totals {
  return {
    ...totals,
    tests: totals.tests + 1,
    [test.status]: totals[test.status] + 1,
    flaky: totals.flaky + (test.flaky ? 1 : 0),
  };
}

export function sumTotals(all: readonly Totals[]): Totals {
  const sum = { ...noTotals };
  for (const totals of all) for (const key of Object.keys(sum) as (keyof Totals)[]) sum[key] += totals[key];
  return sum;
}
