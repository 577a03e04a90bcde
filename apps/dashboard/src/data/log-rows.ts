import type { LineRange } from "../search-params.ts";

/** The lines of a log that can be seen: a row for each, from 0. Lines of closed groups have none. */
export interface LogRows {
  readonly count: number;
  lineOf(row: number): number;
  /** Of a hidden line: the row of the head of what hides it. */
  rowOf(line: number): number;
  isHidden(line: number): boolean;
}

/** `hidden`: in order, apart from each other, and none of them holds line 1. */
export function createLogRows(lines: number, hidden: readonly LineRange[] = []): LogRows {
  let sum = 0;
  /** How many lines are hidden before each of the ranges. */
  const before = hidden.map(({ first, last }) => {
    const sofar = sum;
    sum += last - first + 1;
    return sofar;
  });
  const hiddenBefore = (index: number) => before[index] ?? sum;
  const holding = (line: number) => {
    const index = countWhile(hidden.length, (at) => hidden[at]!.first <= line) - 1;
    return index >= 0 && line <= hidden[index]!.last ? index : null;
  };
  return {
    count: lines - sum,
    lineOf: (row) =>
      row + 1 + hiddenBefore(countWhile(hidden.length, (at) => hidden[at]!.first - 1 - before[at]! <= row)),
    rowOf(line) {
      const inside = holding(line);
      const shown = inside === null ? line : hidden[inside]!.first - 1;
      return shown - 1 - hiddenBefore(countWhile(hidden.length, (at) => hidden[at]!.first <= shown));
    },
    isHidden: (line) => holding(line) !== null,
  };
}

/** How many of the first numbers below `length` pass; all that pass come before those that do not. */
function countWhile(length: number, passes: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
