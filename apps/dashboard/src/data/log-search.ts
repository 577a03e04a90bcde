import { plainText } from "./ansi.ts";
import { foldCase } from "./fold-case.ts";
import type { LogChunk, LogText } from "./log-lines.ts";

/** Finds the lines of a log that hold a text, whatever its case and its colours. */
export interface LogSearch {
  /**
   * Searches what was not searched yet for at most `budgetMs`, so that a page stays smooth; true when nothing is left.
   * What was found is kept by chunk: lines that come later cost only themselves.
   */
  advance(log: LogText, budgetMs: number): boolean;
  /** The numbers of the matching lines among those searched so far, ascending. */
  matches(log: LogText): number[];
}

export function createLogSearch(query: string, clock: () => number): LogSearch {
  const needle = foldCase(query);
  const found = new WeakMap<LogChunk, readonly number[]>();
  return {
    advance(log, budgetMs) {
      const end = clock() + budgetMs;
      for (const chunk of log.chunks) {
        if (found.has(chunk)) continue;
        if (clock() >= end) return false;
        found.set(chunk, matchesIn(chunk, needle));
      }
      return true;
    },
    matches: (log) => log.chunks.flatMap((chunk) => found.get(chunk) ?? []),
  };
}

function matchesIn(chunk: LogChunk, needle: string): readonly number[] {
  const text = `${foldCase(plainText(chunk.text))}\n`;
  const lines: number[] = [];
  let line = chunk.firstLine;
  let lineEnd = text.indexOf("\n");
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, lineEnd)) {
    while (lineEnd < at) {
      line++;
      lineEnd = text.indexOf("\n", lineEnd + 1);
    }
    lines.push(line);
  }
  return lines;
}
