import type { Clock } from "@aac/core";

export interface VirtualClock extends Clock {
  /** Lets everything happen until `ms` from now, timer by timer. */
  advance(ms: number): Promise<void>;
}

interface Timer {
  at: number;
  order: number;
  wake: () => void;
}

/** How many turns of the event loop what is under way gets to come to rest: group commits and streams need a few. */
const turns = 3;

/** Time that passes only when everything has come to rest: hours in milliseconds, and the same order every time. */
export function createVirtualClock(startMs: number): VirtualClock {
  let now = startMs;
  let order = 0;
  const timers: Timer[] = [];

  return {
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const timer: Timer = { at: now + Math.max(0, ms), order: order++, wake: () => undefined };
        const onAbort = () => {
          const index = timers.indexOf(timer);
          if (index >= 0) timers.splice(index, 1);
          resolve();
        };
        timer.wake = () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        insert(timers, timer);
      });
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        const next = timers[0];
        if (!next || next.at > end) break;
        timers.shift();
        now = Math.max(now, next.at);
        next.wake();
      }
      now = end;
    },
  };
}

function insert(timers: Timer[], timer: Timer): void {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = timers[middle]!;
    if (other.at < timer.at || (other.at === timer.at && other.order < timer.order)) low = middle + 1;
    else high = middle;
  }
  timers.splice(low, 0, timer);
}
