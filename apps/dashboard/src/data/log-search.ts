import { plainText, type Span } from "./ansi.ts";
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
  const needle = fold(query);
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
  const text = `${fold(plainText(chunk.text))}\n`;
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

export type MarkedSpan = Span & { readonly isMatch?: true };

/** The spans of a line, cut so that every place where the text stands is a span of its own. */
export function markMatches(spans: readonly Span[], query: string): readonly MarkedSpan[] {
  const needle = fold(query);
  const text = fold(spans.map((span) => span.text).join(""));
  const places: { from: number; to: number }[] = [];
  if (needle !== "") {
    for (let from = text.indexOf(needle); from !== -1; from = text.indexOf(needle, from + needle.length)) {
      places.push({ from, to: from + needle.length });
    }
  }
  if (places.length === 0) return spans;

  const marked: MarkedSpan[] = [];
  let next = 0;
  let start = 0;
  for (const span of spans) {
    const end = start + span.text.length;
    for (let at = start; at < end;) {
      while (next < places.length && places[next]!.to <= at) next++;
      const place = places[next];
      const isMatch = place !== undefined && place.from <= at;
      const until = Math.min(end, place ? (isMatch ? place.to : place.from) : end);
      marked.push({ ...span, text: span.text.slice(at - start, until - start), ...(isMatch && { isMatch }) });
      at = until;
    }
    start = end;
  }
  return marked;
}

/** Lower case, unless that would move the letters: some have a lower case of another length. */
function fold(text: string): string {
  const folded = text.toLowerCase();
  return folded.length === text.length ? folded : text;
}
