import type { ResultRecord } from "../domain/results/records.ts";
import { attemptIdOf, jobIdOf, type RunRecord } from "../domain/run/records.ts";
import { sampleJob, sampleRun } from "../ports/store-samples.ts";
import type { Center } from "./center.ts";

export const noon = Date.UTC(2026, 10, 26, 12);

/** A result of the test of this name. */
const sampleResult = (runId: string, index: number, fields: Partial<ResultRecord>): ResultRecord => {
  const attemptId = attemptIdOf(jobIdOf(runId, 1), 1);
  const { name = "a test" } = fields;
  return {
    id: `${attemptId}-${String(index).padStart(7, "0")}`,
    orgId: "acme",
    projectId: "checkout",
    runId,
    attemptId,
    testId: Buffer.from(name).toString("hex").padStart(24, "0").slice(-24),
    shard: 1,
    attempt: 1,
    index,
    fence: 1,
    report: "junit.xml",
    name,
    suitePath: ["basket"],
    file: "basket.test.js",
    line: null,
    status: "passed",
    flaky: false,
    durationMs: 10,
    message: null,
    stack: null,
    retries: 0,
    attachments: [],
    ...fields,
  };
};

/** Stores a run that has ended, with its results, as the flows before the histories leave it. */
export async function storeEndedRun(
  { store }: Pick<Center, "store">,
  id: string,
  results: readonly Partial<ResultRecord>[] = [],
  fields: Partial<RunRecord> = {},
): Promise<RunRecord> {
  const failed = results.filter(({ status }) => status === "failed").length;
  const verdict = failed > 0 ? "failed" : "passed";
  const run = sampleRun(id, {
    state: fields.verdict ?? verdict,
    verdict,
    createdAt: noon,
    startedAt: noon,
    finishedAt: noon + 4_000,
    ...fields,
  });
  const totals = { tests: results.length, passed: results.length - failed, failed, skipped: 0, flaky: 0 };
  const { state } = run;
  await store.system.results.insertMany(results.map((result, index) => sampleResult(id, index, result)));
  await store.system.jobs.insert(sampleJob(jobIdOf(id, 1), { runId: id, state, totals, attempts: 1 }));
  await store.system.runs.insert(run);
  return run;
}
