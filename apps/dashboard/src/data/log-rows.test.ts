import { expect, test } from "vitest";
import { createLogRows } from "./log-rows.ts";

test("without anything hidden every line has its row", () => {
  const rows = createLogRows(5_000_000);
  expect([rows.count, rows.lineOf(0), rows.lineOf(4_999_999), rows.rowOf(17)]).toEqual([5_000_000, 1, 5_000_000, 16]);
});

test("rows and lines are each other's way back, whatever is hidden", () => {
  const hidden = [
    { first: 3, last: 4 },
    { first: 7, last: 7 },
    { first: 10, last: 12 },
  ];
  const rows = createLogRows(12, hidden);
  const lines = Array.from({ length: rows.count }, (_, row) => rows.lineOf(row));
  expect(lines).toEqual([1, 2, 5, 6, 8, 9]);
  expect(lines.map((line) => rows.rowOf(line))).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a hidden line is found at the head of what hides it", () => {
  const rows = createLogRows(10, [{ first: 4, last: 8 }]);
  expect([4, 6, 8].map((line) => rows.lineOf(rows.rowOf(line)))).toEqual([3, 3, 3]);
  expect([3, 4, 8, 9].map(rows.isHidden)).toEqual([false, true, true, false]);
});
