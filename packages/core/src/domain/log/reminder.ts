/** Decides when something that goes on being wrong is said again: at once, and then ever more rarely. */
export interface Reminder {
  /** Whether it is to be said at `now`; it counts as said then. `unsaid`: how often it was not since the last time. */
  remind(now: number): { unsaid: number } | null;
  /** It is well again. Answers whether it had been said that it was not. */
  forget(): boolean;
}

export function createReminder({ firstMs, longestMs }: { firstMs: number; longestMs: number }): Reminder {
  let waitMs = firstMs;
  let nextAt: number | null = null;
  let unsaid = 0;
  return {
    remind(now) {
      if (nextAt !== null && now < nextAt) {
        unsaid++;
        return null;
      }
      if (nextAt !== null) waitMs = Math.min(waitMs * 2, longestMs);
      nextAt = now + waitMs;
      const said = { unsaid };
      unsaid = 0;
      return said;
    },
    forget() {
      const wasSaid = nextAt !== null;
      waitMs = firstMs;
      nextAt = null;
      unsaid = 0;
      return wasSaid;
    },
  };
}
