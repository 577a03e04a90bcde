import { type Center, isDraining } from "@aac/core";
import { createWatched } from "./watched.ts";

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
  const { tell, until } = createWatched();
  return {
    async look() {
      isAsked = (await isDraining(center, workerId)) ?? isAsked;
      tell();
      return isAsked;
    },
    untilAsked: (signal) => until(() => isAsked, signal),
    untilOver: (signal) => until(() => !isAsked, signal),
  };
}
