import type { TestStatus, Verdict } from "@aac/contract";

/** So many of the newest outcomes are kept of a test, and of a suite on a branch. */
export const keptOutcomes = 20;

/** What a test came to in a run, all its results there taken together. */
export interface TestOutcomeRecord {
  runId: string;
  status: TestStatus;
  flaky: boolean;
  durationMs: number | null;
}

/**
 * A test of a project, known by the id that its results have. All but its name and place follows from the outcomes, so
 * that adding one twice, or two in another order, comes to the same.
 */
export interface TestRecord {
  id: string;
  orgId: string;
  projectId: string;
  name: string;
  suitePath: string[];
  file: string | null;
  /** The suite of the newest outcome. */
  suiteSlug: string;
  /** By run, the newest last. */
  outcomes: TestOutcomeRecord[];
  /** Of the newest outcome; null: none is left, and it is about to be deleted. */
  status: TestStatus | null;
  /** Ids of runs. They are known also where the outcomes since have taken their place in `outcomes`. */
  lastPassed: string | null;
  lastFailed: string | null;
  /** The first failure after the last time it passed. */
  failingSince: string | null;
  firstSeenAt: number;
  lastSeenAt: number;
  /** What is searched, in small letters. */
  text: string;
  /** What lists are sorted by; the id at their end makes each a place to go on from. */
  byName: string;
  bySlow: string;
  byFailing: string;
  byNew: string;
  revision: number;
}

export interface RunOutcomeRecord {
  runId: string;
  verdict: Verdict;
}

/** The runs of one suite on one branch in one environment, but for those that were cancelled. */
export interface TrackRecord {
  id: string;
  orgId: string;
  projectId: string;
  suiteSlug: string;
  branch: string | null;
  environmentSlug: string | null;
  /** By run, the newest last. */
  outcomes: RunOutcomeRecord[];
  /** The newest did not pass. */
  isRed: boolean;
  lastPassed: string | null;
  redSince: string | null;
  /** When the newest was triggered; null: none is left, and it is about to be deleted. */
  lastAt: number | null;
  revision: number;
}

/** What a project's runs of one day have come to. Each is counted once: see `countInDay`. */
export interface DayRecord {
  id: string;
  orgId: string;
  projectId: string;
  /** `2026-11-26`, UTC. */
  day: string;
  runs: number;
  passed: number;
  failed: number;
  errored: number;
  timedOut: number;
  cancelled: number;
  /** Of those that ran here and passed or failed: how many, and how long they took together. */
  timedRuns: number;
  durationMs: number;
  /** Runs that are counted, and may not have been marked as such yet. */
  pending: string[];
  revision: number;
}
