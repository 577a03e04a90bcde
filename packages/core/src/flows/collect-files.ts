import type { Totals, Warning } from "@aac/contract";
import { artifactGlobs, readReport, reportGlobs } from "@aac/reports";
import mime from "mime";
import { createHash } from "node:crypto";
import { matchesGlob } from "node:path";
import { maskText } from "../domain/log/mask.ts";
import { Problem } from "../domain/problems.ts";
import { type ArtifactRecord, type ResultRecord, testKey } from "../domain/results/records.ts";
import { addTest } from "../domain/results/totals.ts";
import { noTotals, type RunRecord } from "../domain/run/records.ts";
import type { SandboxFile } from "../ports/executor.ts";
import type { Center } from "./center.ts";

/** Whose files are collected. */
export interface Origin {
  run: Pick<RunRecord, "id" | "orgId" | "projectId">;
  attemptId: string;
  shard: number;
  attempt: number;
  secrets: readonly string[];
}

export interface Collected {
  totals: Totals;
  warnings: Warning[];
}

const mostArtifacts = 10_000;
const resultsAtOnce = 500;

/** What is collected of a suite: the conventional places and its own. */
export const globsOf = (suite: { artifacts: readonly string[]; reports: readonly string[] }) => [
  ...artifactGlobs,
  ...reportGlobs,
  ...suite.artifacts,
  ...suite.reports,
];

/**
 * Keeps files as artifacts and reads those that are reports. A file that cannot be read or is too large costs only
 * itself and becomes a warning. Doing it again for the same attempt stores nothing twice.
 */
export async function collectFiles(
  center: Center,
  origin: Origin,
  files: AsyncIterable<SandboxFile>,
  options: { maxBytes: number; reports: readonly string[] },
): Promise<Collected> {
  const warnings: Warning[] = [];
  const reports: ArtifactRecord[] = [];
  let room = options.maxBytes;
  let index = 0;
  for await (const file of files) {
    const path = maskText(file.path, origin.secrets);
    if (index >= mostArtifacts) {
      warnings.push({ code: "too_many_artifacts", detail: `Only the first ${mostArtifacts} artifacts were kept.` });
      break;
    }
    if (file.sizeBytes > room) {
      const detail = `"${path}" (${file.sizeBytes} bytes) was not kept: with it the artifacts would exceed ${options.maxBytes} bytes.`;
      warnings.push({ code: "artifact_too_large", detail });
      continue;
    }
    const artifact = await keep(center, origin, file, path, index++);
    room -= artifact.sizeBytes;
    if (isReport(file.path, options.reports)) reports.push(artifact);
    else await tell(center, origin, artifact);
  }
  const totals = await readReports(center, origin, reports, warnings);
  return { totals, warnings };
}

const isReport = (path: string, own: readonly string[]) =>
  [...reportGlobs, ...own].some((glob) => matchesGlob(path, glob));

async function keep(
  center: Center,
  origin: Origin,
  file: SandboxFile,
  path: string,
  index: number,
): Promise<ArtifactRecord> {
  const { run, attemptId, shard, attempt } = origin;
  const blob = `${run.orgId}/${run.id}/${attemptId}/${path}`;
  const { sizeBytes } = await center.blobs.put(blob, file.bytes);
  return {
    id: `${attemptId}-${String(index).padStart(6, "0")}`,
    orgId: run.orgId,
    runId: run.id,
    attemptId,
    shard,
    attempt,
    index,
    path,
    sizeBytes,
    contentType: mime.getType(path) ?? "application/octet-stream",
    format: null,
    blob,
  };
}

async function tell(center: Center, origin: Origin, artifact: ArtifactRecord): Promise<void> {
  await center.store.system.artifacts.insert(artifact);
  publish(center, origin, "artifacts");
}

function publish(center: Center, { run, shard, attempt }: Origin, kind: "artifacts" | "results"): void {
  center.bus.publish({ kind, orgId: run.orgId, runId: run.id, shard, attempt });
}

async function readReports(
  center: Center,
  origin: Origin,
  reports: readonly ArtifactRecord[],
  warnings: Warning[],
): Promise<Totals> {
  let totals = noTotals;
  let index = 0;
  /** Two reports of one attempt may hold the same tests in two formats; each test counts once for each time it ran. */
  const seen = new Map<string, string>();
  let batch: ResultRecord[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    await center.store.system.results.insertMany(batch);
    batch = [];
    publish(center, origin, "results");
  };
  for (const artifact of reports) {
    let format: string | null = null;
    try {
      const report = await readReport({
        path: artifact.path,
        sizeBytes: artifact.sizeBytes,
        open: () => read(center, artifact.blob),
      });
      format = report.format;
      for await (const test of report.tests) {
        const key = testKey(test);
        const first = seen.get(key);
        if (first !== undefined && first !== artifact.path) continue;
        seen.set(key, artifact.path);
        const hide = (text: string | null) => (text === null ? null : maskText(text, origin.secrets));
        batch.push({
          ...test,
          message: hide(test.message),
          stack: hide(test.stack),
          name: maskText(test.name, origin.secrets),
          id: `${origin.attemptId}-${String(index).padStart(7, "0")}`,
          orgId: origin.run.orgId,
          projectId: origin.run.projectId,
          runId: origin.run.id,
          attemptId: origin.attemptId,
          testId: createHash("sha256").update(`${origin.run.projectId}\0${key}`).digest("hex").slice(0, 24),
          shard: origin.shard,
          attempt: origin.attempt,
          index: index++,
          report: artifact.path,
        });
        totals = addTest(totals, test);
        if (batch.length >= resultsAtOnce) await flush();
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
      const why = error instanceof Error ? error.message : String(error);
      warnings.push({ code: "report_not_read", detail: `"${artifact.path}" could not be read to its end: ${why}` });
    }
    await flush();
    await tell(center, origin, { ...artifact, format });
  }
  return totals;
}

async function* read(center: Center, blob: string): AsyncGenerator<Uint8Array> {
  const found = await center.blobs.get(blob);
  if (!found) throw new Problem("storage_failed", "A report was gone before it was read.");
  yield* found.bytes;
}
