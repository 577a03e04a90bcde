import { createMask, type Mask } from "../domain/log/mask.ts";
import { Problem, toProblem } from "../domain/problems.ts";
import { traceIdOf } from "../domain/run/trace-parent.ts";
import { noTotals } from "../domain/run/records.ts";
import { type Outcome, reasonOf } from "../domain/run/verdict.ts";
import { checkImage } from "../domain/tenancy/sandbox-policy.ts";
import type { Executor, Sandbox } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { finishJob, handBack, retryOrFail } from "./finish-job.ts";
import { type Loss, watchClaim } from "./hold-lease.ts";
import { persistently } from "./persistently.ts";
import { reporterAccess } from "./run-tokens.ts";
import { sandboxSpec } from "./sandbox-spec.ts";
import { superviseSandbox } from "./supervise-sandbox.ts";
import { trackPhases } from "./track-phases.ts";
import { type AttemptWatch, watchAttempt } from "./watch-attempt.ts";

export interface ExecuteOptions {
  /** Aborts when the worker leaves: the sandbox goes on without it, to be taken up by the next. */
  leaving: AbortSignal;
  /** A sandbox that an earlier worker started for this attempt. */
  adopted?: Sandbox;
}

/**
 * Executes one attempt of a claimed job, from its sandbox's start to the verdict. Every end is handled here: exit,
 * timeout, cancel, a lost claim, our own failure, and the worker's leaving. What a store that is away or full does not
 * take is tried again. Rejects only when the store refuses for another reason; the sweep then finds the lease run out.
 */
export async function executeJob(
  center: Center,
  executor: Executor,
  claim: Claim,
  options: ExecuteOptions,
): Promise<void> {
  const { runId: run, id: job, traceparent } = claim.job;
  const log = center.log.child({ run, job, attempt: claim.attempt.number, trace_id: traceIdOf(traceparent) });
  const watch = watchAttempt(center, claim, executor.name, options.adopted !== undefined);
  const startedAt = center.clock.now();
  const over = new AbortController();
  const impatient = AbortSignal.any([over.signal, options.leaving]);
  const lost = watchClaim(center, claim, over.signal);
  let mask = createMask([]);
  const onSecrets = (secrets: readonly string[]) => (mask = createMask(secrets));
  try {
    const end = await attemptJob(center, executor, claim, { ...options, lost, impatient, onSecrets, watch });
    watch.end(end);
    log.info({ ...end, durationMs: center.clock.now() - startedAt }, "attempt ended");
  } catch (error) {
    const problem = masked(toProblem(error, "sandbox_failed"), mask);
    watch.end({ end: options.leaving.aborted ? "handed over" : "retried", failure: problem.message });
    log.warn({ code: problem.code, error: problem }, "attempt failed");
    // The next worker takes the sandbox up, or the sweep finds the lease run out.
    if (options.leaving.aborted) return;
    await persistently(center, () => retryOrFail(center, claim.job, problem), impatient);
  } finally {
    over.abort();
  }
}

interface AttemptEnd {
  end: string;
  failure?: string;
}

interface Context extends ExecuteOptions {
  lost: Promise<Loss | null>;
  /** Aborts when the attempt is over or the worker leaves: from then on the store is not waited for. */
  impatient: AbortSignal;
  /** Told the secrets as soon as they are known, and answers what masks them. */
  onSecrets: (secrets: readonly string[]) => Mask;
  watch: AttemptWatch;
}

async function attemptJob(center: Center, executor: Executor, claim: Claim, context: Context): Promise<AttemptEnd> {
  const patiently = <T>(read: () => Promise<T>) => persistently(center, read, context.leaving);
  const run = await patiently(() => center.store.system.runs.get(claim.job.runId));
  if (!run) throw new Problem("run_not_found", `Run ${claim.job.runId} is gone.`);
  const reporter = await patiently(() => reporterAccess(center, run, claim));
  const { watch } = context;
  const { traceparent } = watch;
  const { spec, secrets, policy } = await patiently(() => sandboxSpec(center, run, claim, { reporter, traceparent }));
  const mask = context.onSecrets(secrets);
  const progress = trackPhases(center, claim, context.impatient);

  watch.begin(context.adopted ? "execute" : "prepare");
  const starting = new AbortController();
  const stopStarting = () => starting.abort();
  context.leaving.addEventListener("abort", stopStarting, { once: true });
  void context.lost.then((loss) => loss && stopStarting());
  let sandbox: Sandbox;
  try {
    // It may have changed since the run was triggered; what runs already goes on.
    if (!context.adopted) checkImage(policy, run.suite);
    if (context.leaving.aborted && !context.adopted) throw new Problem("worker_lost", "The worker is leaving.");
    sandbox =
      context.adopted ??
      (await executor.start(spec, {
        signal: starting.signal,
        onPrepared: () => void progress({ preparedAt: center.clock.now() }),
        onStep: watch.step,
      }));
  } catch (error) {
    if (!starting.signal.aborted && !context.leaving.aborted)
      return await finishWithProblem(center, claim, masked(toProblem(error, "sandbox_failed"), mask));
    if (context.leaving.aborted) await handBack(center, claim);
    return { end: "not started" };
  } finally {
    context.leaving.removeEventListener("abort", stopStarting);
  }

  if (!context.adopted) {
    watch.begin("execute");
    void progress({ startedAt: center.clock.now(), image: sandbox.image });
  }
  return superviseSandbox(center, claim, run, sandbox, {
    ...context,
    mask,
    progress,
    reports: reporter !== null,
  });
}

/** An engine may quote what it was given, the secrets among it. Its cause is told in the stack only. */
function masked(problem: Problem, { text: hide }: Mask): Problem {
  const copy = new Problem(problem.code, hide(problem.message));
  const cause = problem.cause instanceof Error ? `\nCaused by: ${problem.cause.stack}` : "";
  copy.stack = hide(`${problem.stack}${cause}`);
  return copy;
}

/** The image's mistakes end the job; ours are tried again. */
async function finishWithProblem(center: Center, claim: Claim, problem: Problem): Promise<AttemptEnd> {
  if (problem.retry) throw problem;
  const outcome: Outcome = { verdict: "errored", reason: reasonOf(problem.code, problem.message) };
  await finishJob(center, claim, { ...outcome, exit: null, totals: noTotals, warnings: [] });
  return { end: "errored", failure: problem.message };
}
