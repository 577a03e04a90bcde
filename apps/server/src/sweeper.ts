import { type Center, sweep } from "@aac/core";

/** Sweeps at once and then every `sweepMs`, a little irregularly so that several processes do not all sweep together. */
export function startSweeper(center: Center, random: () => number = Math.random): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const sweeping = (async () => {
    while (!stopping.signal.aborted) {
      await sweep(center).catch((error: unknown) => center.log.warn({ error }, "the sweep failed; trying again"));
      await center.clock.sleep(center.timing.sweepMs * (0.75 + random() * 0.5), stopping.signal);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await sweeping;
    },
  };
}
