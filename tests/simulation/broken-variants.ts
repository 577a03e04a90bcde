import type { Collections, Queue, Store } from "@aac/core";

/** Ways to build the center wrongly, each of which the checker has to notice. */
export const variants = {
  /** Claims are not fenced: who lost a job writes on. */
  noFence: {
    store: (store: Store): Store =>
      withSystem(store, (system) => {
        const unfenced = <C extends { update(id: string, when: object, change: object): unknown }>(
          collection: C,
        ): C => ({
          ...collection,
          update: (id: string, { fence: _, ...when }: { fence?: number }, change: object) =>
            collection.update(id, when, change),
        });
        return { ...system, jobs: unfenced(system.jobs), attempts: unfenced(system.attempts) };
      }),
  },
  /** Messages are acknowledged when they come, and the sweep trusts the queue. */
  ackBeforeClaim: {
    queue: (queue: Queue): Queue => ({
      ...queue,
      consume: (handle, options) =>
        queue.consume(async (message) => void handle(message).catch(() => undefined), options),
      depth: async () => Number.MAX_SAFE_INTEGER,
    }),
  },
  /** Lines are told as stored and stored a little later. */
  publishBeforeStore: {
    store: (store: Store, later: (work: () => void) => void): Store =>
      withSystem(store, (system) => ({
        ...system,
        logChunks: {
          ...system.logChunks,
          async insert(chunk) {
            later(() => void system.logChunks.insert(chunk));
            return true;
          },
        },
      })),
  },
  /** A day is written as it was read, plus one, whatever others have made of it since. */
  uncheckedDays: {
    store: (store: Store): Store =>
      withSystem(store, (system) => ({
        ...system,
        daysOfRuns: { ...system.daysOfRuns, update: (id, _, change) => system.daysOfRuns.update(id, {}, change) },
      })),
  },
} as const satisfies Record<
  string,
  { store?: (store: Store, later: (work: () => void) => void) => Store; queue?: (queue: Queue) => Queue }
>;

export type Variant = keyof typeof variants;

function withSystem(store: Store, change: (system: Collections) => Collections): Store {
  return { ...store, system: change(store.system) };
}
