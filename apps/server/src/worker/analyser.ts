import { analyseRun, type Analysts, type Center, dueAnalyses } from "@aac/core";

export interface Analyser {
  /** Looks now for runs to analyse, rather than at the next turn. */
  look(): void;
  /** Begins no more, and breaks off models that are being asked: their runs stay due. Stopping twice is fine. */
  stop(): Promise<void>;
}

/** Analyses at a time: they wait for models more than they work. */
const atOnce = 4;
/** Of one organization, so that a slow model of one keeps nobody else's waiting. */
const perOrganization = 2;
const lookedAt = 50;

/** Analyses failed runs as they become due, beside the sandboxes and never in their way. */
export function startAnalyser(center: Center, analysts: Analysts): Analyser {
  const stopping = new AbortController();
  const active = new Map<string, { orgId: string; work: Promise<void> }>();
  let ring = new AbortController();

  const begin = async () => {
    if (active.size >= atOnce) return;
    for (const run of await dueAnalyses(center, lookedAt)) {
      const own = [...active.values()].filter(({ orgId }) => orgId === run.orgId).length;
      if (active.size >= atOnce || stopping.signal.aborted) return;
      if (active.has(run.id) || own >= perOrganization) continue;
      const work = analyseRun(center, analysts, run, stopping.signal)
        .then(() => undefined)
        .catch((error: unknown) => center.log.warn({ run: run.id, error }, "an analysis could not be begun"))
        .finally(() => {
          active.delete(run.id);
          ring.abort();
        });
      active.set(run.id, { orgId: run.orgId, work });
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      ring = new AbortController();
      await begin().catch((error: unknown) => center.log.warn({ error }, "looking for analyses failed; trying again"));
      await center.clock.sleep(center.timing.sweepMs, AbortSignal.any([ring.signal, stopping.signal]));
    }
  })();
  return {
    look: () => ring.abort(),
    async stop() {
      stopping.abort();
      await looking;
      await Promise.all([...active.values()].map(({ work }) => work));
    },
  };
}
