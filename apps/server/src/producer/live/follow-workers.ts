import { type Caller, type Center, findWorkers, isOperator, runningJobs } from "@aac/core";

const lookEveryMs = 3_000;

/**
 * Tells, until `signal` aborts, that something about the workers is otherwise than before: who is there, who drains, and
 * for an operator what runs. Of what runs of their own, others are told as of runs.
 */
export async function followWorkers(
  center: Center,
  caller: Caller,
  tell: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const operates = await isOperator(center, caller);
  const look = async () => {
    const workers = (await findWorkers(center)).map(({ id, draining }) => `${id} ${draining?.since ?? ""}`);
    const jobs = operates ? (await runningJobs(center)).map(({ id, fence }) => `${id} ${fence}`) : [];
    return [...workers, ...jobs].toSorted().join("\n");
  };
  let before = await look();
  while (!signal.aborted) {
    await center.clock.sleep(lookEveryMs, signal);
    if (signal.aborted) return;
    const now = await look();
    if (now !== before) await tell();
    before = now;
  }
}
