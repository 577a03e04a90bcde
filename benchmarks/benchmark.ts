import type { SandboxKind } from "./sandboxes/sandbox-kind.ts";

/** One measurement of the center and one of the bare thing, taken one right after the other. */
export interface Pair {
  center: number;
  bare: number;
}

/** What the center costs beside the bare thing that it is built on. */
export interface Comparison {
  what: string;
  /** Milliseconds are better when they are few, the others when they are many. */
  unit: "ms" | "lines/s" | "triggers/s" | "entries/s" | "MB/s";
  /** What stands for the least that it can cost. */
  against: string;
  pairs: readonly Pair[];
  /** On the p50: at most so many milliseconds added, or at least so many a second. Null: none was promised. */
  goal: number | null;
  /** What was checked and seen besides, a sentence each. */
  facts: readonly string[];
}

/** How much to measure: enough to be sure of a figure, or only enough to see that it works. */
export interface Sizes {
  /** Pairs of runs whose first line is waited for, and how many before them are not counted. */
  runs: number;
  warmUpRuns: number;
  /** Pairs of logs, and the lines of each. */
  logs: number;
  logLines: number;
  /** Pairs of bursts, the triggers of each, and over how many connections they come. */
  bursts: number;
  triggers: number;
  connections: number;
  /** Pairs of run pages that are opened, and the lines of the long log. */
  pages: number;
  pageLines: number;
  /** How long a growing log of `logLines` is followed on its page, in seconds. */
  followSeconds: number;
}

export interface BenchmarkContext {
  /** An empty folder for what servers write, on the disk that is to be measured. */
  dir: string;
  sizes: Sizes;
  kinds: readonly SandboxKind[];
  /** Where servers leave CPU profiles when they end; null: they are not profiled. */
  profileDir: string | null;
  /** Tells people what goes on. */
  say: (text: string) => void;
}

/** Measures one promise. Throws when anything is lost on the way: a figure without the whole work says nothing. */
export type Benchmark = (context: BenchmarkContext) => Promise<Comparison[]>;

/** Takes turns, so that what else the machine does falls on both alike. */
export async function takeTurns(
  count: number,
  center: () => Promise<number>,
  bare: () => Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let turn = 0; turn < count; turn++) pairs.push({ center: await center(), bare: await bare() });
  return pairs;
}
