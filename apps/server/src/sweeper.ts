import {
  announceMember,
  type Center,
  createReminder,
  concludeInterrupted,
  enforceRetention,
  forgetMember,
  isHistoryDue,
  keepHistory,
  type MemberRecord,
  sweep,
  takeTurn,
} from "@aac/core";

/** So long after a run's end its project's pages show it. */
const historyEveryMs = 1_000;
/** Deleting what is old is not urgent. */
const retentionEveryMs = 60_000;
const announceEveryMs = 10_000;
/** Every so many sweeps look at everything. */
const thoroughEvery = 15;
/** Of the time between two rounds at most a quarter more or less passes: who is alone has a turn in each of them. */
const irregularity = 0.25;

/** How far apart it is said that something still fails. */
const remindedMs = { firstMs: 30_000, longestMs: 15 * 60_000 };

export interface SweeperOptions {
  /** This process, as others see it. */
  member: Omit<MemberRecord, "seenAt">;
  random?: () => number;
}

/**
 * Sweeps every `sweepMs`, and deletes what is old: of all processes one at a time, whichever comes first. It comes a
 * little irregularly, so that they do not all come together.
 */
export function startSweeper(
  center: Center,
  { member, random = Math.random }: SweeperOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const repeat = async (what: string, everyMs: number, work: () => Promise<unknown>) => {
    const reminder = createReminder(remindedMs);
    const failed = (error: unknown) => {
      if (reminder.remind(center.clock.now())) center.log.warn({ error }, `${what} failed; trying again`);
    };
    const succeeded = () => {
      if (reminder.forget()) center.log.info({}, `${what} works again`);
    };
    while (!stopping.signal.aborted) {
      await work().then(succeeded, failed);
      await center.clock.sleep(everyMs * (1 - irregularity + random() * 2 * irregularity), stopping.signal);
    }
  };
  const { sweepMs } = center.timing;
  const isOurTurn = (name: string, everyMs: number) => takeTurn(center, name, everyMs * (1 - 2 * irregularity));
  let told: Pick<MemberRecord, "draining"> = {};
  const loops = [
    repeat("sweeping", sweepMs, async () => {
      if (!(await isOurTurn("sweep", sweepMs))) return;
      await sweep(center, { isThorough: await isOurTurn("thorough sweep", thoroughEvery * sweepMs) });
    }),
    repeat("keeping histories", historyEveryMs, async () => {
      // Nothing is written while nothing is due.
      if ((await isHistoryDue(center)) && (await isOurTurn("histories", historyEveryMs))) await keepHistory(center);
    }),
    repeat("deleting what is old", retentionEveryMs, async () => {
      if (!(await isOurTurn("retention", retentionEveryMs))) return;
      while (!stopping.signal.aborted && (await enforceRetention(center)) > 0);
      await concludeInterrupted(center);
    }),
    repeat("telling that we are alive", announceEveryMs, async () => {
      const { draining = null } = told;
      told = await announceMember(center, { ...member, draining });
    }),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await forgetMember(center, member.id).catch((error: unknown) =>
        center.log.debug({ error }, "others will take us for gone a little later"),
      );
    },
  };
}
