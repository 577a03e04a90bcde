import { expect, test } from "vitest";
import { endWindow, isNearEdge, windowAround, windowRows } from "./log-window.ts";

test("a log that fits is one window, whatever one looks at", () => {
  for (const row of [0, 100, 199_999]) {
    expect([windowAround(row, 200_000), isNearEdge(row, 0, 200_000)]).toEqual([0, false]);
  }
});

test("any row of a log of millions lies in its window, and the window then stays where it is", () => {
  const rows = 5_000_003;
  for (const row of [0, 1, 99_999, 130_000, 171_000, 2_500_000, 4_800_001, 4_999_000, rows - 1]) {
    const start = windowAround(row, rows);
    expect(row).toBeGreaterThanOrEqual(start);
    expect(row).toBeLessThan(start + windowRows);
    expect(isNearEdge(row, start, rows)).toBe(false);
  }
});

test("the last window ends with the log", () => {
  const rows = 5_000_003;
  expect(endWindow(rows) + windowRows).toBeGreaterThanOrEqual(rows);
  expect(isNearEdge(rows - 1, endWindow(rows), rows)).toBe(false);
});
