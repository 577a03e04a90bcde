import type { Reason, State, Totals } from "@aac/contract";

/** What is known of a failed run, made by code and bounded: all that an analyst sees, and all that it may cite. */
export interface Evidence {
  suite: string;
  verdict: State;
  reason: Reason | null;
  totals: Totals;
  ends: AttemptEnd[];
  /** Failing tests, at most some. */
  tests: FailedTest[];
  clusters: Cluster[];
  /** Lines of the logs that may tell something, in order. */
  lines: EvidenceLine[];
  /** What differs from the last run of the suite that passed; null where none did. */
  differences: Difference[] | null;
  /** What did not fit in. */
  omitted: { tests: number; lines: number };
}

/** How the last attempt of a shard ended. */
export interface AttemptEnd {
  shard: number;
  attempt: number;
  state: State;
  reason: Reason | null;
  exitCode: number | null;
  /** What ended it from outside or by a crash, told or read from the exit code; null where we ended it ourselves. */
  signal: string | null;
  /** A limit of the sandbox that it went beyond. */
  limit: "memory" | "processes" | "disk" | null;
  /** How long each phase took, where it was reached. */
  phasesMs: Record<string, number>;
}

export interface FailedTest {
  testId: string;
  shard: number;
  /** With the groups it stands in. */
  name: string;
  file: string | null;
  line: number | null;
  message: string;
  stack: string;
  signature: string;
}

/** Failing tests whose errors are the same but for what changes by itself. */
export interface Cluster {
  signature: string;
  /** The first line of one of them. */
  sample: string;
  testIds: string[];
}

export interface EvidenceLine {
  shard: number;
  attempt: number;
  line: number;
  /** Without colours, and cut where it is long. */
  text: string;
}

export interface Difference {
  what: string;
  before: string;
  now: string;
}

/** Bounds of a pack: what an analyst reads has to fit a model, and a page. */
export const evidenceLimits = {
  tests: 40,
  messageChars: 1_500,
  stackChars: 2_000,
  lines: 300,
  lineChars: 400,
} as const;
