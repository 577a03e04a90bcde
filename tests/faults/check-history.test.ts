import type { Attempt, Job, Run } from "@aac/contract";
import { describe, expect, test } from "vitest";
import { checkHistory, checkStaysFinal, type Observed, type ObservedRun } from "./check-history.ts";
import type { PlannedRun } from "./plan.ts";

const planned: PlannedRun = {
  atMs: 0,
  shards: 1,
  lines: 3,
  burst: 1,
  pauseMs: 0,
  silenceMs: 0,
  passed: 2,
  failed: 0,
  leavesDaemon: false,
  ignoresTerm: false,
  isTooLong: false,
  cancelAtMs: null,
};

function attempt(number: number, change: Partial<Attempt> = {}): Attempt {
  const at = "2026-11-23T09:00:00.000Z";
  return {
    number,
    state: "passed",
    reason: null,
    worker: "host:1:a",
    executor: "process",
    image: null,
    exitCode: 0,
    phases: { claimedAt: at, preparedAt: at, startedAt: at, exitedAt: at, collectedAt: at },
    logLines: 3,
    logBytes: 30,
    logCut: false,
    ...change,
  };
}

const lost = { state: "errored", reason: { code: "worker_lost", detail: "", remedy: "" }, logLines: 1 } as const;

/** A run whose worker was killed once, and which passed in its second attempt. */
function good(): { observed: Observed; run: ObservedRun; answer: Run; job: Job; last: Attempt } {
  const totals = { tests: 2, passed: 2, failed: 0, skipped: 0, flaky: 0 };
  const last = attempt(2);
  const job: Job = {
    id: "run-1",
    shard: 1,
    state: "passed",
    reason: null,
    totals,
    warnings: [],
    queuedAt: "2026-11-23T09:00:00.000Z",
    startedAt: "2026-11-23T09:00:00.000Z",
    finishedAt: "2026-11-23T09:00:01.000Z",
    attempts: [attempt(1, lost), last],
  };
  const answer = { id: "run", state: "passed", verdict: "passed", reason: null, totals, jobs: [job] } as unknown as Run;
  const lines = ["m line 1", "m line 2", "m line 3"];
  const logs = () =>
    new Map([
      ["1.1", lines.slice(0, 1)],
      ["1.2", [...lines]],
    ]);
  const result = { shard: 1, attempt: 2, status: "passed" } as const;
  const run: ObservedRun = {
    planned,
    id: "run",
    mark: "m",
    cancel: null,
    seen: {
      lines: logs(),
      results: new Map([["1.2", 2]]),
      breaks: [],
      states: ["queued", "running", "queued", "running", "passed"],
      reconnects: 1,
      ended: true,
      refusal: null,
    },
    run: answer,
    logs: logs(),
    results: [result, result],
    artifacts: new Map([["1.2", "m\n"]]),
  };
  const observed: Observed = { runs: [run], listed: ["run"], faults: ["kill"], exits: [], leftovers: [] };
  return { observed, run, answer, job, last };
}

test("a history in which all promises were kept is not complained of", () => {
  expect(checkHistory(good().observed)).toEqual([]);
});

type Parts = ReturnType<typeof good>;

describe("the checker notices", () => {
  test.each<[what: string, harm: (parts: Parts) => void, said: RegExp]>([
    ["a run that was accepted and is gone", ({ run }) => (run.run = null), /accepted and is not there/],
    ["a run that never ends", ({ answer }) => (answer.state = "running"), /never ended/],
    ["one trigger that made two runs", ({ observed }) => observed.listed.push("other"), /nobody was told/],
    ["two triggers that made one run", ({ observed, run }) => observed.runs.push(run), /the same run/],
    ["a job that is missing", ({ run }) => (run.planned = { ...planned, shards: 2 }), /1 of 2 jobs/],
    ["a wrong verdict", ({ job, last }) => (last.state = job.state = "failed"), /its suite says passed/],
    ["a job that ends otherwise than its attempt", ({ last }) => (last.state = "failed"), /last attempt is failed/],
    [
      "an error of ours that nothing explains",
      ({ observed, job, last }) => {
        Object.assign(job, { state: "errored", reason: lost.reason });
        Object.assign(last, lost);
        observed.faults = [];
      },
      /which nothing explains/,
    ],
    [
      "a job that was given up too early",
      ({ job }) => {
        Object.assign(job, { state: "errored", reason: lost.reason });
        job.attempts.pop();
      },
      /which nothing explains/,
    ],
    [
      "two attempts that both came to an end",
      ({ job }) => Object.assign(job.attempts[0]!, { state: "passed", reason: null }),
      /was followed by another/,
    ],
    ["an attempt that goes on after its run", ({ last }) => (last.state = "running"), /although the run is final/],
    ["a cancel that won and did nothing", ({ run }) => (run.cancel = "won"), /a cancel won/],
    [
      "a cancel that lost and happened",
      ({ run, answer, job, last }) => {
        run.cancel = "lost";
        answer.state = job.state = last.state = "cancelled";
        run.seen.states.push("cancelled");
      },
      /nobody's cancel won/,
    ],
    ["a hole in the log", ({ run }) => run.logs.get("1.2")!.splice(1, 1), /line 2 is "m line 3"/],
    ["a line that is there twice", ({ run }) => run.logs.get("1.2")!.splice(1, 0, "m line 1"), /line 2 is "m line 1"/],
    ["a log without its end", ({ run }) => run.logs.get("1.2")!.pop(), /2 of 3 lines/],
    ["a line that the suite never wrote", ({ run }) => run.logs.get("1.2")!.push("m line 4"), /4 lines, of 3/],
    ["lines that are counted wrongly", ({ last }) => (last.logLines = 2), /counts 2 lines/],
    ["a viewer who missed lines", ({ run }) => run.seen.lines.get("1.2")!.pop(), /saw 2 of 3 lines/],
    [
      "a viewer who saw what is not stored",
      ({ run }) => run.seen.lines.get("1.1")!.push("m line 2"),
      /lines of attempt 1.1 that are not stored/,
    ],
    ["a viewer who saw a gap", ({ run }) => run.seen.breaks.push("1.2: line 3 came after 1"), /gap or double/],
    ["a viewer who never saw the end", ({ run }) => (run.seen.ended = false), /the viewer saw it end as/],
    ["a viewer who saw it end and go on", ({ run }) => run.seen.states.push("running", "passed"), /end and change/],
    ["a viewer who was refused", ({ run }) => (run.seen.refusal = "403"), /refused: 403/],
    ["results that are not stored", ({ run }) => run.results.pop(), /1 results/],
    ["results that were not told", ({ run }) => run.seen.results.clear(), /0 of 2 results/],
    ["totals that are wrong", ({ job }) => (job.totals = { ...job.totals, passed: 1 }), /counts/],
    ["an artifact that is gone", ({ run }) => run.artifacts.clear(), /the artifact of 1.2 is undefined/],
    ["an artifact of another run", ({ run }) => run.artifacts.set("1.2", "n\n"), /the artifact of 1.2/],
    ["a sandbox that is left", ({ observed }) => observed.leftovers.push("process 7"), /left behind: process 7/],
    [
      "a process that ended by itself",
      ({ observed }) =>
        observed.exits.push({ name: "producer", at: 0, isStart: false, code: 1, signal: null, said: "oh" }),
      /producer ended by itself \(1\): oh/,
    ],
  ])("%s", (_, harm, said) => {
    const parts = good();
    harm(parts);
    expect(checkHistory(parts.observed).join("\n")).toMatch(said);
  });

  test("a run that was final and changed", () => {
    const { answer: before } = good();
    const { answer: after } = good();
    expect(checkStaysFinal(before, after)).toEqual([]);
    after.jobs[0]!.attempts[1]!.logLines = 2;
    expect(checkStaysFinal(before, after).join()).toMatch(/was final and changed/);
  });
});
