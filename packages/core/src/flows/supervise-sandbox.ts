import type { Warning } from "@aac/contract";
import type { Mask } from "../domain/log/mask.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { type Exit, judge, type Outcome, reasonOf } from "../domain/run/verdict.ts";
import type { Sandbox } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { collectFiles, globsOf } from "./collect-files.ts";
import { endLive, followReports } from "./follow-reports.ts";
import { finishJob } from "./finish-job.ts";
import type { Loss } from "./hold-lease.ts";
import { persistently } from "./persistently.ts";
import { forgetLive } from "./report-live.ts";
import { storedLog } from "./read-log.ts";
import type { Progress } from "./track-phases.ts";
import type { AttemptWatch } from "./watch-attempt.ts";
import { watchReports } from "./watch-reports.ts";
import { type LogEnd, writeLog } from "./write-log.ts";

/** Why a sandbox is no longer waited for. */
type End = { exit: Exit } | "timedOut" | "leaving" | Loss;

/** What goes on around a sandbox while it runs. */
export interface Supervision {
  mask: Mask;
  progress: Progress;
  watch: AttemptWatch;
  /** Whether the suite reports while it runs. */
  reports: boolean;
  /** Aborts when the worker leaves. */
  leaving: AbortSignal;
  /** Resolves when the claim is lost. */
  lost: Promise<Loss | null>;
}

/**
 * Waits with a sandbox until it exits, takes too long, is cancelled, is lost to another worker, or this worker leaves;
 * then does what that end asks for, up to the verdict. Throws what was our failure, with the sandbox let go.
 */
export async function superviseSandbox(
  center: Center,
  claim: Claim,
  run: RunRecord,
  sandbox: Sandbox,
  context: Supervision,
): Promise<{ end: string; failure?: string }> {
  // It may end before it is waited for below; without a listener of its own a failure would end the process.
  sandbox.exited.catch(() => undefined);
  const warnings: Warning[] = missingReporter(run, context);
  const over = new AbortController();
  const tenant = center.store.tenant(run.orgId);
  const { leaving } = context;
  const hide = context.mask.text;
  const before = await persistently(center, () => storedLog(tenant, claim.attempt.id), leaving);
  const logged = writeLog(center, claim, sandbox.logs, {
    leaving,
    masker: context.mask.stream(),
    maxBytes: run.suite.limits.logBytes,
    stored: { ...before, cut: claim.attempt.logCut },
    onLongLine: () =>
      warnings.push({
        code: "long_line",
        detail: "A line of the log was longer than 64 KiB and was continued on the next.",
      }),
  });
  void watchReports(center, claim, run, sandbox, { hide, signal: AbortSignal.any([over.signal, leaving]) });
  // A log that cannot be stored ends the waiting; without a listener of its own it would end the process.
  const logFailed = logged.then(() => new Promise<never>(() => undefined));
  logFailed.catch(() => undefined);
  const origin = {
    run,
    attemptId: claim.attempt.id,
    shard: claim.job.shard,
    attempt: claim.attempt.number,
    fence: claim.job.fence,
    workingDirectory: sandbox.workingDirectory,
    hide,
    persist: <T>(write: () => Promise<T>) => persistently(center, write, leaving),
  };
  const following = new AbortController();
  const followed = context.reports ? followReports(center, origin, following.signal) : null;
  /** What the reporter has sent is not wanted any more once its suite has ended. */
  const stopFollowing = async () => {
    following.abort();
    await followed;
    if (followed) await origin.persist(() => endLive(center, origin));
  };
  try {
    const end = await Promise.race([
      timeout(center, claim, run.suite.limits.timeoutMs, over.signal).then((): End => "timedOut"),
      sandbox.exited.then((exit): End => (claim.attempt.isTimedOut ? "timedOut" : { exit })),
      context.lost.then((loss): End => loss ?? "fenced"),
      aborted(leaving).then((): End => "leaving"),
      logFailed,
    ]);
    if (end === "leaving") return await leave(center, claim, sandbox, logged);
    if (end === "fenced") return await giveUp(center, claim, sandbox, logged);
    if (end === "final") {
      following.abort();
      await followed;
      // Nothing is collected of it: what was reported until then stays, as all that is known.
      if (followed) await forgetLive(center, run, claim.attempt.id);
      return await discard(center, context.progress, sandbox, logged);
    }
    void context.progress({ exitedAt: center.clock.now() });
    context.watch.begin("collect");
    if (end === "timedOut") {
      const { attempts } = center.store.system;
      const note = () => attempts.update(claim.attempt.id, { fence: claim.job.fence }, { isTimedOut: true });
      const noted = await persistently(center, note, leaving);
      if (!noted) return await giveUp(center, claim, sandbox, logged);
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

    await stopFollowing();
    const collected = await collectFiles(center, origin, sandbox.files(globsOf(run.suite)), {
      maxBytes: run.suite.limits.artifactBytes,
      reports: run.suite.reports,
      onTest: context.watch.test,
    });
    context.watch.begin("finish");
    await context.progress({ collectedAt: center.clock.now() });
    const { verdict, reason } = end === "timedOut" ? timedOut(run) : judge(exit, collected.totals);
    const finish = {
      verdict,
      // The engine may quote what it was given.
      reason: reason && { ...reason, detail: hide(reason.detail) },
      exit,
      totals: collected.totals,
      warnings: [...warnOfVariables(run, hide), ...warnings, ...collected.warnings],
    };
    const isFinished = await persistently(center, () => finishJob(center, claim, finish), leaving);
    if (!isFinished) return await giveUp(center, claim, sandbox, logged);
    await sandbox.dispose();
    return { end: verdict, ...(verdict === "passed" ? {} : { failure: finish.reason?.detail ?? verdict }) };
  } catch (error) {
    // What a store that is away keeps a leaving worker from storing, the next one stores from the sandbox again.
    await (leaving.aborted ? sandbox.detach() : letGo(center, claim, sandbox)).catch(() => undefined);
    throw error;
  } finally {
    over.abort();
    following.abort();
  }
}

function missingReporter({ suite }: RunRecord, { reports }: Supervision): Warning[] {
  if (!suite.reporter || reports) return [];
  const detail = "The suite has a reporter, which was given no token: PRODUCER_URL is not set at the worker.";
  return [{ code: "no_reporter", detail }];
}

/** Whoever may see the run sees its variables: what was given there is a secret no more. */
function warnOfVariables({ variables, environmentSlug }: RunRecord, hide: (text: string) => string): Warning[] {
  const names = Object.keys(variables).filter((name) => hide(variables[name]!) !== variables[name]);
  if (names.length === 0) return [];
  const detail = `${names.join(", ")} of the run's variables holds a secret of environment "${environmentSlug}", for all to read. The environment gives it to the run by itself.`;
  return [{ code: "secret_in_variables", detail }];
}

function timedOut(run: RunRecord): Outcome {
  const seconds = run.suite.limits.timeoutMs / 1000;
  return {
    verdict: "timedOut",
    reason: reasonOf("timed_out", `The suite did not end within ${seconds} s and was stopped.`),
  };
}

/**
 * The worker leaves; the sandbox stays, and the claim with it until the next worker of this host takes both up: at once,
 * or when the lease runs out of which the store could not be told.
 */
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
