import { createWatched } from "./watched.ts";

/** Places for work that goes on at the same time. */
export interface Slots {
  /** Takes a place; answers how to free it again (once is enough), or null when none is free. */
  tryTake(): (() => void) | null;
  /** Takes a place even if none is free: for work that goes on already. */
  take(): () => void;
  /** Resolves when a place is free, or `signal` aborts. */
  untilFree(signal: AbortSignal): Promise<void>;
  /** Resolves when no place is free, or `signal` aborts. */
  untilFull(signal: AbortSignal): Promise<void>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const { tell, until } = createWatched();

  const take = () => {
    free--;
    tell();
    let isFreed = false;
    return () => {
      if (isFreed) return;
      isFreed = true;
      free++;
      tell();
    };
  };

  return {
    take,
    tryTake: () => (free > 0 ? take() : null),
    untilFree: (signal) => until(() => free > 0, signal),
    untilFull: (signal) => until(() => free <= 0, signal),
  };
}
