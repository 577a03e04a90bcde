import { setTimeout as pause } from "node:timers/promises";

const everyMs = 10;
const patienceMs = 60_000;

/** Waits for what nothing tells of. Throws after a minute, naming `what` did not come about. */
export async function until<T>(what: string, look: () => Promise<T | null> | T | null): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`In a minute it did not come about: ${what}.`);
    await pause(everyMs);
  }
}
