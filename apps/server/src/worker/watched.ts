/** Something that changes, and those who wait until it is as they want it. */
export interface Watched {
  /** It has changed: all who wait look again. */
  tell(): void;
  /** Resolves when it is so, or `signal` aborts. */
  until(isSo: () => boolean, signal: AbortSignal): Promise<void>;
}

export function createWatched(): Watched {
  const waiting = new Set<() => void>();
  return {
    tell() {
      for (const look of waiting) look();
    },
    until: (isSo, signal) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!isSo() && !signal.aborted) return;
          waiting.delete(look);
          signal.removeEventListener("abort", look);
          resolve();
        };
        waiting.add(look);
        signal.addEventListener("abort", look);
        look();
      }),
  };
}
