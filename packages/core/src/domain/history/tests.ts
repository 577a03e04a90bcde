import type { TestStatus } from "@aac/contract";
import type { ResultRecord } from "../results/records.ts";
import type { RunRecord } from "../run/records.ts";
import { later, streakOf, withOutcome } from "./outcomes.ts";
import type { TestOutcomeRecord, TestRecord } from "./records.ts";

type Seen = Pick<ResultRecord, "testId" | "name" | "suitePath" | "file" | "status" | "flaky" | "durationMs">;
type OfRun = Pick<RunRecord, "id" | "orgId" | "projectId" | "suiteSlug" | "createdAt">;

/** A test as the results of one run show it, each once. */
export function testsOf(run: OfRun, results: readonly Seen[]): Map<string, TestRecord> {
  const tests = new Map<string, TestRecord>();
  for (const result of results) {
    const outcome = outcomeOf(run, result);
    const known = tests.get(result.testId);
    tests.set(result.testId, known ? addOutcome(known, outcome, run) : firstSeen(run, result, outcome));
  }
  return tests;
}

function firstSeen(run: OfRun, { testId, name, suitePath, file }: Seen, outcome: TestOutcomeRecord): TestRecord {
  return derive({
    id: testId,
    orgId: run.orgId,
    projectId: run.projectId,
    name,
    suitePath,
    file,
    suiteSlug: run.suiteSlug,
    outcomes: [outcome],
    status: null,
    lastPassed: null,
    lastFailed: null,
    failingSince: null,
    firstSeenAt: run.createdAt,
    lastSeenAt: run.createdAt,
    text: "",
    byName: "",
    bySlow: "",
    byFailing: "",
    byNew: "",
    revision: 1,
  });
}

const outcomeOf = (run: OfRun, { status, flaky, durationMs }: Seen): TestOutcomeRecord => ({
  runId: run.id,
  status,
  flaky,
  durationMs,
});

/** The test with one more outcome; the record itself where it is known already, or is older than what is kept. */
export function addOutcome(test: TestRecord, outcome: TestOutcomeRecord, run: OfRun): TestRecord {
  const outcomes = withOutcome(test.outcomes, outcome, worse);
  const firstSeenAt = Math.min(test.firstSeenAt, run.createdAt);
  if (outcomes === test.outcomes && firstSeenAt === test.firstSeenAt) return test;
  const isNewest = outcomes.at(-1)!.runId === outcome.runId;
  return derive({
    ...test,
    outcomes: [...outcomes],
    firstSeenAt,
    ...(isNewest && { suiteSlug: run.suiteSlug, lastSeenAt: run.createdAt }),
  });
}

/** The test without what it came to in a run that is deleted; the record itself where nothing is known of that. */
export function removeOutcome(test: TestRecord, runId: string): TestRecord {
  const outcomes = test.outcomes.filter((outcome) => outcome.runId !== runId);
  if (outcomes.length === test.outcomes.length) return test;
  const unless = (known: string | null) => (known === runId ? null : known);
  return derive({
    ...test,
    outcomes,
    lastPassed: unless(test.lastPassed),
    lastFailed: unless(test.lastFailed),
    failingSince: unless(test.failingSince),
  });
}

/** How many of the outcomes failed, of how many that were not skipped, and how long these took on average. */
export function figuresOf({ outcomes }: Pick<TestRecord, "outcomes">) {
  const counted = outcomes.filter(({ status }) => status !== "skipped");
  const timed = counted.flatMap(({ durationMs }) => durationMs ?? []);
  return {
    failed: counted.filter(({ status }) => status === "failed").length,
    counted: counted.length,
    durationMs: timed.length === 0 ? null : timed.reduce((sum, ms) => sum + ms, 0) / timed.length,
  };
}

const severity: Record<TestStatus, number> = { skipped: 0, passed: 1, failed: 2 };

/** A test may stand in a run several times: with other parameters, in several reports, in several shards. */
function worse(known: TestOutcomeRecord, more: TestOutcomeRecord): TestOutcomeRecord {
  const status = severity[more.status] > severity[known.status] ? more.status : known.status;
  const flaky = known.flaky || more.flaky;
  const durationMs =
    known.durationMs === null ? more.durationMs : Math.max(known.durationMs, more.durationMs ?? known.durationMs);
  const isSame = status === known.status && flaky === known.flaky && durationMs === known.durationMs;
  return isSame ? known : { ...known, status, flaky, durationMs };
}

const isGood = ({ status }: TestOutcomeRecord) => status === "passed";
const isBad = ({ status }: TestOutcomeRecord) => status === "failed";

function derive(test: TestRecord): TestRecord {
  const { id, outcomes, name, suitePath, file, suiteSlug } = test;
  const before = { lastGood: test.lastPassed, since: test.failingSince };
  const { lastGood, lastBad, since } = streakOf(outcomes, { isGood, isBad }, before);
  const { failed, counted, durationMs } = figuresOf(test);
  const rate = counted === 0 ? 0 : Math.round((failed / counted) * 1_000);
  return {
    ...test,
    status: outcomes.at(-1)?.status ?? null,
    lastPassed: lastGood,
    lastFailed: later(test.lastFailed, lastBad),
    failingSince: since,
    text: searchable([suiteSlug, file ?? "", ...suitePath, name].join(" ")),
    byName: `${beginning([...suitePath, name].join(" "))}\n${id}`,
    bySlow: `${digits(durationMs ?? 0, 10)}-${id}`,
    byFailing: `${digits(failed, 3)}-${digits(rate, 4)}-${id}`,
    byNew: `${digits(test.firstSeenAt, 15)}-${id}`,
  };
}

const digits = (value: number, count: number) => String(Math.round(value)).padStart(count, "0");

/** Not cut in the middle of a character. */
const beginning = (text: string) => /^.{0,64}/su.exec(searchable(text))![0];

/** In small letters, and without what no text of a database may hold. */
export const searchable = (text: string) =>
  text
    .replace(/[\0\p{Surrogate}]/gu, "")
    .toLowerCase()
    .slice(0, 1_000);
