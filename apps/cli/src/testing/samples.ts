import {
  Limits,
  type Analysis,
  type Job,
  type Result,
  type Run,
  type RunEvent,
  type Suite,
  type Verdict,
} from "@aac/contract";

const at = "2026-11-23T09:00:00.000Z";
const noTotals = { tests: 0, passed: 0, failed: 0, skipped: 0, flaky: 0 };

export function sampleJob(fields: Partial<Job> = {}): Job {
  return {
    id: "job1",
    shard: 1,
    state: "queued",
    reason: null,
    totals: noTotals,
    warnings: [],
    queuedAt: at,
    startedAt: null,
    finishedAt: null,
    attempts: [],
    ...fields,
  };
}

/** A run that was just triggered. */
export function sampleRun(fields: Partial<Run> = {}): Run {
  return {
    id: "run1",
    number: 7,
    project: "shop",
    suite: "e2e",
    suiteName: "End to end",
    environment: null,
    folder: "all",
    state: "queued",
    verdict: null,
    reason: null,
    totals: noTotals,
    trigger: { kind: "cli", by: null, byId: null },
    branch: null,
    commit: null,
    labels: [],
    rerunOf: null,
    shards: 1,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    revision: 1,
    variables: {},
    asTriggered: {
      image: "example.test/suite:1",
      directory: null,
      command: null,
      workingDirectory: "/app",
      variables: {},
      limits: Limits.parse({}),
    },
    onlyShards: null,
    pinned: false,
    kept: { logs: true, artifacts: true, results: true },
    warnings: [],
    jobs: [sampleJob()],
    ...fields,
  };
}

/** The same run at its end. */
export function endedRun(verdict: Verdict, fields: Partial<Run> = {}): Run {
  const state = { state: verdict, verdict, startedAt: at, finishedAt: at, durationMs: 4_200, revision: 3 };
  const reason = { code: `tests_${verdict}`, detail: `It ${verdict}.`, remedy: null };
  return sampleRun({ ...state, ...(verdict === "passed" ? {} : { reason }), ...fields });
}

export function sampleResult(fields: Partial<Result> = {}): Result {
  return {
    id: "result1",
    testId: "test1",
    shard: 1,
    attempt: 1,
    index: 0,
    report: "junit.xml",
    name: "pays by card",
    suitePath: ["checkout"],
    file: "tests/checkout.test.ts",
    line: 12,
    status: "failed",
    flaky: false,
    durationMs: 12,
    message: "expected 200 to be 500",
    stack: null,
    retries: 0,
    attachments: [],
    ...fields,
  };
}

export function logLines(firstLine: number, text: string, shard = 1): RunEvent {
  const lines = text.split("\n").length - 1;
  return { event: "log", data: { shard, attempt: 1, firstLine, lines, text, at } };
}

export function sampleSuite(fields: Partial<Suite> = {}): Suite {
  return {
    id: "suite1",
    project: "shop",
    slug: "e2e",
    name: "End to end",
    description: "",
    image: "node:24",
    directory: null,
    command: null,
    workingDirectory: "/app",
    folder: "all",
    variables: {},
    artifacts: [],
    reports: [],
    runsOn: [],
    reporter: false,
    onWorkerLoss: "retry",
    limits: Limits.parse({}),
    createdAt: at,
    updatedAt: at,
    ...fields,
  };
}

export const sampleAnalysis = (change: Partial<Analysis> = {}): Analysis => ({
  run: "run1",
  state: "done",
  finding: {
    category: "connection",
    confidence: 0.9,
    cause: "The shop was not up.",
    remedy: "Start it first.",
    citations: [{ kind: "line", shard: 1, attempt: 1, line: 7, text: "connect \u001b[2JECONNREFUSED" }],
  },
  analyst: "rules",
  model: null,
  isReused: false,
  notes: [],
  signature: "s",
  usage: null,
  feedback: null,
  revision: 3,
  startedAt: null,
  finishedAt: null,
  ...change,
});
