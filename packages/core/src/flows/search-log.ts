import { stripVTControlCharacters } from "node:util";
import type { Clock } from "../ports/clock.ts";
import type { TenantCollections } from "../ports/store.ts";
import { readLog, type StoredLines } from "./read-log.ts";

export interface LogQuery {
  /** A line is found that holds one of them, whatever its case and its colours. */
  texts: readonly string[];
  from: number;
  /** So many lines are found at most. */
  limit: number;
  /** How long to search at most: who wants to know of the rest asks again, from there. */
  budgetMs: number;
}

export interface FoundLines {
  items: { line: number; text: string }[];
  /** The last line that was looked at; the one before `from` where there was none. */
  searchedTo: number;
  /** Nothing is stored behind that line now. */
  isThrough: boolean;
}

/** The lines of an attempt's log that hold a text, in order. */
export async function searchLog(
  { clock, tenant }: { clock: Clock; tenant: TenantCollections },
  attemptId: string,
  { texts, from, limit, budgetMs }: LogQuery,
): Promise<FoundLines> {
  const needles = texts.map((text) => text.toLowerCase());
  const end = clock.now() + budgetMs;
  const items: FoundLines["items"] = [];
  let searchedTo = from - 1;
  for await (const stored of readLog(tenant, attemptId, { from })) {
    for (const found of findIn(stored, needles)) {
      if (items.length >= limit) return { items, searchedTo, isThrough: false };
      items.push(found);
      searchedTo = found.line;
    }
    searchedTo = stored.firstLine + stored.lines - 1;
    if (clock.now() >= end) return { items, searchedTo, isThrough: false };
  }
  return { items, searchedTo, isThrough: true };
}

/** What is found is shown in a line: the whole one is in the log. */
const longestText = 1_000;

function* findIn({ firstLine, text }: StoredLines, needles: readonly string[]): Generator<FoundLines["items"][number]> {
  const folded = stripVTControlCharacters(text).toLowerCase();
  if (!needles.some((needle) => folded.includes(needle))) return;
  // Neither colours nor case move a line's end.
  const raw = text.split("\n");
  let start = 0;
  for (let index = 0; index < raw.length - 1; index++) {
    const newline = folded.indexOf("\n", start);
    const held = folded.substring(start, newline === -1 ? folded.length : newline);
    if (needles.some((needle) => held.includes(needle))) {
      yield { line: firstLine + index, text: raw[index]!.slice(0, longestText) };
    }
    start = newline + 1;
  }
}
