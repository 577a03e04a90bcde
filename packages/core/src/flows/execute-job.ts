import type { Warning } from "@aac/contract";
import { createTextMask } from "../domain/log/mask.ts";
import { Problem, toProblem } from "../domain/problems.ts";
import { noTotals, type RunRecord } from "../domain/run/records.ts";
import { type Exit, judge, type Outcome, reasonOf } from "../domain/run/verdict.ts";
import type { Executor, Sandbox } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { collectFiles, globsOf } from "./collect-files.ts";
import { finishJob, handBack, retryOrFail } from "./finish-job.ts";
import { holdLease, type Loss, lossOf } from "./hold-lease.ts";
import { persistently } from "./persistently.ts";
import { storedLog } from "./read-log.ts";
import { sandboxSpec } from "./sandbox-spec.ts";
import { touchRun } from "./settle-run.ts";
import { type LogEnd, writeLog } from "./write-log.ts";

/** Why a sandbox is no longer waited for. */
type End = { exit: Exit } | "timedOut" | "leaving" | Loss;

export interface ExecuteOptions {
  /** Aborts when the worker leaves: the sandbox goes on without it, to be taken up by the next. */
  leaving: AbortSignal;
  /** A sandbox that an earlier worker started for this attempt. */
  adopted?: Sandbox;
}

/**
 * Executes one attempt of a claimed job, from its sandbox's start to the verdict. Every end is handled here: exit,
 * timeout, cancel, a lost claim, our own failure, and the worker's leaving. Rejects never; what cannot be stored is
 * tried again for as long as the claim holds.
 */
export async function executeJob(
  center: Center,
  executor: Executor,
  claim: Claim,
  options: ExecuteOptions,
): Promise<void> {
  const log = center.log.child({ run: claim.job.runId, job: claim.job.id, attempt: claim.attempt.number });
  const startedAt = center.clock.now();
  const over = new AbortController();
  const lost = watchClaim(center, claim, over.signal);
  try {
    const end = await attemptJob(center, executor, claim, { ...options, lost });
    log.info({ ...end, durationMs: center.clock.now() - startedAt }, "attempt ended");
  } catch (error) {
    const problem = toProblem(error, "sandbox_failed");
    log.warn({ code: problem.code, error }, "attempt failed");
    await persistently(center, () => retryOrFail(center, claim.job, problem), over.signal);
  } finally {
    over.abort();
  }
}

type Context = ExecuteOptions & { lost: Promise<Loss | null> };

async function attemptJob(
  center: Center,
  executor: Executor,
  claim: Claim,
  context: Context,
): Promise<{ end: string }> {
  const run = await center.store.system.runs.get(claim.job.runId);
  if (!run) throw new Problem("run_not_found", `Run ${claim.job.runId} is gone.`);
  const { spec, secrets } = await sandboxSpec(center, run, claim);
  const progress = trackPhases(center, claim);

  const starting = new AbortController();
  const stopStarting = () => starting.abort();
  context.leaving.addEventListener("abort", stopStarting, { once: true });
  void context.lost.then((loss) => loss && stopStarting());
  let sandbox: Sandbox;
  try {
    if (context.leaving.aborted && !context.adopted) throw new Problem("worker_lost", "The worker is leaving.");
    sandbox =
      context.adopted ??
      (await executor.start(spec, {
        signal: starting.signal,
        onPrepared: () => void progress({ preparedAt: center.clock.now() }),
      }));
  } catch (error) {
    if (!starting.signal.aborted && !context.leaving.aborted)
      return await finishWithProblem(center, claim, toProblem(error, "sandbox_failed"));
    if (context.leaving.aborted) await handBack(center, claim);
    return { end: "not started" };
  } finally {
    context.leaving.removeEventListener("abort", stopStarting);
  }

  if (!context.adopted) void progress({ startedAt: center.clock.now(), image: sandbox.image });
  return superviseSandbox(center, claim, run, sandbox, { ...context, secrets, progress });
}

/** The image's mistakes end the job; ours are tried again. */
async function finishWithProblem(center: Center, claim: Claim, problem: Problem): Promise<{ end: string }> {
  if (problem.retry) throw problem;
  const outcome: Outcome = { verdict: "errored", reason: reasonOf(problem.code, problem.message) };
  await finishJob(center, claim, { ...outcome, exitCode: null, totals: noTotals, warnings: [] });
  return { end: problem.code };
}

type Supervision = Context & { secrets: string[]; progress: Progress };

async function superviseSandbox(
  center: Center,
  claim: Claim,
  run: RunRecord,
  sandbox: Sandbox,
  context: Supervision,
): Promise<{ end: string }> {
  // It may end before it is waited for below; without a listener of its own a failure would end the process.
  sandbox.exited.catch(() => undefined);
  const warnings: Warning[] = [];
  const over = new AbortController();
  const tenant = center.store.tenant(run.orgId);
  const before = await persistently(center, () => storedLog(tenant, claim.attempt.id));
  const logged = writeLog(center, claim, sandbox.logs, {
    secrets: context.secrets,
    maxBytes: run.suite.limits.logBytes,
    stored: { ...before, cut: claim.attempt.logCut },
    onLongLine: () =>
      warnings.push({
        code: "long_line",
        detail: "A line of the log was longer than 64 KiB and was continued on the next.",
      }),
  });
  // A log that cannot be stored ends the waiting; without a listener of its own it would end the process.
  const logFailed = logged.then(() => new Promise<never>(() => undefined));
  logFailed.catch(() => undefined);
  try {
    const end = await Promise.race([
      timeout(center, claim, run.suite.limits.timeoutMs, over.signal).then((): End => "timedOut"),
      sandbox.exited.then((exit): End => (claim.attempt.isTimedOut ? "timedOut" : { exit })),
      context.lost.then((loss): End => loss ?? "fenced"),
      aborted(context.leaving).then((): End => "leaving"),
      logFailed,
    ]);
    if (end === "leaving") return await leave(center, claim, sandbox, logged);
    if (end === "fenced") return await giveUp(center, claim, sandbox, logged);
    if (end === "final") return await discard(center, context.progress, sandbox, logged);
    void context.progress({ exitedAt: center.clock.now() });
    if (end === "timedOut") {
      await center.store.system.attempts.update(claim.attempt.id, { fence: claim.job.fence }, { isTimedOut: true });
      await sandbox.kill(center.timing.killGraceMs);
    }
    const exit = end === "timedOut" ? await sandbox.exited : end.exit;
    const log = await logged;
    if (log.fenced) return await giveUp(center, claim, sandbox, logged);
    if (log.cut)
      warnings.push({
        code: "log_cut",
        detail: `The log was longer than ${run.suite.limits.logBytes} bytes; its end was not kept.`,
      });

    const origin = {
      run,
      attemptId: claim.attempt.id,
      shard: claim.job.shard,
      attempt: claim.attempt.number,
      workingDirectory: sandbox.workingDirectory,
      hide: createTextMask(context.secrets),
    };
    const collected = await collectFiles(center, origin, sandbox.files(globsOf(run.suite)), {
      maxBytes: run.suite.limits.artifactBytes,
      reports: run.suite.reports,
    });
    await context.progress({ collectedAt: center.clock.now() });
    const outcome = end === "timedOut" ? timedOut(run) : judge(exit, collected.totals);
    const finish = {
      ...outcome,
      exitCode: exit.code,
      totals: collected.totals,
      warnings: [...warnings, ...collected.warnings],
    };
    const isFinished = await persistently(center, () => finishJob(center, claim, finish), over.signal);
    if (!isFinished) return await giveUp(center, claim, sandbox, logged);
    await sandbox.dispose();
    return { end: outcome.verdict };
  } catch (error) {
    await letGo(center, claim, sandbox).catch(() => undefined);
    throw error;
  } finally {
    over.abort();
  }
}

function timedOut(run: RunRecord): Outcome {
  const seconds = run.suite.limits.timeoutMs / 1000;
  return {
    verdict: "timedOut",
    reason: reasonOf("timed_out", `The suite did not end within ${seconds} s and was stopped.`),
  };
}

/** The worker leaves; the sandbox stays, and the claim with it until the next worker of this host takes both up. */
async function leave(
  center: Center,
  claim: Claim,
  sandbox: Sandbox,
  logged: Promise<LogEnd>,
): Promise<{ end: string }> {
  await sandbox.detach();
  await logged.catch(() => undefined);
  const { job } = claim;
  await center.store.system.jobs.update(
    job.id,
    { state: "running", fence: job.fence },
    { leaseExpiresAt: center.clock.now() },
  );
  return { end: "handed over" };
}

/** The job ended without us, by a cancel: what the sandbox has written until then is still kept. */
async function discard(
  center: Center,
  progress: Progress,
  sandbox: Sandbox,
  logged: Promise<LogEnd>,
): Promise<{ end: string }> {
  await sandbox.kill(center.timing.killGraceMs);
  await logged.catch(() => undefined);
  await progress({ exitedAt: center.clock.now() });
  await sandbox.dispose();
  return { end: "cancelled" };
}

/** Another worker holds the job: if it is this very attempt it has taken up the sandbox, else the sandbox is stale. */
async function giveUp(
  center: Center,
  claim: Claim,
  sandbox: Sandbox,
  logged: Promise<LogEnd>,
): Promise<{ end: string }> {
  await letGo(center, claim, sandbox);
  await logged.catch(() => undefined);
  return { end: "fenced" };
}

/** Leaves a sandbox to the worker that has taken it up while we were held up, and removes one that nobody wants. */
async function letGo(center: Center, { job, attempt }: Claim, sandbox: Sandbox): Promise<void> {
  const now = await center.store.system.jobs.get(job.id);
  const isTakenUp = now?.state === "running" && now.attempts === attempt.number && now.fence !== job.fence;
  await (isTakenUp ? sandbox.detach() : sandbox.dispose());
}

/** Resolves with the reason when the claim is lost: told by the bus at once, found by the heartbeat in any case. */
async function watchClaim(center: Center, claim: Claim, signal: AbortSignal): Promise<Loss | null> {
  let unsubscribe = () => {};
  const cancelled = new Promise<Loss>((resolve) => {
    const listen = center.bus.subscribe({ runId: claim.job.runId }, (news) => {
      if (news.kind !== "cancel" || news.jobId !== claim.job.id) return;
      void lossOf(center, claim.job.id).then(
        (loss) => loss === "final" && resolve(loss),
        () => undefined,
      );
    });
    listen.then(
      (stop) => (unsubscribe = stop),
      () => undefined,
    );
  });
  try {
    return await Promise.race([holdLease(center, claim, signal), cancelled]);
  } finally {
    unsubscribe();
  }
}

async function timeout(center: Center, claim: Claim, timeoutMs: number, signal: AbortSignal): Promise<void> {
  if (claim.attempt.isTimedOut) return;
  const startedAt = claim.attempt.phases.startedAt ?? center.clock.now();
  await center.clock.sleep(Math.max(0, startedAt + timeoutMs - center.clock.now()), signal);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

type Progress = (change: Partial<Claim["attempt"]["phases"]> & { image?: string | null }) => Promise<void>;

/** Notes phases as they begin, one after the other, without anybody having to wait for it. */
function trackPhases(center: Center, { job, attempt }: Claim): Progress {
  let last = Promise.resolve();
  return (change) => {
    const { image, ...phases } = change;
    attempt.phases = { ...attempt.phases, ...phases };
    if (image !== undefined) attempt.image = image;
    const update = { phases: attempt.phases, image: attempt.image };
    last = last
      .then(async () => {
        await center.store.system.attempts.update(attempt.id, { fence: job.fence }, update);
        await touchRun(center, job.runId);
      })
      .catch((error: unknown) => center.log.warn({ job: job.id, error }, "a phase was not noted"));
    return last;
  };
}
