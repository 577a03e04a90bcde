import { Problem } from "../domain/problems.ts";
import { isFinal } from "../domain/run/states.ts";
import { type JobRecord, type RunRecord, shardsOf } from "../domain/run/records.ts";
import { type Center, observerOf } from "./center.ts";
import { retryOrFail } from "./finish-job.ts";
import { lostAttempt } from "./claim-job.ts";
import { closeAttempt, settleRun } from "./settle-run.ts";
import { newJob, nextTags } from "./trigger-run.ts";

/** What one sweep found and mended. */
export interface Swept {
  lost: number;
  woken: number;
  settled: number;
}

const atOnce = 200;
/** A run this old that still has to be settled was left so by a crash; a younger one is being dealt with. */
const settleAfterMs = 3_000;

/**
 * Heals from the store whatever a crash, a lost message or a dead worker has left: jobs whose lease has run out get a
 * new attempt, waiting jobs get a wake-up, runs get their missing jobs and their verdict. Any number may sweep at once.
 * Unless it is thorough, only young runs are looked at among those that wait: there may be very many.
 */
export async function sweep(center: Center, { isThorough = true }: { isThorough?: boolean } = {}): Promise<Swept> {
  const lost = await retryLostJobs(center);
  const settled = await settleLeftRuns(center, isThorough);
  await closeLeftAttempts(center);
  const woken = await wakeWaitingJobs(center);
  observerOf(center).tell({ what: "swept", lost, settled, woken });
  if (lost + settled > 0) center.log.info({ lost, settled, woken }, "swept");
  return { lost, woken, settled };
}

async function retryLostJobs(center: Center): Promise<number> {
  const given = center.clock.now() - center.timing.adoptionMs;
  const lost = await center.store.system.jobs.find({
    where: { state: "running", leaseExpiresAt: { lt: given } },
    orderBy: ["leaseExpiresAt"],
    limit: atOnce,
  });
  const retried = await Promise.all(lost.map((job) => retryOrFail(center, job, lossOf(job))));
  return retried.filter(Boolean).length;
}

const lossOf = (job: JobRecord) =>
  new Problem("worker_lost", `Worker ${job.worker ?? "of this job"} has not been heard of since its lease ran out.`);

/** Old enough to have been left by a crash before the last thorough sweep. */
const youngMs = 90_000;

async function settleLeftRuns(center: Center, isThorough: boolean): Promise<number> {
  const now = center.clock.now();
  let settled = 0;
  for (const state of ["queued", "running"] as const) {
    const youngOnly = state === "queued" && !isThorough;
    for (let before = "\uffff"; ;) {
      const runs = await center.store.system.runs.find({
        where: { state, id: { lt: before } },
        orderBy: ["-id"],
        limit: atOnce,
      });
      for (const run of runs) {
        if (run.createdAt < now - settleAfterMs) settled += (await heal(center, run)) ? 1 : 0;
      }
      const oldest = runs.at(-1);
      if (!oldest || runs.length < atOnce || (youngOnly && oldest.createdAt < now - youngMs)) break;
      before = oldest.id;
    }
  }
  return settled;
}

async function heal(center: Center, run: RunRecord): Promise<boolean> {
  const jobs = await center.store.system.jobs.find({ where: { runId: run.id }, orderBy: ["shard"] });
  const shards = shardsOf(run);
  if (jobs.length < shards.length) {
    const tags = await nextTags(center, run.orgId, shards.length);
    await center.store.system.jobs.insertMany(tags.map((tag, index) => newJob(run, shards[index]!, tag)));
    return true;
  }
  const isOpen = jobs.some((job) => job.state === "queued" || job.state === "running");
  const hasBegun = jobs.some((job) => job.startedAt !== null);
  if (isOpen && (run.state === "running") === hasBegun) return false;
  return (await settleRun(center, run.id)) !== null;
}

/** Who moved a job on may have died before ending its attempt, or beginning one. */
async function closeLeftAttempts(center: Center): Promise<void> {
  const left = center.clock.now() - settleAfterMs;
  const { attempts, jobs } = center.store.system;
  for (const { id, jobId, number, phases } of await attempts.find({ where: { state: "running" }, limit: 1_000 })) {
    if ((phases.claimedAt ?? 0) > left) continue;
    const job = await jobs.get(jobId);
    if (job?.state === "running" && job.attempts === number) continue;
    const isLast = job?.attempts === number && isFinal(job.state);
    await closeAttempt(center, id, isLast ? { state: job.state, reason: job.reason, exitCode: null } : lostAttempt);
  }
}

async function wakeWaitingJobs(center: Center): Promise<number> {
  const waiting = await center.store.system.jobs.find({
    where: { state: "queued", availableAt: { lte: center.clock.now() } },
    orderBy: ["startTag"],
    limit: atOnce,
  });
  // Of a queue that is away, which says so itself, nobody is woken: workers look for work by themselves until it is back.
  const depth = await center.queue.depth().catch(() => null);
  let woken = 0;
  for (const { id: jobId } of depth === null ? [] : waiting.slice(0, Math.max(0, waiting.length - depth))) {
    const isSent = await center.queue.wake({ jobId }).then(
      () => true,
      () => false,
    );
    if (!isSent) break;
    woken++;
  }
  return woken;
}
