import { isDeepStrictEqual } from "node:util";
import { attemptIdOf, dayOf, isFinal, type RunRecord, type Store } from "@aac/core";

/** The histories hold each final run exactly once, and nothing else. Worked out here from the runs alone. */
export async function checkRollups(store: Store): Promise<string[]> {
  const { system } = store;
  const all = await system.runs.find({ where: {}, orderBy: ["id"] });
  const runs = all.filter(({ state }) => isFinal(state));
  const counted = runs.filter(({ verdict }) => verdict !== "cancelled");
  const broken = runs.flatMap(({ id, historyAt }) =>
    typeof historyAt === "number" ? [] : [`run ${id} ended and is in no history`],
  );
  const expect = (what: string, found: unknown, expected: unknown) => {
    if (isDeepStrictEqual(found, expected)) return;
    broken.push(`${what} are ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  };

  const days = await system.daysOfRuns.find({ where: {}, orderBy: ["projectId", "day"] });
  expect("the days", days.map(figuresOfDay), daysOf(runs));

  const tracks = await system.tracks.find({ where: {} });
  const found = tracks.map(({ suiteSlug, branch, outcomes }) => [suiteSlug, branch, outcomes]);
  const byTrack = Map.groupBy(counted, ({ suiteSlug, branch }) => JSON.stringify([suiteSlug, branch]));
  const expected = [...byTrack.values()].map((group) => [
    group[0]!.suiteSlug,
    group[0]!.branch,
    group.slice(-20).map(({ id: runId, verdict }) => ({ runId, verdict })),
  ]);
  expect("the tracks", found.toSorted(byText), expected.toSorted(byText));

  const tests = await system.tests.find({ where: {} });
  const outcomes = tests.flatMap((test) =>
    test.outcomes.map(({ runId, status, durationMs }) => [test.id, runId, status, durationMs]),
  );
  expect("the outcomes of tests", outcomes.toSorted(byText), (await outcomesOf(store, counted)).toSorted(byText));
  return broken;
}

const byText = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

const figuresOfDay = ({ day, ...record }: Figures & { day: string }) => ({
  day,
  runs: record.runs,
  passed: record.passed,
  failed: record.failed,
  errored: record.errored,
  timedOut: record.timedOut,
  cancelled: record.cancelled,
  durationMs: record.durationMs,
});
type Figures = Record<"runs" | "passed" | "failed" | "errored" | "timedOut" | "cancelled" | "durationMs", number>;

function daysOf(runs: readonly RunRecord[]) {
  const byDay = Map.groupBy(runs, ({ createdAt }) => dayOf(createdAt));
  return [...byDay].toSorted(byText).map(([day, group]) => {
    const count = (wanted: RunRecord["verdict"]) => group.filter(({ verdict }) => verdict === wanted).length;
    const timed = group.filter(({ verdict }) => verdict === "passed" || verdict === "failed");
    return {
      day,
      runs: group.length,
      passed: count("passed"),
      failed: count("failed"),
      errored: count("errored"),
      timedOut: count("timedOut"),
      cancelled: count("cancelled"),
      durationMs: timed.reduce((sum, run) => sum + (run.finishedAt! - run.startedAt!), 0),
    };
  });
}

/** Of each test in each run: the worst that it came to there, and the longest that it took. */
async function outcomesOf({ system }: Store, runs: readonly RunRecord[]): Promise<unknown[][]> {
  const outcomes: unknown[][] = [];
  for (const run of runs) {
    const jobs = await system.jobs.find({ where: { runId: run.id } });
    const attempts = jobs
      .filter(({ totals }) => totals.tests > 0)
      .map(({ id, attempts: last }) => attemptIdOf(id, last));
    const results = await system.results.find({ where: { attemptId: { in: attempts } } });
    for (const [testId, group] of Map.groupBy(results, (result) => result.testId)) {
      const worst = (["failed", "passed", "skipped"] as const).find((one) =>
        group.some(({ status }) => status === one),
      );
      outcomes.push([testId, run.id, worst, Math.max(...group.map(({ durationMs }) => durationMs ?? 0))]);
    }
  }
  return outcomes;
}
