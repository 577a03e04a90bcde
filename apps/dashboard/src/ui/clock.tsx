import { createContext, type ReactNode, useContext, useState, useSyncExternalStore } from "react";

/** Tells the time once a second to all who ask, with one timer; none runs while nobody asks. */
export interface Clock {
  now(): number;
  subscribe(onTick: () => void): () => void;
}

export function createClock(readMs: () => number = Date.now): Clock {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let now = readMs();
  return {
    now: () => now,
    subscribe(onTick) {
      if (listeners.size === 0) {
        now = readMs();
        timer = setInterval(() => {
          now = readMs();
          for (const listener of listeners) listener();
        }, 1_000);
      }
      listeners.add(onTick);
      return () => {
        listeners.delete(onTick);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

const ClockContext = createContext<Clock | null>(null);

export function ClockProvider({ children }: { children: ReactNode }) {
  const [clock] = useState(() => createClock());
  return <ClockContext value={clock}>{children}</ClockContext>;
}

/** The present, in milliseconds since the epoch; draws the component again each second. */
export function useNow(): number {
  const clock = useContext(ClockContext);
  if (!clock) throw new Error("useNow outside of ClockProvider");
  return useSyncExternalStore(clock.subscribe, clock.now);
}
