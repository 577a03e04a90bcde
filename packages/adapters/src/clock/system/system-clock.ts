import type { Clock } from "@aac/core";

/** Longer timers fire at once in Node. */
const longestTimerMs = 2 ** 31 - 1;

/** The host's time. */
export function createSystemClock(): Clock {
  return { now: () => Date.now(), sleep };
}

async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await timer(Math.min(ms, longestTimerMs), signal);
  if (ms > longestTimerMs) await sleep(ms - longestTimerMs, signal);
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timeout = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
