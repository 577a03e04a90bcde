import { type Artifact, type Attempt, type Job, Limits, type Result, type Run } from "@aac/contract";

const at = "2026-11-23T09:00:00.000Z";
const noTotals = { tests: 0, passed: 0, failed: 0, skipped: 0, flaky: 0 };

/** A run for tests, running its first attempt unless told otherwise. */
export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: "r1",
    number: 42,
    project: "shop",
    suite: "checkout",
    suiteName: "Checkout",
    environment: null,
    folder: "all",
    state: "running",
    verdict: null,
    reason: null,
    totals: noTotals,
    trigger: { kind: "api", by: null, byId: null },
    branch: "main",
    commit: null,
    labels: [],
    rerunOf: null,
    shards: 1,
    createdAt: at,
    startedAt: at,
    finishedAt: null,
    durationMs: null,
    pinned: false,
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
    warnings: [],
    kept: { logs: true, artifacts: true, results: true },
    jobs: [aJob()],
    ...change,
  };
}

export function aJob(change: Partial<Job> = {}): Job {
  return {
    id: "j1",
    shard: 1,
    state: "running",
    reason: null,
    totals: noTotals,
    warnings: [],
    queuedAt: at,
    startedAt: at,
    finishedAt: null,
    attempts: [anAttempt()],
    ...change,
  };
}

export function anAttempt(change: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    state: "running",
    reason: null,
    worker: "w1",
    executor: "scripted",
    image: null,
    exitCode: null,
    phases: { claimedAt: at, preparedAt: at, startedAt: at, exitedAt: null, collectedAt: null },
    logLines: 0,
    logBytes: 0,
    logCut: false,
    ...change,
  };
}

export function aResult(index: number, change: Partial<Result> = {}): Result {
  return {
    id: `result-${index}`,
    testId: `test-${index}`,
    shard: 1,
    attempt: 1,
    index,
    report: "junit.xml",
    name: `test ${index}`,
    suitePath: [],
    file: null,
    line: null,
    status: "passed",
    flaky: false,
    durationMs: 5,
    message: null,
    stack: null,
    retries: 0,
    attachments: [],
    ...change,
  };
}

export function anArtifact(index: number, change: Partial<Artifact> = {}): Artifact {
  const path = `test-results/${index}.png`;
  return {
    shard: 1,
    attempt: 1,
    index,
    path,
    sizeBytes: 10,
    contentType: "image/png",
    format: null,
    url: `/api/v1/runs/r1/artifacts/1/1/${path}`,
    ...change,
  };
}
