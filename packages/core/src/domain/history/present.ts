import type {
  DayOfRuns,
  ProjectHealth,
  RunMark,
  RunRef,
  Test,
  TestDetails,
  TestHistory,
  TestResult,
  Verdict,
} from "@aac/contract";
import type { ResultRecord } from "../results/records.ts";
import { toInstant } from "../run/present.ts";
import type { RunRecord } from "../run/records.ts";
import type { DayRecord, TestRecord, TrackRecord } from "./records.ts";
import { figuresOf } from "./tests.ts";

/** The runs that are there, and that whoever asks may see. */
export type KnownRuns = ReadonlyMap<string, RunRecord>;

const toRunRef = ({ id, number, createdAt }: RunRecord): RunRef => ({ id, number, at: toInstant(createdAt) });
const refTo = (runs: KnownRuns, id: string | null) => {
  const run = id === null ? undefined : runs.get(id);
  return run ? toRunRef(run) : null;
};
const placeOf = ({ suiteSlug, branch, environmentSlug }: RunRecord) => ({
  suite: suiteSlug,
  branch,
  environment: environmentSlug,
});

/** The runs that a test names. */
export const runsOfTest = ({ outcomes, lastPassed, lastFailed, failingSince }: TestRecord): string[] =>
  [...outcomes.map(({ runId }) => runId), lastPassed, lastFailed, failingSince].filter((id) => id !== null);

export const toTestHistory = ({ id, outcomes }: TestRecord, runs: KnownRuns): TestHistory => ({
  testId: id,
  outcomes: outcomes.flatMap(({ runId, status, flaky, durationMs }) => {
    const run = runs.get(runId);
    return run ? { run: toRunRef(run), ...placeOf(run), status, flaky, durationMs } : [];
  }),
});

export const toTest = (test: TestRecord, runs: KnownRuns): Test => ({
  id: test.id,
  name: test.name,
  suitePath: test.suitePath,
  file: test.file,
  suite: test.suiteSlug,
  status: test.status ?? "skipped",
  ...figuresOf(test),
  firstSeenAt: toInstant(test.firstSeenAt),
  lastSeenAt: toInstant(test.lastSeenAt),
  outcomes: toTestHistory(test, runs).outcomes,
});

export const toTestDetails = (test: TestRecord, runs: KnownRuns): TestDetails => ({
  ...toTest(test, runs),
  lastPassed: refTo(runs, test.lastPassed),
  lastFailed: refTo(runs, test.lastFailed),
  failingSince: refTo(runs, test.failingSince),
});

export const toTestResult = (result: ResultRecord, run: RunRecord): TestResult => ({
  id: result.id,
  run: toRunRef(run),
  ...placeOf(run),
  shard: result.shard,
  attempt: result.attempt,
  status: result.status,
  flaky: result.flaky,
  retries: result.retries,
  durationMs: result.durationMs,
  message: result.message,
  stack: result.stack,
});

export const toRunMark = (run: RunRecord): RunMark => ({
  id: run.id,
  number: run.number,
  ...placeOf(run),
  state: run.state,
  createdAt: toInstant(run.createdAt),
  durationMs: run.startedAt !== null && run.finishedAt !== null ? run.finishedAt - run.startedAt : null,
});

export function toDayOfRuns(record: DayRecord): DayOfRuns {
  const { day, runs, passed, failed, errored, timedOut, cancelled, timedRuns, durationMs } = record;
  const mean = timedRuns === 0 ? null : durationMs / timedRuns;
  return { day, runs, passed, failed, errored, timedOut, cancelled, durationMs: mean };
}

/** The runs that a track names, of which it tells. */
export const runsOfTrack = ({ outcomes, lastPassed, redSince }: TrackRecord): string[] =>
  [outcomes.at(-1)?.runId ?? null, lastPassed, redSince].filter((id) => id !== null);

/** None where the run that it is about is gone. */
export function toRedSuite(track: TrackRecord, runs: KnownRuns): ProjectHealth["red"] {
  const last = runs.get(track.outcomes.at(-1)?.runId ?? "");
  if (!last) return [];
  return [
    {
      ...placeOf(last),
      verdict: last.verdict as Verdict,
      last: toRunRef(last),
      since: refTo(runs, track.redSince) ?? toRunRef(last),
      lastPassed: refTo(runs, track.lastPassed),
    },
  ];
}
