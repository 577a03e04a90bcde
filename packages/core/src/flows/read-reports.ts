import { createHash } from "node:crypto";
import type { ReportedTest } from "@aac/contract";
import { readReport } from "@aac/reports";
import { Problem } from "../domain/problems.ts";
import { type ResultRecord, testKey } from "../domain/results/records.ts";
import { addTest } from "../domain/results/totals.ts";
import { noTotals } from "../domain/run/records.ts";
import type { Center } from "./center.ts";
import type { Collected, Kept, Origin, Tell } from "./collect-files.ts";

const resultsAtOnce = 500;

/**
 * Reads reports into results and tells of both. A damaged report gives the tests before its damage and a warning. A
 * test that two reports of the attempt hold, as suites that report in two formats do, is counted once.
 */
export async function readReports(
  center: Center,
  origin: Origin,
  reports: readonly Kept[],
  tell: Tell,
): Promise<Collected> {
  const collected: Collected = { totals: noTotals, warnings: [] };
  const reportOf = new Map<string, string>();
  const results = createResultWriter(center, origin);
  for (const file of reports) {
    let format: string | null = null;
    try {
      const report = await readReport({
        path: file.path,
        sizeBytes: file.sizeBytes,
        open: () => read(center, file.blob),
      });
      format = report.format;
      for await (const test of report.tests) {
        const key = testKey(test);
        if ((reportOf.get(key) ?? file.path) !== file.path) continue;
        reportOf.set(key, file.path);
        collected.totals = addTest(collected.totals, test);
        await results.add(test, key, file.path);
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
      const why = error instanceof Error ? error.message : String(error);
      collected.warnings.push({
        code: "report_not_read",
        detail: `"${file.path}" could not be read to its end: ${why}`,
      });
    }
    await results.flush();
    await tell(file, format);
  }
  return collected;
}

function createResultWriter(center: Center, { run, attemptId, shard, attempt, hide }: Origin) {
  let batch: ResultRecord[] = [];
  let index = 0;
  const hideIn = (text: string | null) => (text === null ? null : hide(text));
  const flush = async () => {
    if (batch.length === 0) return;
    await center.store.system.results.insertMany(batch);
    batch = [];
    center.bus.publish({ kind: "results", orgId: run.orgId, runId: run.id, shard, attempt });
  };
  return {
    flush,
    async add(test: ReportedTest, key: string, report: string): Promise<void> {
      batch.push({
        ...test,
        id: `${attemptId}-${String(index).padStart(7, "0")}`,
        orgId: run.orgId,
        projectId: run.projectId,
        runId: run.id,
        attemptId,
        testId: createHash("sha256").update(`${run.projectId}\0${key}`).digest("hex").slice(0, 24),
        shard,
        attempt,
        index: index++,
        report,
        name: hide(test.name),
        message: hideIn(test.message),
        stack: hideIn(test.stack),
      });
      if (batch.length >= resultsAtOnce) await flush();
    },
  };
}

async function* read(center: Center, blob: string): AsyncGenerator<Uint8Array> {
  const found = await center.blobs.get(blob);
  if (!found) throw new Problem("storage_failed", "A report was gone before it was read.");
  yield* found.bytes;
}
