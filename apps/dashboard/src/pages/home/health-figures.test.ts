import type { DayOfRuns } from "@aac/contract";
import { expect, test } from "vitest";
import { rowsOf, summarize } from "./health-figures.ts";

const day = (of: string, fields: Partial<DayOfRuns>): DayOfRuns => ({
  day: of,
  runs: 0,
  passed: 0,
  failed: 0,
  errored: 0,
  timedOut: 0,
  cancelled: 0,
  durationMs: null,
  ...fields,
});
const days = [
  day("2026-11-24", { passed: 3, failed: 1, cancelled: 5, durationMs: 100 }),
  day("2026-11-26", { passed: 1, errored: 3, durationMs: 500 }),
];

test("the pass rate leaves out what was cancelled; durations weigh by their runs", () => {
  expect(summarize(days)).toEqual({ runs: 8, passRate: 0.5, durationMs: 180 });
  expect(summarize([])).toEqual({ runs: 0, passRate: null, durationMs: null });
});

test("there is a row for each of thirty days, the present one last", () => {
  const { verdicts, durations } = rowsOf({ days }, Date.UTC(2026, 10, 26, 23, 59));
  expect(verdicts).toHaveLength(30);
  expect(verdicts.slice(-3)).toEqual([
    { label: "24 Nov", values: { passed: 3, red: 1 } },
    { label: "25 Nov", values: {} },
    { label: "26 Nov", values: { passed: 1, red: 3 } },
  ]);
  expect(durations.at(-1)).toEqual({ label: "26 Nov", values: { duration: 500 } });
});
