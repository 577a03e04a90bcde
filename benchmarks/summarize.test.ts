import { expect, test } from "vitest";
import { quantile } from "./quantile.ts";
import { summarize } from "./summarize.ts";

const oneToHundred = Array.from({ length: 100 }, (_, index) => index + 1);

test("a quantile lies between the samples beside it, in whatever order they came", () => {
  expect(quantile([3, 1, 2], 0.5)).toBe(2);
  expect(quantile([4, 1, 2, 3], 0.5)).toBe(2.5);
  expect(quantile(oneToHundred.toReversed(), 0.95)).toBeCloseTo(95.05);
});

const comparison = { what: "", against: "", facts: [] };

test("of times, p95 is what 95 % do not exceed, and what is added is counted pair by pair", () => {
  const pairs = oneToHundred.map((ms) => ({ center: ms + 10, bare: ms }));
  const summary = summarize({ ...comparison, unit: "ms", pairs, goal: 10 });
  expect(summary.center.p95).toBeCloseTo(105.05);
  expect(summary.added).toEqual({ p50: 10, p95: 10 });
  expect(summary.isMet).toBe(true);
});

test("of rates, p95 is what 95 % reach", () => {
  const pairs = oneToHundred.map((rate) => ({ center: rate, bare: 2 * rate }));
  const summary = summarize({ ...comparison, unit: "lines/s", pairs, goal: 51 });
  expect(summary.center.p95).toBeCloseTo(5.95);
  expect(summary.ratio).toBe(0.5);
  expect(summary.isMet).toBe(false);
});
