import { describe, expect, test } from "vitest";
import { addLines, emptyLog, type LogText, toChunk } from "./log-lines.ts";
import { createLogSearch } from "./log-search.ts";

const logOf = (...texts: string[]) =>
  texts.reduce<LogText>((log, text) => addLines(log, toChunk(log.count + 1, text)), emptyLog);
const search = (log: LogText, query: string) => {
  const found = createLogSearch(query, () => 0);
  expect(found.advance(log, 1)).toBe(true);
  return found.matches(log);
};

describe("createLogSearch", () => {
  test("every matching line is found once, whatever its case", () => {
    expect(search(logOf("Error: one\nfine\nan error, an ERROR\n\nerror"), "error")).toEqual([1, 3, 5]);
  });

  test("colours inside a word do not hide it", () => {
    expect(search(logOf("ok\n\x1b[31mer\x1b[1mror\x1b[0m\n"), "error")).toEqual([2]);
  });

  test("nothing is found where nothing is", () => {
    expect(search(logOf("a\nb\n"), "c")).toEqual([]);
    expect(search(emptyLog, "c")).toEqual([]);
  });

  test("lines that come later are found too, and only they are searched", () => {
    const log = logOf("x\n".repeat(2_000), "needle\n");
    const found = createLogSearch("needle", () => 0);
    found.advance(log, 1);
    const grown = addLines(log, toChunk(2_002, "no\nneedle\n"));
    expect(found.matches(grown)).toEqual([]);
    found.advance(grown, 1);
    expect(found.matches(grown)).toEqual([2_001, 2_003]);
  });

  test("a search that runs out of time says so and goes on where it stopped", () => {
    const log = logOf(...Array.from({ length: 4 }, () => "needle\n".repeat(2_000)));
    let now = 0;
    const found = createLogSearch("needle", () => now++);
    expect(found.advance(log, 3)).toBe(false);
    const soFar = found.matches(log).length;
    expect(soFar).toBeGreaterThan(0);
    expect(soFar).toBeLessThan(8_000);
    expect(found.advance(log, 100)).toBe(true);
    expect(found.matches(log)).toHaveLength(8_000);
  });
});
