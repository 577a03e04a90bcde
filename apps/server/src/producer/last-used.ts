import type { Caller, Center } from "@aac/core";

/** A key's last use is written at most once in this time. */
const everyMs = 60_000;
/** So many keys are remembered, and so many writes may be under way; beyond that a use goes untold until the next. */
const mostKeys = 10_000;
const mostWrites = 20;

/** Notes that a key was used. Nobody waits for it: what the store does not take is told by a later use. */
export interface LastUsed {
  tell(caller: Caller): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

export function createLastUsed({ store, clock, log }: Pick<Center, "store" | "clock" | "log">): LastUsed {
  const toldAt = new Map<string, number>();
  const writes = new Set<Promise<void>>();

  const write = async (id: string, now: number) => {
    const { apiKeys } = store.system;
    // Another producer may have written it a moment ago.
    const earlier = await apiKeys.update(id, { lastUsedAt: { lt: now - everyMs / 2 } }, { lastUsedAt: now });
    if (!earlier) await apiKeys.update(id, { lastUsedAt: null }, { lastUsedAt: now });
  };

  return {
    tell({ actor }) {
      if (actor.kind !== "key") return;
      const { id } = actor;
      const now = clock.now();
      if (now - (toldAt.get(id) ?? Number.NEGATIVE_INFINITY) < everyMs || writes.size >= mostWrites) return;
      if (toldAt.size >= mostKeys) toldAt.clear();
      toldAt.set(id, now);
      const writing = write(id, now)
        .catch((error: unknown) => {
          toldAt.delete(id);
          log.warn({ key: id, error }, "the last use of a key could not be written");
        })
        .finally(() => void writes.delete(writing));
      writes.add(writing);
    },
    async idle() {
      await Promise.all(writes);
    },
  };
}
