import { z } from "zod";
import { TestStatus } from "./result.ts";
import { State, Verdict } from "./run.ts";
import { Id, Instant, Slug } from "./slug.ts";

const place = {
  suite: Slug,
  branch: z.string().nullable(),
  environment: Slug.nullable(),
};

/** A run as histories name it. All of them are there and may be opened: what was deleted is left out. */
export const RunRef = z
  .object({ id: Id, number: z.int().min(1), at: Instant.describe("When it was triggered.") })
  .meta({ id: "RunRef" });
export type RunRef = z.infer<typeof RunRef>;

/** What a test came to in one run: the worst of its results there, with the longest of their durations. */
export const TestOutcome = z
  .object({
    run: RunRef,
    ...place,
    status: TestStatus,
    flaky: z.boolean(),
    durationMs: z.number().nullable(),
  })
  .meta({ id: "TestOutcome" });
export type TestOutcome = z.infer<typeof TestOutcome>;

export const TestHistory = z
  .object({
    testId: z.string(),
    outcomes: z
      .array(TestOutcome)
      .describe("The newest, at most 20, the newest last. Runs that were cancelled do not count."),
  })
  .meta({ id: "TestHistory" });
export type TestHistory = z.infer<typeof TestHistory>;

/** A test of a project, with what its newest outcomes come to. */
export const Test = z
  .object({
    id: z.string().describe("A result's `testId`."),
    name: z.string(),
    suitePath: z.array(z.string()).describe("The groups it stands in, outermost first."),
    file: z.string().nullable(),
    suite: Slug.describe("The suite that it was seen in last."),
    status: TestStatus.describe("What it came to last."),
    failed: z.int().describe("How many of the newest outcomes failed."),
    counted: z.int().describe("Of how many outcomes: those that were not skipped."),
    durationMs: z.number().nullable().describe("What it takes on average, where it is not skipped."),
    firstSeenAt: Instant,
    lastSeenAt: Instant,
    outcomes: TestHistory.shape.outcomes,
  })
  .meta({ id: "Test" });
export type Test = z.infer<typeof Test>;

export const TestDetails = z
  .object({
    ...Test.shape,
    lastPassed: RunRef.nullable().describe("Null also where that run is deleted."),
    lastFailed: RunRef.nullable(),
    failingSince: RunRef.nullable().describe(
      "The first run that it failed in since it last passed; null while it passes.",
    ),
  })
  .meta({ id: "TestDetails" });
export type TestDetails = z.infer<typeof TestDetails>;

/** One result of a test, with where it was. */
export const TestResult = z
  .object({
    id: Id,
    run: RunRef,
    ...place,
    shard: z.int().min(1),
    attempt: z.int().min(1),
    status: TestStatus,
    flaky: z.boolean(),
    retries: z.int().min(0),
    durationMs: z.number().nullable(),
    message: z.string().nullable(),
    stack: z.string().nullable(),
  })
  .meta({ id: "TestResult" });
export type TestResult = z.infer<typeof TestResult>;

/** A run as a strip shows it. */
export const RunMark = z
  .object({
    id: Id,
    number: z.int().min(1),
    ...place,
    state: State,
    createdAt: Instant,
    durationMs: z.int().nullable(),
  })
  .meta({ id: "RunMark" });
export type RunMark = z.infer<typeof RunMark>;

/** What a project's runs of one day came to; the day is the one on which they were triggered, in UTC. */
export const DayOfRuns = z
  .object({
    day: z.iso.date(),
    runs: z.int(),
    passed: z.int(),
    failed: z.int(),
    errored: z.int(),
    timedOut: z.int(),
    cancelled: z.int(),
    durationMs: z
      .number()
      .nullable()
      .describe("The mean of the runs that passed or failed; of uploads nothing is known."),
  })
  .meta({ id: "DayOfRuns" });
export type DayOfRuns = z.infer<typeof DayOfRuns>;

/** A suite that did not pass when it last ran on a branch, in an environment. */
export const RedSuite = z
  .object({
    ...place,
    verdict: Verdict,
    last: RunRef,
    since: RunRef.describe("The first run that did not pass since one last did."),
    lastPassed: RunRef.nullable(),
  })
  .meta({ id: "RedSuite" });
export type RedSuite = z.infer<typeof RedSuite>;

/** How a project is. */
export const ProjectHealth = z
  .object({
    project: Slug,
    name: z.string(),
    runs: z.array(RunMark).describe("The newest 30, the newest last."),
    days: z.array(DayOfRuns).describe("Of the last 30 days those that had runs, the newest last."),
    red: z.array(RedSuite).describe("At most 10, those that ran last first."),
    redCount: z.int().describe("How many there are."),
  })
  .meta({ id: "ProjectHealth" });
export type ProjectHealth = z.infer<typeof ProjectHealth>;

/** What goes on. */
export const Activity = z
  .object({
    running: z.int().describe("Runs."),
    queued: z.int().describe("Runs of which nothing has begun."),
    waitingJobs: z.int().describe("Jobs (shards) that wait for a worker."),
  })
  .meta({ id: "Activity" });
export type Activity = z.infer<typeof Activity>;
