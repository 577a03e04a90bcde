/** Places for work that goes on at the same time. */
export interface Slots {
  /** Waits for a free place; answers how to free it again, or null when `signal` aborts first. */
  acquire(signal: AbortSignal): Promise<(() => void) | null>;
  /** Takes a place even if none is free: for work that goes on already. */
  take(): () => void;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];

  const take = () => {
    free--;
    let isFreed = false;
    return () => {
      if (isFreed) return;
      isFreed = true;
      free++;
      if (free > 0) waiting.shift()?.();
    };
  };

  return {
    take,
    async acquire(signal) {
      while (free <= 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const next = () => {
            signal.removeEventListener("abort", next);
            resolve();
          };
          waiting.push(next);
          signal.addEventListener("abort", next, { once: true });
        });
      }
      return signal.aborted ? null : take();
    },
  };
}
