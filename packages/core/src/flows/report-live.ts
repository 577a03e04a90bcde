import type { LiveReports } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import { attemptIdOf, type RunRecord } from "../domain/run/records.ts";
import type { LiveReportRecord } from "../domain/results/records.ts";
import { demand } from "../domain/tenancy/permissions.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { longestKeyBytes } from "../ports/blobs.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { SandboxFile } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import { blobsOf } from "./erase-run.ts";

/** Of one attempt: so many reports, and so much of all of them together. They are read again and again. */
const mostReports = 100;
const mostBytes = 64 * 1024 ** 2;

/** Where the live reports of an attempt lie until its end. */
export const liveBlobsOf = (run: Pick<RunRecord, "id" | "orgId">, attemptId: string) =>
  `${blobsOf(run)}/live-${attemptId}`;

/**
 * Takes reports of a job that still runs, as they are now; one that was sent before under the same name is replaced. The
 * job's worker reads them, for it knows the secrets that are not to be shown. Throws Problem `job_not_found`,
 * `attempt_is_over` or `body_too_large`.
 */
export async function reportLive(
  center: Center,
  caller: Caller,
  jobId: string,
  files: AsyncIterable<SandboxFile>,
): Promise<LiveReports> {
  const job = await viewOf(center.store, caller).jobs.get(jobId);
  const isOwn = !("attempt" in caller.grant) || caller.grant.attempt.jobId === jobId;
  if (!job || !isOwn) throw new Problem("job_not_found", `There is no job "${jobId}".`);
  demand(caller, "results:report", job.projectId);
  const attemptId = attemptIdOf(job.id, job.attempts);
  const run = { id: job.runId, orgId: job.orgId };
  await demandUnderWay(center, jobId, attemptId);
  const taken: string[] = [];
  for await (const file of files) {
    await keep(center, { run, attemptId }, file);
    taken.push(file.path);
  }
  if (taken.length === 0) throw new Problem("no_reports", "There is no file in the form field `files`.");
  // The attempt may have ended meanwhile, and its live reports been deleted before these came.
  await demandUnderWay(center, jobId, attemptId).catch(async (error: unknown) => {
    await forgetLive(center, run, attemptId);
    throw error;
  });
  return { reports: taken };
}

async function demandUnderWay(center: Center, jobId: string, attemptId: string): Promise<void> {
  const { jobs, attempts } = center.store.system;
  const [job, attempt] = await Promise.all([jobs.get(jobId), attempts.get(attemptId)]);
  const runs = job?.state === "running" && attempt?.state === "running" && attempt.number === job.attempts;
  if (!runs || attempt.phases.exitedAt !== null) {
    throw new Problem("attempt_is_over", `Job ${jobId} does not run now.`);
  }
}

async function keep(
  center: Center,
  { run, attemptId }: { run: Pick<RunRecord, "id" | "orgId">; attemptId: string },
  file: SandboxFile,
): Promise<void> {
  const { liveReports } = center.store.system;
  const all = await liveReports.find({ where: { attemptId }, limit: mostReports });
  const before = all.find(({ path }) => path === file.path);
  if (!before && all.length >= mostReports) {
    throw new Problem("body_too_large", `An attempt has at most ${mostReports} live reports.`);
  }
  const others = all.reduce((sum, { path, sizeBytes }) => sum + (path === file.path ? 0 : sizeBytes), 0);
  const blob = `${liveBlobsOf(run, attemptId)}/${center.ids()}`;
  if (Buffer.byteLength(blob) > longestKeyBytes) throw new Problem("invalid_request", "The file's name is too long.");
  const { sizeBytes } = await center.blobs
    .put(blob, atMost(file.bytes, mostBytes - others))
    .catch(async (error: unknown) => {
      await center.blobs.delete(blob);
      throw error;
    });
  if (before) {
    await liveReports.update(before.id, {}, { blob, sizeBytes, revision: before.revision + 1 });
    await center.blobs.delete(before.blob);
    return;
  }
  const record: LiveReportRecord = {
    id: center.ids(),
    orgId: run.orgId,
    runId: run.id,
    attemptId,
    path: file.path,
    blob,
    sizeBytes,
    revision: 1,
  };
  if (!(await liveReports.insert(record))) await center.blobs.delete(blob);
}

async function* atMost(bytes: AsyncIterable<Uint8Array>, room: number): AsyncGenerator<Uint8Array> {
  let left = room;
  for await (const some of bytes) {
    left -= some.byteLength;
    if (left < 0)
      throw new Problem(
        "body_too_large",
        `The live reports of an attempt have at most ${mostBytes / 1024 ** 2} MiB together.`,
      );
    yield some;
  }
}

/** What is collected at the end takes their place. */
export async function forgetLive(
  center: Center,
  run: Pick<RunRecord, "id" | "orgId">,
  attemptId: string,
): Promise<void> {
  await center.store.system.liveReports.deleteMany({ attemptId }, mostReports);
  await center.blobs.delete(liveBlobsOf(run, attemptId));
}
