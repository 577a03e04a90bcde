import { createHash } from "node:crypto";
import { matchesGlob } from "node:path";
import type { ReportedTest } from "@aac/contract";
import { readReports } from "@aac/reports";
import { Problem } from "../domain/problems.ts";
import { type ResultRecord, testKey } from "../domain/results/records.ts";
import { addTest } from "../domain/results/totals.ts";
import { noTotals } from "../domain/run/records.ts";
import type { Center } from "./center.ts";
import type { Collected, Kept, OnTest, Origin, Tell } from "./collect-files.ts";

const resultsAtOnce = 500;

/**
 * Reads reports into results and tells of both. A damaged report gives the tests before its damage and a warning.
 * `own` are the globs by which the suite names its reports.
 */
export async function readInto(
  center: Center,
  origin: Origin,
  files: readonly Kept[],
  { own, tell, onTest }: { own: readonly string[]; tell: Tell; onTest?: OnTest | undefined },
): Promise<Collected> {
  const collected: Collected = { totals: noTotals, warnings: [] };
  const results = createResultWriter(center, origin, onTest);
  const untold = new Map(files.map((file) => [file.path, file]));
  const reports = files.map(({ path, sizeBytes, blob }) => ({ path, sizeBytes, open: () => read(center, blob) }));
  // Named by absolute paths, a test would be another one in every sandbox and have no history.
  const { workingDirectory } = origin;
  for await (const news of readReports(reports, workingDirectory ? { workingDirectory } : {})) {
    if (news.kind === "test") {
      collected.totals = addTest(collected.totals, news.test);
      await results.add(news.test, news.path);
      continue;
    }
    await results.flush();
    if (news.damage) {
      const detail = `"${news.path}" could not be read to its end: ${news.damage.message}`;
      collected.warnings.push({ code: "report_damaged", detail });
    }
    const file = untold.get(news.path);
    untold.delete(news.path);
    if (file) await tell(file, news.format);
  }
  for (const file of untold.values()) {
    await tell(file, null);
    if (!own.some((glob) => matchesGlob(file.path, glob))) continue;
    const detail = `"${file.path}" is in none of the formats that are understood; no test was read from it.`;
    collected.warnings.push({ code: "report_not_recognised", detail });
  }
  return collected;
}

/** A reported test as it is kept, with nothing in it that is to be hidden; but for its place. */
export function presentTest(
  { run, attemptId, shard, attempt, hide }: Omit<Origin, "persist">,
  reported: ReportedTest,
): Omit<ResultRecord, "id" | "index" | "fence" | "report"> {
  const hideIn = (text: string | null) => (text === null ? null : hide(text));
  const test = {
    ...reported,
    name: hide(reported.name),
    suitePath: reported.suitePath.map(hide),
    file: hideIn(reported.file),
  };
  return {
    ...test,
    orgId: run.orgId,
    projectId: run.projectId,
    runId: run.id,
    attemptId,
    testId: createHash("sha256")
      .update(`${run.projectId}\0${testKey(test)}`)
      .digest("hex")
      .slice(0, 24),
    shard,
    attempt,
    message: hideIn(test.message),
    stack: hideIn(test.stack),
    ...(test.tries && { tries: test.tries.map((one) => ({ ...one, message: hideIn(one.message) })) }),
    attachments: test.attachments.map(({ name, path, contentType }) => ({
      name: hide(name),
      path: hideIn(path),
      contentType: hideIn(contentType),
    })),
  };
}

function createResultWriter(center: Center, origin: Origin, onTest?: OnTest) {
  const { run, attemptId, shard, attempt, fence, persist } = origin;
  let batch: ResultRecord[] = [];
  let index = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const full = batch;
    await persist(() => center.store.system.results.insertMany(full));
    batch = [];
    center.bus.publish({ kind: "results", orgId: run.orgId, runId: run.id, shard, attempt });
  };
  return {
    flush,
    async add(test: ReportedTest, report: string): Promise<void> {
      const id = `${attemptId}-${String(index).padStart(7, "0")}`;
      const presented = presentTest(origin, test);
      onTest?.(presented);
      batch.push({ ...presented, id, index: index++, fence, report });
      if (batch.length >= resultsAtOnce) await flush();
    },
  };
}

async function* read(center: Center, blob: string): AsyncGenerator<Uint8Array> {
  const found = await center.blobs.get(blob);
  if (!found) throw new Problem("storage_failed", "A report was gone before it was read.");
  yield* found.bytes;
}
