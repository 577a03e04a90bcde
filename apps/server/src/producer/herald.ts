import { type Center, fireSchedules } from "@aac/core";

const schedulesEveryMs = 1_000;

/**
 * What the center does by itself, besides healing: schedules fire. Every producer has one; they need not know of each
 * other.
 */
export function startHerald(center: Center, { random = Math.random }: { random?: () => number } = {}) {
  const stopping = new AbortController();
  const repeat = async (what: string, everyMs: number, work: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => center.log.warn({ error }, `${what} failed; trying again`));
      await center.clock.sleep(everyMs * (0.75 + random() * 0.5), stopping.signal);
    }
  };
  const loops = [repeat("firing schedules", schedulesEveryMs, () => fireSchedules(center))];
  return {
    /** Stopping twice is fine. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
