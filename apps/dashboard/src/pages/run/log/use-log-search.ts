import { useEffect, useState } from "react";
import { linesHere, type LogText } from "../../../data/log-lines.ts";
import { createLogSearch, type LogSearch } from "../../../data/log-search.ts";

export interface LogMatches {
  /** The matching lines, ascending. */
  readonly lines: readonly number[];
  /** How much of the log was searched, from 0 to 1; below 1 there may be more. */
  readonly progress: number;
}

/** How long the page may be kept busy before it can draw again. */
const sliceMs = 10;
/** So much is typed before the next letter that searching for less would be in vain. */
const typingMs = 150;

const nothingYet: LogMatches = { lines: [], progress: 0 };

/** The lines of the log that hold the query; reads the whole log for it, and goes on as the log grows. */
export function useLogSearch(log: LogText, query: string, readAll: (signal: AbortSignal) => Promise<void>): LogMatches {
  const [search, setSearch] = useState<LogSearch | null>(null);
  const [found, setFound] = useState<{ search: LogSearch; matches: LogMatches } | null>(null);

  useEffect(() => {
    if (query === "") return undefined;
    const reading = new AbortController();
    const timer = setTimeout(() => {
      setSearch(createLogSearch(query, () => performance.now()));
      void readAll(reading.signal);
    }, typingMs);
    return () => {
      clearTimeout(timer);
      reading.abort();
      setSearch(null);
    };
  }, [query, readAll]);

  useEffect(() => {
    if (!search) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const step = () => {
      const isThrough = search.advance(log, sliceMs);
      setFound((before) => {
        const matches = { lines: search.matches(log), progress: progressOf(log, isThrough) };
        const isSame =
          before?.search === search &&
          before.matches.lines.length === matches.lines.length &&
          before.matches.progress === matches.progress;
        return isSame ? before : { search, matches };
      });
      if (!isThrough) timer = setTimeout(step);
    };
    step();
    return () => clearTimeout(timer);
  }, [search, log]);

  return search && found?.search === search ? found.matches : nothingYet;
}

function progressOf(log: LogText, isThrough: boolean): number {
  if (log.count === 0) return 1;
  const here = linesHere(log) / log.count;
  return isThrough ? here : Math.min(0.99, here);
}
