import { type Caller, type Center, type RunRecord, viewOf } from "@aac/core";

/** Changes that come faster than this are sent as one. */
const gatherMs = 150;
/** News that was lost is noticed after this long, among the newest runs. */
const healEveryMs = 3_000;
const newest = 50;

/** Sends every run the caller sees that changes, or was deleted, from now on, until `signal` aborts. */
export async function followOrganization(
  center: Center,
  caller: Caller,
  send: (run: RunRecord) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { runs } = viewOf(center.store, caller);
  const seen = new Map<string, number>();
  let changed = new Set<string>();
  let ring = new AbortController();
  const unsubscribe = await center.bus.subscribe({ orgId: caller.orgId }, (news) => {
    if (news.kind !== "run") return;
    changed.add(news.runId);
    ring.abort();
  });
  // Also one that was deleted meanwhile: by `get` that is not there.
  const read = async (id: string) => (await runs.find({ where: { id }, limit: 1 }))[0];
  const readNewest = () => runs.find({ where: {}, orderBy: ["-id"], limit: newest });
  const isNew = (run: RunRecord) => (seen.get(run.id) ?? 0) < run.revision;
  for (const run of await readNewest()) seen.set(run.id, run.revision);
  let healedAt = center.clock.now();

  try {
    while (!signal.aborted) {
      if (changed.size === 0) await center.clock.sleep(healEveryMs, AbortSignal.any([ring.signal, signal]));
      if (ring.signal.aborted) await center.clock.sleep(gatherMs, signal);
      const ids = changed;
      changed = new Set();
      ring = new AbortController();
      const found = await Promise.all([...ids].map(read));
      // Also while other news comes: what is heard says nothing of what was lost.
      if (center.clock.now() - healedAt >= healEveryMs) {
        found.push(...(await readNewest()).toReversed());
        healedAt = center.clock.now();
      }
      for (const run of found) {
        if (signal.aborted) return;
        if (!run || !isNew(run)) continue;
        seen.set(run.id, run.revision);
        await send(run);
      }
      forgetOldest(seen);
    }
  } finally {
    unsubscribe();
  }
}

const mostSeen = 5_000;

function forgetOldest(seen: Map<string, number>): void {
  for (const id of seen.keys()) {
    if (seen.size <= mostSeen) return;
    seen.delete(id);
  }
}
