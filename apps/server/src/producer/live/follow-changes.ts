import type { Changed, Permission } from "@aac/contract";
import { type Caller, type Center, may } from "@aac/core";

/** Changes that come faster than this are told once. */
const gatherMs = 150;

const permissions: Record<Changed, Permission> = {
  schedules: "schedules:read",
  deliveries: "deliveries:read",
  outbox: "outbox:read",
  analyses: "organization:read",
};

/**
 * Tells, until `signal` aborts, what of the organization has changed, of what the caller may read. News may be lost:
 * whoever looks for long reads anew now and then, as browsers do when they come back to a page.
 */
export async function followChanges(
  center: Center,
  caller: Caller,
  tell: (what: Changed) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let changed = new Set<Changed>();
  let ring = new AbortController();
  const unsubscribe = await center.bus.subscribe({ orgId: caller.orgId }, (news) => {
    const what = news.kind === "changed" ? news.what : news.kind === "analysis" ? "analyses" : null;
    if (what === null || !may(caller, permissions[what])) return;
    changed.add(what);
    ring.abort();
  });
  try {
    while (!signal.aborted) {
      if (changed.size === 0) await center.clock.sleep(idleMs, AbortSignal.any([ring.signal, signal]));
      if (ring.signal.aborted) await center.clock.sleep(gatherMs, signal);
      const told = changed;
      changed = new Set();
      ring = new AbortController();
      for (const what of told) {
        if (signal.aborted) return;
        await tell(what);
      }
    }
  } finally {
    unsubscribe();
  }
}

/** Nothing happens then; the clock knows no sleep without an end. */
const idleMs = 60_000;
