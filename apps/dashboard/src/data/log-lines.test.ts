import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addLines,
  emptyLog,
  growTo,
  keepNear,
  lineAt,
  type LogText,
  missingLines,
  textBefore,
  toChunk,
} from "./log-lines.ts";

const numbered = (from: number, to: number) =>
  toChunk(from, Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join(""));
const build = (...ranges: [number, number][]) =>
  ranges.reduce<LogText>((log, [from, to]) => addLines(log, numbered(from, to)), emptyLog);

describe("addLines", () => {
  test("lines that follow each other are read back by number", () => {
    const log = build([1, 3], [4, 4], [5, 9]);
    expect(log.count).toBe(9);
    expect([1, 4, 9].map((line) => lineAt(log, line))).toEqual(["line 1", "line 4", "line 9"]);
    expect(lineAt(log, 10)).toBeUndefined();
  });

  test("small pieces grow together, so that a slow log does not become a chunk a line", () => {
    const log = Array.from({ length: 5_000 }, (_, index) => index + 1).reduce<LogText>(
      (grown, line) => addLines(grown, numbered(line, line)),
      emptyLog,
    );
    expect(log.chunks.length).toBe(3);
    expect(lineAt(log, 4_999)).toBe("line 4999");
  });

  test("a hole stays a hole until its lines come", () => {
    const log = build([1, 2], [6, 8]);
    expect(log.count).toBe(8);
    expect(lineAt(log, 4)).toBeUndefined();
    expect(missingLines(log, 1, 8)).toEqual({ from: 3, to: 5 });
    const filled = addLines(log, numbered(3, 5));
    expect(lineAt(filled, 4)).toBe("line 4");
    expect(missingLines(filled, 1, 8)).toBeNull();
  });

  test("what comes twice is kept once", () => {
    const log = build([1, 5]);
    expect(addLines(log, numbered(2, 4))).toBe(log);
    expect(missingLines(addLines(log, numbered(4, 7)), 1, 7)).toBeNull();
  });

  test("whatever the pieces, their order and overlap, each line is there once and as it was sent", () => {
    const pieces = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 25 })), {
      maxLength: 25,
    });
    fc.assert(
      fc.property(pieces, (ranges) => {
        const log = build(...ranges.map(([from, more]): [number, number] => [from, from + more]));
        const sent = new Set(ranges.flatMap(([from, more]) => Array.from({ length: more + 1 }, (_, i) => from + i)));
        for (let line = 1; line <= 90; line++) {
          expect(lineAt(log, line)).toBe(sent.has(line) ? `line ${line}` : undefined);
        }
        expect(log.chunks.reduce((sum, chunk) => sum + chunk.lines, 0)).toBe(sent.size);
        expect(log.count).toBe(Math.max(0, ...sent));
      }),
    );
  });
});

test("lines that are only counted are missing up to the count", () => {
  const log = growTo(build([90, 95]), 100);
  expect(missingLines(log, 1, 1_000)).toEqual({ from: 1, to: 89 });
  expect(missingLines(log, 92, 1_000)).toEqual({ from: 96, to: 100 });
  expect(growTo(log, 3)).toBe(log);
});

test("an answer without a last newline still counts its last line", () => {
  expect(toChunk(7, "a\n\nb")).toEqual({ firstLine: 7, lines: 3, text: "a\n\nb\n" });
  expect(toChunk(7, "").lines).toBe(0);
});

test("half a million lines are added and looked up without being cut up all at once", () => {
  let log = emptyLog;
  for (let from = 1; from <= 500_000; from += 500) log = addLines(log, numbered(from, from + 499));
  expect(log.chunks.length).toBe(250);
  expect(lineAt(log, 250_001)).toBe("line 250001");
});

test("the text before a line reaches back over chunks, but not over holes", () => {
  const log = build([1, 2], [4, 4]);
  const joined = addLines(log, numbered(3, 3));
  expect(textBefore(log, 2, 100)).toBe("line 1\n");
  expect(textBefore(log, 4, 100)).toBe("");
  expect(textBefore(joined, 4, 9)).toBe("2\nline 3\n");
  expect(textBefore(joined, 4, 3)).toBe(" 3\n");
  expect(textBefore(joined, 1, 10)).toBe("");
});

test("what is farthest from where one looks is forgotten first, and known to be missing", () => {
  let log = emptyLog;
  for (let from = 1; from <= 20_000; from += 2_000) log = addLines(log, numbered(from, from + 1_999));
  const kept = keepNear(log, 9_000, 60_000);
  expect(kept.count).toBe(20_000);
  expect(kept.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)).toBeLessThanOrEqual(60_000);
  expect([lineAt(kept, 9_000), lineAt(kept, 1), lineAt(kept, 20_000)]).toEqual(["line 9000", undefined, undefined]);
  expect(missingLines(kept, 1, 100)).toEqual({ from: 1, to: 100 });
  expect(keepNear(log, 9_000, 1_000_000)).toBe(log);
  expect(keepNear(kept, 1, 1).chunks).toHaveLength(1);
});
