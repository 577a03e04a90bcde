import { type Center, enforceRetention, sweep } from "@aac/core";

/** Deleting what is old is not urgent. */
const retentionEveryMs = 60_000;

/** Sweeps at once and then every `sweepMs`, a little irregularly so that several processes do not all sweep together. */
export function startSweeper(center: Center, random: () => number = Math.random): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const repeat = async (what: string, everyMs: number, work: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => center.log.warn({ error }, `the ${what} failed; trying again`));
      await center.clock.sleep(everyMs * (0.75 + random() * 0.5), stopping.signal);
    }
  };
  const loops = [
    repeat("sweep", center.timing.sweepMs, () => sweep(center)),
    repeat("retention", retentionEveryMs, () => enforceRetention(center)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
