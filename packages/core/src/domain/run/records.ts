import type { Limits, Phases, Reason, State, Totals, Trigger, Variables, Verdict, Warning } from "@aac/contract";
import type { Sealed } from "../secrets/records.ts";

import type { Exit } from "./verdict.ts";

/** A suite as it was when a run was triggered: what the run's jobs execute, whatever becomes of the suite. */
export interface SuiteSnapshot {
  slug: string;
  name: string;
  image: string | null;
  directory: string | null;
  command: string[] | null;
  workingDirectory: string;
  variables: Variables;
  artifacts: string[];
  reports: string[];
  /** The labels its workers must have; not there in what a version before it has stored. */
  runsOn?: string[];
  /** Not there in what a version before it has stored. */
  reporter?: boolean;
  onWorkerLoss: "retry" | "fail";
  limits: Limits;
}

/** Instants in records are milliseconds since the epoch. */
export interface RunRecord {
  id: string;
  orgId: string;
  projectId: string;
  projectSlug: string;
  /** Null for an upload into a suite that is only a name. */
  suiteId: string | null;
  suiteSlug: string;
  suite: SuiteSnapshot;
  number: number;
  environmentId: string | null;
  environmentSlug: string | null;
  folder: string;
  variables: Variables;
  trigger: Pick<Trigger, "kind" | "by">;
  /** The id of the person behind it, or of the key; not there in what a version before it has stored. */
  triggeredBy?: string;
  triggerKind: Trigger["kind"];
  branch: string | null;
  commit: string | null;
  labels: string[];
  rerunOf: string | null;
  priority: number;
  shards: number;
  /** Of a rerun of what failed: those it has. Not there: all of them. */
  onlyShards?: number[];
  idempotencyKey: string | null;
  /** A digest of the request, to tell a repeated one from another under the same key. */
  requestDigest: string | null;
  /** The W3C trace that it is part of: of whoever triggered it, or of the center itself. Not there where there is none. */
  traceparent?: string;
  state: State;
  verdict: Verdict | null;
  reason: Reason | null;
  totals: Totals;
  warnings: Warning[];
  pinned: boolean;
  /** What the retention has not deleted yet. */
  hasLogs: boolean;
  hasArtifacts: boolean;
  hasResults: boolean;
  /** When the run is to be analysed, or the claim of who analyses it runs out; null: never, or done. */
  analysisAt: number | null;
  /** When what it came to was added to the histories of its project; null, or not there: it was not yet. */
  historyAt?: number | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** When it was deleted: it is not there for anybody, and what belongs to it goes. Null, or not there: it was not. */
  deletedAt?: number | null;
  /** Something happened to it that is to be told, and nobody has made deliveries of it yet. */
  noticesDue: boolean;
  revision: number;
}

/** One shard of a run. `worker`, `fence` and `leaseExpiresAt` are its lease; without one `worker` is null. */
export interface JobRecord {
  id: string;
  orgId: string;
  projectId: string;
  runId: string;
  shard: number;
  state: State;
  reason: Reason | null;
  totals: Totals;
  warnings: Warning[];
  /** As the run's. */
  traceparent?: string;
  /** The labels its worker must have, as one value: see `requirementOf`. */
  runsOn: string | null;
  priority: number;
  /** The place in the fair order: lower goes first. */
  startTag: number;
  /** Not claimed before this instant: a job that waits for its next attempt. */
  availableAt: number;
  queuedAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** How many attempts were made. */
  attempts: number;
  /** How many of them were lost to us (worker lost, engine failed), not to the suite. */
  losses: number;
  worker: string | null;
  /** When the present claim was made. */
  claimedAt: number;
  /** Counts up with every claim and every taking over. A write that carries an older one is refused. */
  fence: number;
  leaseExpiresAt: number;
  /** A failing test that a report told of before the end; not there where none did, or nobody wished to know. */
  firstFailure?: { name: string; message: string | null };
}

export interface AttemptRecord {
  id: string;
  orgId: string;
  runId: string;
  jobId: string;
  shard: number;
  number: number;
  fence: number;
  worker: string;
  executor: string;
  image: string | null;
  state: State;
  reason: Reason | null;
  exitCode: number | null;
  /** What ended its command, as the executor tells it; not there in what a version before it has stored. */
  signal?: string | null;
  limit?: Exit["limit"];
  /** Its limit of time was reached: decided before the sandbox is stopped, so that a worker that takes over knows why it ended. */
  isTimedOut: boolean;
  phases: { [K in keyof Phases]: number | null };
  logLines: number;
  logBytes: number;
  logCut: boolean;
  /** Of the token that its reporter was given: a digest, and the token itself, sealed. Not there without a reporter. */
  tokenDigest?: string;
  sealedToken?: Sealed | null;
}

/** What every run begins with. */
export const keptWhole = {
  pinned: false,
  hasLogs: true,
  hasArtifacts: true,
  hasResults: true,
  analysisAt: null,
  historyAt: null,
} as const;

export const noTotals: Totals = { tests: 0, passed: 0, failed: 0, skipped: 0, flaky: 0 };

/** Ids of jobs and attempts follow from the run's, so that making them twice makes them once. */
export const jobIdOf = (runId: string, shard: number) => `${runId}-${shard}`;
export const attemptIdOf = (jobId: string, number: number) => `${jobId}-${number}`;

/** The numbers of a run's shards: it has a job for each. */
export function shardsOf({ shards, onlyShards }: Pick<RunRecord, "shards" | "onlyShards">): readonly number[] {
  return onlyShards ?? Array.from({ length: shards }, (_, index) => index + 1);
}
