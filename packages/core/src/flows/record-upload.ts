import { Limits } from "@aac/contract";
import { isAnalysable } from "../domain/analysis/records.ts";
import { Problem } from "../domain/problems.ts";
import { attemptIdOf, jobIdOf, type JobRecord, keptWhole, type RunRecord } from "../domain/run/records.ts";
import { judge } from "../domain/run/verdict.ts";
import type { Caller, ProjectRecord } from "../domain/tenancy/records.ts";
import type { SandboxFile } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import { newAttempt } from "./claim-job.ts";
import { collectFiles } from "./collect-files.ts";
import { blobsOf } from "./erase-run.ts";
import { ensureProject } from "./manage-projects.ts";
import { whoIs } from "./person-behind.ts";
import { artifactBytes, claimRun, countStorage, demandStorage, releaseRun } from "./quotas.ts";
import { publishRun } from "./settle-run.ts";
import { demandThere, newJob, nextNumber } from "./trigger-run.ts";
import { viewOf } from "../ports/caller-view.ts";
import { demand } from "../domain/tenancy/permissions.ts";

export interface Upload {
  project: string;
  suite: string;
  branch: string | null;
  commit: string | null;
  labels: string[];
  idempotencyKey?: string | undefined;
}

const maxUploadBytes = 1024 ** 3;

/**
 * Makes a run of reports that were made elsewhere. The run is stored last, final from the start: until then nothing of
 * it can be seen. Throws Problem `no_reports` when no test was found in any file.
 */
export async function recordUpload(
  center: Center,
  caller: Caller,
  upload: Upload,
  files: AsyncIterable<SandboxFile>,
): Promise<RunRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await ensureProject(center, caller, upload.project);
  demand(caller, "results:upload", project.id);
  if (upload.idempotencyKey) {
    const [earlier] = await tenant.runs.find({ where: { idempotencyKey: upload.idempotencyKey }, limit: 1 });
    if (earlier) return sameUpload(earlier, upload);
  }
  await demandStorage(center, caller.orgId);
  await claimRun(center, caller.orgId);
  try {
    const { run, isNew } = await store(center, caller, { project, upload }, files);
    if (!isNew) await releaseRun(center, caller.orgId);
    return run;
  } catch (error) {
    await releaseRun(center, caller.orgId);
    throw error;
  }
}

/** Not new: the same upload came twice at once, and the other was first. */
async function store(
  center: Center,
  caller: Caller,
  { project, upload }: { project: ProjectRecord; upload: Upload },
  files: AsyncIterable<SandboxFile>,
): Promise<{ run: RunRecord; isNew: boolean }> {
  const tenant = viewOf(center.store, caller);
  const id = center.ids();
  const attemptId = attemptIdOf(jobIdOf(id, 1), 1);
  const origin = {
    run: { id, orgId: caller.orgId, projectId: project.id },
    attemptId,
    shard: 1,
    attempt: 1,
    fence: 0,
    workingDirectory: null,
    hide: (text: string) => text,
    // Whoever uploads is told at once.
    persist: <T>(write: () => Promise<T>) => write(),
  };
  // Whatever is uploaded here is meant to be a report, however it is called.
  const options = { maxBytes: maxUploadBytes, reports: ["**"] };
  const collected = collectFiles(center, origin, files, options);
  const { totals, warnings } = await collected.catch(async (error: unknown) => {
    // There is no run that would lead the retention to what was kept so far.
    await forget(center, caller, id);
    throw error;
  });
  if (totals.tests === 0) {
    await forget(center, caller, id);
    const why = warnings.map(({ detail }) => detail).join(" ");
    throw new Problem("no_reports", `No test results were found in what was uploaded. ${why}`.trim());
  }

  const now = center.clock.now();
  const exit = { code: 0, signal: null, limit: null, problem: null };
  const { verdict, reason } = judge(exit, totals);
  const [suite] = await tenant.suites.find({ where: { projectId: project.id, slug: upload.suite }, limit: 1 });
  const run: RunRecord = {
    id,
    orgId: caller.orgId,
    projectId: project.id,
    projectSlug: project.slug,
    suiteId: suite?.id ?? null,
    suiteSlug: upload.suite,
    suite: {
      slug: upload.suite,
      name: suite?.name ?? upload.suite,
      image: null,
      directory: null,
      command: null,
      workingDirectory: "/",
      variables: {},
      artifacts: [],
      reports: [],
      runsOn: [],
      onWorkerLoss: "fail",
      limits: Limits.parse({}),
    },
    number: await nextNumber(center, project.id),
    environmentId: null,
    environmentSlug: null,
    folder: "all",
    variables: {},
    trigger: { kind: "upload", by: caller.actor.name },
    triggeredBy: await whoIs(center, caller),
    triggerKind: "upload",
    branch: upload.branch,
    commit: upload.commit,
    labels: [...new Set(upload.labels)],
    rerunOf: null,
    priority: 0,
    shards: 1,
    idempotencyKey: upload.idempotencyKey ?? null,
    requestDigest: null,
    state: verdict,
    verdict,
    reason: reason && { ...reason, detail: reason.detail.replace(", although the suite ended with exit code 0", "") },
    totals,
    warnings,
    ...keptWhole,
    analysisAt: isAnalysable(verdict) ? now : null,
    createdAt: now,
    startedAt: now,
    finishedAt: now,
    noticesDue: true,
    revision: 1,
  };
  const job: JobRecord = {
    ...newJob(run, 1, 0),
    state: verdict,
    reason: run.reason,
    totals,
    warnings,
    attempts: 1,
    startedAt: now,
    finishedAt: now,
  };
  const attempt = {
    ...newAttempt(job, { id: caller.actor.name, executor: "upload" }),
    state: verdict,
    reason: run.reason,
  };
  await tenant.jobs.insert(job);
  await tenant.attempts.insert({ ...attempt, phases: { ...attempt.phases, claimedAt: now, collectedAt: now } });
  if (!(await tenant.runs.insert(run))) {
    await forget(center, caller, id);
    const [earlier] = await tenant.runs.find({ where: { idempotencyKey: run.idempotencyKey }, limit: 1 });
    if (earlier) return { run: sameUpload(earlier, upload), isNew: false };
    // Taken, for one who does not see by what: it is in a project that is not there for the caller.
    throw new Problem("idempotency_mismatch", `The key "${run.idempotencyKey}" was used for another run.`);
  }
  publishRun(center, run);
  return { run, isNew: true };
}

/** Which files it had is not compared: a client that repeats an upload may have made its reports anew. */
function sameUpload(earlier: RunRecord, { project, suite }: Upload): RunRecord {
  demandThere(earlier);
  const isSame = earlier.triggerKind === "upload" && earlier.projectSlug === project && earlier.suiteSlug === suite;
  if (isSame) return earlier;
  throw new Problem("idempotency_mismatch", `Run ${earlier.id} was made under this key by another request.`);
}

const manyAtOnce = 10_000;

async function forget(center: Center, caller: Caller, runId: string): Promise<void> {
  const tenant = viewOf(center.store, caller);
  const kept = { id: runId, orgId: caller.orgId, hasArtifacts: true, hasLogs: false };
  const freed = await artifactBytes(center, kept);
  for (const noun of ["results", "artifacts", "attempts", "jobs"] as const) {
    while ((await tenant[noun].deleteMany({ runId }, manyAtOnce)) === manyAtOnce);
  }
  await center.blobs.delete(blobsOf({ id: runId, orgId: caller.orgId }));
  await countStorage(center, caller.orgId, -freed);
}
