import type { Attempt, Job, Run, RunSummary } from "@aac/contract";
import type { AttemptRecord, JobRecord, RunRecord, SuiteSnapshot } from "./records.ts";

export const toInstant = (ms: number) => new Date(ms).toISOString();
const orNull = (ms: number | null) => (ms === null ? null : toInstant(ms));

export function toRunSummary(run: RunRecord): RunSummary {
  return {
    id: run.id,
    number: run.number,
    project: run.projectSlug,
    suite: run.suiteSlug,
    suiteName: run.suite.name,
    environment: run.environmentSlug,
    folder: run.folder,
    state: run.state,
    verdict: run.verdict,
    reason: run.reason,
    totals: run.totals,
    trigger: { ...run.trigger, byId: run.triggeredBy ?? null },
    branch: run.branch,
    commit: run.commit,
    labels: run.labels,
    rerunOf: run.rerunOf,
    shards: run.shards,
    pinned: run.pinned,
    createdAt: toInstant(run.createdAt),
    startedAt: orNull(run.startedAt),
    finishedAt: orNull(run.finishedAt),
    durationMs: run.startedAt !== null && run.finishedAt !== null ? run.finishedAt - run.startedAt : null,
    revision: run.revision,
  };
}

export function toRun(run: RunRecord, jobs: readonly JobRecord[], attempts: readonly AttemptRecord[]): Run {
  return {
    ...toRunSummary(run),
    variables: run.variables,
    asTriggered: toSuiteAsTriggered(run.suite),
    onlyShards: run.onlyShards ?? null,
    warnings: run.warnings,
    kept: { logs: run.hasLogs, artifacts: run.hasArtifacts, results: run.hasResults },
    jobs: jobs
      .toSorted((a, b) => a.shard - b.shard)
      .map((job) =>
        toJob(
          job,
          attempts.filter((attempt) => attempt.jobId === job.id),
        ),
      ),
  };
}

function toSuiteAsTriggered(suite: SuiteSnapshot): Run["asTriggered"] {
  const { image, directory, command, workingDirectory, variables, limits } = suite;
  return { image, directory, command, workingDirectory, variables, limits };
}

function toJob(job: JobRecord, attempts: readonly AttemptRecord[]): Job {
  return {
    id: job.id,
    shard: job.shard,
    state: job.state,
    reason: job.reason,
    totals: job.totals,
    warnings: job.warnings,
    queuedAt: toInstant(job.queuedAt),
    startedAt: orNull(job.startedAt),
    finishedAt: orNull(job.finishedAt),
    attempts: attempts.toSorted((a, b) => a.number - b.number).map(toAttempt),
  };
}

function toAttempt(attempt: AttemptRecord): Attempt {
  const { number, state, reason, worker, executor, image, exitCode, logLines, logBytes, logCut, phases } = attempt;
  return {
    number,
    state,
    reason,
    worker,
    executor,
    image,
    exitCode,
    logLines,
    logBytes,
    logCut,
    phases: {
      claimedAt: orNull(phases.claimedAt),
      preparedAt: orNull(phases.preparedAt),
      startedAt: orNull(phases.startedAt),
      exitedAt: orNull(phases.exitedAt),
      collectedAt: orNull(phases.collectedAt),
    },
  };
}
