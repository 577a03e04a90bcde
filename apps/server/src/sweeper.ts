import { announceMember, type Center, enforceRetention, type MemberRecord, sweep } from "@aac/core";

/** Deleting what is old is not urgent. */
const retentionEveryMs = 60_000;
const announceEveryMs = 10_000;
/** Every so many sweeps look at everything. */
const thoroughEvery = 15;

export interface SweeperOptions {
  /** This process, as others see it. */
  member: Omit<MemberRecord, "seenAt">;
  random?: () => number;
}

/** Sweeps at once and then every `sweepMs`, a little irregularly so that several processes do not all sweep together. */
export function startSweeper(
  center: Center,
  { member, random = Math.random }: SweeperOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const repeat = async (what: string, everyMs: number, work: (round: number) => Promise<unknown>) => {
    for (let round = 0; !stopping.signal.aborted; round++) {
      await work(round).catch((error: unknown) => center.log.warn({ error }, `${what} failed; trying again`));
      await center.clock.sleep(everyMs * (0.75 + random() * 0.5), stopping.signal);
    }
  };
  const loops = [
    repeat("sweeping", center.timing.sweepMs, (round) => sweep(center, { isThorough: round % thoroughEvery === 0 })),
    repeat("deleting what is old", retentionEveryMs, async () => {
      while (!stopping.signal.aborted && (await enforceRetention(center)) > 0);
    }),
    repeat("telling that we are alive", announceEveryMs, () => announceMember(center, member)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
