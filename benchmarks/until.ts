import { setTimeout as pause } from "node:timers/promises";

/** Waits for what nothing tells of. Throws after a while, naming `what` did not come about. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  { everyMs = 10, patienceMs = 60_000 } = {},
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`In ${patienceMs / 1_000} s it did not come about: ${what}.`);
    await pause(everyMs);
  }
}
