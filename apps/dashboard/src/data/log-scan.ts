import { plainText } from "./ansi.ts";
import { foldCase } from "./fold-case.ts";
import { chunkAt, type LogChunk, type LogText } from "./log-lines.ts";

export interface FoundLine {
  readonly line: number;
  readonly text: string;
}

export interface LogScan {
  /** In order. */
  readonly found: readonly FoundLine[];
  readonly searchedTo: number;
  /** There are more, which nobody will go through. */
  readonly isCapped: boolean;
}

export const nothingScanned: LogScan = { found: [], searchedTo: 0, isCapped: false };

export interface LogScanner {
  /** Goes on to the end of the log as it is then; tells now and then what it has. Throws what `ask` throws. */
  scan(log: () => LogText, onChange: (scan: LogScan) => void, signal: AbortSignal): Promise<void>;
}

export interface LogScannerOptions {
  /** A line is found that holds one of them, whatever its case and its colours. */
  texts: readonly string[];
  /** Searches, in the server, from a line on, as far as it gets in one go. */
  ask: (from: number, signal: AbortSignal) => Promise<{ items: FoundLine[]; searchedTo: number }>;
  most: number;
  clock: () => number;
  /** Lets the page draw. */
  pause: () => Promise<void>;
}

/** How long the page may be kept busy before it can draw again. */
const sliceMs = 8;

/**
 * Finds the lines of a log that hold a text: those that are here are searched here, the others in the server. What was
 * searched once is not searched again.
 */
export function createLogScanner({ texts, ask, most, clock, pause }: LogScannerOptions): LogScanner {
  const needles = texts.map(foldCase);
  let scan = nothingScanned;
  return {
    async scan(log, onChange, signal) {
      let busyUntil = clock() + sliceMs;
      while (!signal.aborted && !scan.isCapped && scan.searchedTo < log().count) {
        const next = scan.searchedTo + 1;
        const chunk = chunkAt(log(), next);
        const { items, searchedTo } = chunk ? findIn(chunk, next, needles) : await ask(next, signal);
        if (signal.aborted) return;
        const isStuck = searchedTo < next;
        const isCapped = scan.found.length + items.length > most;
        scan = {
          found: items.length > 0 ? [...scan.found, ...items].slice(0, most) : scan.found,
          searchedTo: Math.max(searchedTo, scan.searchedTo),
          isCapped,
        };
        if (!chunk) onChange(scan);
        // Lines that are told of but not stored yet: when they come, this goes on.
        if (isStuck) return;
        if (clock() < busyUntil) continue;
        onChange(scan);
        await pause();
        busyUntil = clock() + sliceMs;
      }
      if (!signal.aborted) onChange(scan);
    },
  };
}

function findIn(chunk: LogChunk, from: number, needles: readonly string[]): { items: FoundLine[]; searchedTo: number } {
  const searchedTo = chunk.firstLine + chunk.lines - 1;
  const folded = foldCase(plainText(chunk.text));
  const wanted = needles.filter((needle) => folded.includes(needle));
  if (wanted.length === 0) return { items: [], searchedTo };
  const [lines, raw] = [folded.split("\n"), chunk.text.split("\n")];
  const items: FoundLine[] = [];
  for (let line = from; line <= searchedTo; line++) {
    const at = line - chunk.firstLine;
    if (wanted.some((needle) => lines[at]?.includes(needle))) items.push({ line, text: raw[at]!.slice(0, 1_000) });
  }
  return { items, searchedTo };
}
