import type { AttemptRecord, JobRecord } from "../domain/run/records.ts";
import { attemptIdOf } from "../domain/run/records.ts";
import { reasonOf } from "../domain/run/verdict.ts";
import { requirementsMetBy } from "../domain/run/worker-labels.ts";
import { type Center, observerOf } from "./center.ts";
import { closeAttempt, settleRun, touchRun } from "./settle-run.ts";
import { virtualTimeId } from "./trigger-run.ts";

/** Who claims. */
export interface WorkerIdentity {
  /** Unique to this process. */
  id: string;
  /** The name of what runs its sandboxes. */
  executor: string;
  /** It takes the jobs that ask for none but these. */
  labels: readonly string[];
}

/** A job that this worker holds, under `job.fence`, and the attempt it is to make of it. */
export interface Claim {
  job: JobRecord;
  attempt: AttemptRecord;
  /** When claiming it began; not there of a sandbox that was taken up. */
  begunAt?: number;
}

/**
 * Claims the job whose turn it is, for one attempt; null when none may start now. The fair order decides between
 * organizations, the priority within one. Limits on how many jobs run at once hold however many workers claim: who
 * finds himself above a limit after claiming puts the job back.
 */
export async function claimJob(center: Center, worker: WorkerIdentity): Promise<Claim | null> {
  const begunAt = center.clock.now();
  const open: Open = {
    runsOn: { in: requirementsMetBy(worker.labels) },
    full: { orgs: new Set<string>(), projects: new Set<string>() },
  };
  for (;;) {
    const head = await firstInOrder(center, open);
    if (!head) return null;
    if (await isFull(center, head, open.full)) continue;
    const best = await mostUrgent(center, head, open);
    const claimed = await take(center, best, worker);
    if (!claimed) continue;
    if (best.id !== head.id) await swapTurns(center, head, best);
    if (await isAboveLimit(center, claimed)) {
      await putBack(center, claimed);
      continue;
    }
    const claim = { ...(await begin(center, claimed, worker)), begunAt };
    const { claimedAt, queuedAt, availableAt } = claimed;
    const waitedMs = Math.max(0, claimedAt - Math.max(queuedAt, availableAt));
    observerOf(center).tell({ what: "claimed", waitedMs, tookMs: center.clock.now() - begunAt });
    return claim;
  }
}

type Full = { orgs: Set<string>; projects: Set<string> };

/** What may be claimed: jobs that this worker suits, of whom no limit is reached. */
interface Open {
  runsOn: { in: readonly (string | null)[] };
  full: Full;
}

async function firstInOrder(center: Center, { runsOn, full }: Open): Promise<JobRecord | null> {
  const [head] = await center.store.system.jobs.find({
    where: {
      state: "queued",
      availableAt: { lte: center.clock.now() },
      runsOn,
      ...(full.orgs.size > 0 ? { orgId: { notIn: [...full.orgs] } } : {}),
      ...(full.projects.size > 0 ? { projectId: { notIn: [...full.projects] } } : {}),
    },
    orderBy: ["startTag"],
    limit: 1,
  });
  return head ?? null;
}

async function mostUrgent(center: Center, head: JobRecord, { runsOn, full }: Open): Promise<JobRecord> {
  const [urgent] = await center.store.system.jobs.find({
    where: {
      orgId: head.orgId,
      state: "queued",
      priority: { gt: head.priority },
      availableAt: { lte: center.clock.now() },
      runsOn,
      ...(full.projects.size > 0 ? { projectId: { notIn: [...full.projects] } } : {}),
    },
    orderBy: ["-priority", "startTag"],
    limit: 1,
  });
  return urgent ?? head;
}

async function limitsOf(center: Center, job: JobRecord) {
  const [organization, project] = await Promise.all([
    center.store.system.organizations.get(job.orgId),
    center.store.system.projects.get(job.projectId),
  ]);
  return { org: organization?.maxConcurrentJobs ?? null, project: project?.maxConcurrentJobs ?? null };
}

async function isFull(center: Center, job: JobRecord, full: Full): Promise<boolean> {
  const { jobs } = center.store.system;
  const limits = await limitsOf(center, job);
  if (limits.org !== null && (await jobs.count({ orgId: job.orgId, state: "running" })) >= limits.org) {
    full.orgs.add(job.orgId);
    return true;
  }
  if (limits.project !== null && (await jobs.count({ projectId: job.projectId, state: "running" })) >= limits.project) {
    full.projects.add(job.projectId);
    return true;
  }
  return false;
}

function take(center: Center, job: JobRecord, worker: WorkerIdentity): Promise<JobRecord | null> {
  const now = center.clock.now();
  return center.store.system.jobs.update(
    job.id,
    { state: "queued", fence: job.fence },
    {
      state: "running",
      worker: worker.id,
      fence: job.fence + 1,
      claimedAt: now,
      leaseExpiresAt: now + center.timing.leaseMs,
      attempts: job.attempts + 1,
      startedAt: job.startedAt ?? now,
    },
  );
}

/** The urgent job used the turn of the one that was first, which gets the urgent one's in return. */
async function swapTurns(center: Center, head: JobRecord, urgent: JobRecord): Promise<void> {
  const when = { state: "queued", startTag: head.startTag } as const;
  await center.store.system.jobs.update(head.id, when, { startTag: urgent.startTag });
}

/** Every claim is counted before anybody starts, so that of two that race for the last place at least one sees both. */
async function isAboveLimit(center: Center, claimed: JobRecord): Promise<boolean> {
  const limits = await limitsOf(center, claimed);
  const { jobs } = center.store.system;
  if (limits.org !== null && (await jobs.count({ orgId: claimed.orgId, state: "running" })) > limits.org) return true;
  if (limits.project === null) return false;
  return (await jobs.count({ projectId: claimed.projectId, state: "running" })) > limits.project;
}

async function putBack(center: Center, claimed: JobRecord): Promise<void> {
  await center.store.system.jobs.update(
    claimed.id,
    { state: "running", fence: claimed.fence },
    {
      state: "queued",
      worker: null,
      leaseExpiresAt: 0,
      attempts: claimed.attempts - 1,
      startedAt: claimed.attempts === 1 ? null : claimed.startedAt,
    },
  );
}

async function begin(center: Center, job: JobRecord, worker: WorkerIdentity): Promise<Claim> {
  const attempt = newAttempt(job, worker);
  const { counters, attempts } = center.store.system;
  const advance = async () => {
    const advanced = await counters.update(virtualTimeId, { value: { lt: job.startTag } }, { value: job.startTag });
    if (!advanced && job.startTag > 0) {
      await counters.insert({ id: virtualTimeId, value: job.startTag });
    }
  };
  // Whoever put the job back may have died before ending the attempt before this one.
  if (job.attempts > 1) await closeAttempt(center, attemptIdOf(job.id, job.attempts - 1), lostAttempt);
  await Promise.all([attempts.insert(attempt), advance()]);
  // Nobody has to wait for the news that the job runs.
  const told = job.attempts === 1 ? settleRun(center, job.runId) : touchRun(center, job.runId);
  told.catch((error: unknown) => center.log.warn({ job: job.id, error }, "a started job was not told; the sweep will"));
  return { job, attempt };
}

/** How an attempt ended of which nobody is left to tell. */
export const lostAttempt = {
  state: "errored" as const,
  reason: reasonOf("worker_lost", "The worker ended before the attempt did."),
  exitCode: null,
};

/** The record of an attempt that begins with this claim. */
export function newAttempt(job: JobRecord, worker: Pick<WorkerIdentity, "id" | "executor">): AttemptRecord {
  return {
    id: attemptIdOf(job.id, job.attempts),
    orgId: job.orgId,
    runId: job.runId,
    jobId: job.id,
    shard: job.shard,
    number: job.attempts,
    fence: job.fence,
    worker: worker.id,
    executor: worker.executor,
    image: null,
    state: "running",
    reason: null,
    exitCode: null,
    isTimedOut: false,
    phases: { claimedAt: job.claimedAt, preparedAt: null, startedAt: null, exitedAt: null, collectedAt: null },
    logLines: 0,
    logBytes: 0,
    logCut: false,
  };
}
