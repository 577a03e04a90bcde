import {
  adoptJob,
  type Center,
  type Claim,
  claimJob,
  createReminder,
  executeJob,
  type Executor,
  observerOf,
  type Sandbox,
  type WorkerIdentity,
} from "@aac/core";
import { watchDrain } from "./drain.ts";
import { createSlots } from "./slots.ts";

export interface WorkerOptions {
  identity: WorkerIdentity;
  /** Sandboxes at a time. */
  concurrency: number;
  /** How long stopping waits for sandboxes before it leaves them to the next worker of this host. */
  graceMs: number;
  /** Whether a worker of this host is known to have ended. */
  isGone: (workerId: string) => boolean;
  /** Told when an attempt is over, whatever it came to. */
  onEnd: () => void;
}

export interface Worker {
  /** How many sandboxes it runs now. */
  running(): number;
  /** Claims no more, waits, hands over what still runs. Stopping twice is fine. Answers how many were handed over. */
  stop(): Promise<{ handedOver: number }>;
}

const adoptEveryMs = 2_000;

/** Claims jobs up to its concurrency and executes them; takes up what an earlier worker of this host has left. */
export async function startWorker(center: Center, executor: Executor, options: WorkerOptions): Promise<Worker> {
  const { identity } = options;
  const slots = createSlots(options.concurrency);
  const stopping = new AbortController();
  const leaving = new AbortController();
  const active = new Map<string, Promise<void>>();
  const drain = watchDrain(center, identity.id);

  const tellPlaces = () => observerOf(center).tell({ what: "places", taken: active.size, all: options.concurrency });
  tellPlaces();
  const execute = (claim: Claim, adopted?: Sandbox) => {
    const work = executeJob(center, executor, claim, { leaving: leaving.signal, ...(adopted ? { adopted } : {}) })
      .catch((error: unknown) =>
        center.log.error({ job: claim.job.id, error }, "an attempt ended without being stored"),
      )
      .finally(() => {
        active.delete(claim.attempt.id);
        tellPlaces();
        options.onEnd();
      });
    active.set(claim.attempt.id, work);
    tellPlaces();
    return work;
  };

  /** Claiming that nobody else waits for: stopping does. */
  const claiming = new Set<Promise<void>>();
  const reminder = createReminder({ firstMs: 30_000, longestMs: 15 * 60_000 });
  const cannotClaim = (error: unknown) => {
    if (reminder.remind(center.clock.now()))
      center.log.warn({ error }, "claiming failed; the next wake-up tries again");
  };

  /** Takes the next job into a place; when that has ended the next one, without a wake-up. Frees it when none waits. */
  const fill = async (release: () => void): Promise<void> => {
    let claim: Claim | null = null;
    try {
      claim = stopping.signal.aborted || (await drain.look()) ? null : await claimJob(center, identity);
      if (reminder.forget()) center.log.info({}, "claiming works again");
    } finally {
      if (!claim) release();
    }
    if (!claim) return;
    void execute(claim).finally(() => {
      const next = fill(release)
        .catch(cannotClaim)
        .finally(() => claiming.delete(next));
      claiming.add(next);
    });
  };
  const work = async (): Promise<void> => {
    const release = slots.tryTake();
    // With none free the next job is taken when one becomes free, or the sweep wakes somebody else.
    if (release) await fill(release);
  };

  const adoptAll = async () => {
    for (const ref of await executor.list()) {
      if (active.has(ref.attemptId) || stopping.signal.aborted) continue;
      try {
        const adoption = await adoptJob(center, executor, identity, ref, options.isGone);
        if (adoption.kind === "held") continue;
        center.log.info(
          { job: ref.jobId, attempt: ref.attemptId },
          adoption.kind === "adopted" ? "sandbox taken up" : "stale sandbox removed",
        );
        if (adoption.kind !== "adopted") continue;
        const release = slots.take();
        void execute(adoption.claim, adoption.sandbox).finally(release);
      } catch (error) {
        center.log.warn({ attempt: ref.attemptId, error }, "a sandbox could not be taken up; trying again");
      }
    }
  };

  const cannotList = (error: unknown) => center.log.warn({ error }, "the sandboxes of this host could not be listed");
  await adoptAll().catch(cannotList);
  const adopting = (async () => {
    while (!stopping.signal.aborted) {
      await center.clock.sleep(adoptEveryMs, stopping.signal);
      if (!stopping.signal.aborted) await adoptAll().catch(cannotList);
    }
  })();
  /**
   * Nobody is woken by what is stored in another process where the queue is not shared, nor while it is away; and a
   * wake-up for a job that asks for labels may have gone to a worker that has not got them.
   */
  const mayMissWakeUps = async () =>
    !center.queue.isShared ||
    identity.labels.length > 0 ||
    center.queue.check().then(
      () => false,
      () => true,
    );
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await center.clock.sleep(center.timing.sweepMs, stopping.signal);
      if (stopping.signal.aborted) return;
      const isDraining = await drain.look().catch(() => true);
      if (!isDraining && (await mayMissWakeUps())) await work().catch(cannotClaim);
    }
  })();
  /** Only while a place is free: what a full worker, or one that drains, held of the queue, nobody else would be woken by. */
  const consume = () => center.queue.consume(work, { concurrency: Math.min(options.concurrency, 4) });
  let stopConsuming = await consume();
  const consuming = (async () => {
    for (;;) {
      const round = new AbortController();
      const signal = AbortSignal.any([stopping.signal, round.signal]);
      await Promise.race([slots.untilFull(signal), drain.untilAsked(signal)]);
      round.abort();
      await stopConsuming();
      await drain.untilOver(stopping.signal);
      await slots.untilFree(stopping.signal);
      if (stopping.signal.aborted) return;
      stopConsuming = await consume();
    }
  })().catch((error: unknown) => center.log.error({ error }, "wake-ups are heard no more"));

  let stopped: Promise<{ handedOver: number }> | null = null;
  const stop = async () => {
    stopping.abort();
    await Promise.all([consuming, adopting, looking]);
    await Promise.all(claiming);
    const over = new AbortController();
    const all = Promise.all(active.values()).then(() => over.abort());
    await center.clock.sleep(options.graceMs, over.signal);
    const handedOver = active.size;
    leaving.abort();
    await all;
    return { handedOver };
  };
  return { running: () => active.size, stop: () => (stopped ??= stop()) };
}
