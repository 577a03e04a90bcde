import { type Center, isDraining } from "@aac/core";

/** Whether this worker is asked to claim no more, as the store says: no message has to reach it. */
export interface Drain {
  /** Asks the store, and answers what it says; what was known before, where it knows nothing. */
  look(): Promise<boolean>;
  /** Resolves when it was seen to be asked, or `signal` aborts. */
  untilAsked(signal: AbortSignal): Promise<void>;
  /** Resolves when it was seen to be asked no more, or `signal` aborts. */
  untilOver(signal: AbortSignal): Promise<void>;
}

export function watchDrain(center: Pick<Center, "store">, workerId: string): Drain {
  let isAsked = false;
  const waiting = new Set<() => void>();
  const until = (wanted: boolean, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (isAsked !== wanted && !signal.aborted) return;
        waiting.delete(look);
        signal.removeEventListener("abort", look);
        resolve();
      };
      waiting.add(look);
      signal.addEventListener("abort", look);
      look();
    });
  return {
    async look() {
      isAsked = (await isDraining(center, workerId)) ?? isAsked;
      for (const tell of waiting) tell();
      return isAsked;
    },
    untilAsked: (signal) => until(true, signal),
    untilOver: (signal) => until(false, signal),
  };
}
