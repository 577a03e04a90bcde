import type { Collections, Queue, Store } from "@aac/core";

/** By the store that all processes share: which runs were looked at. */
const offeredOf = new WeakMap<Store, Set<string>>();

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
  /** A run that anybody has once looked at for the histories is thought to be in them. */
  historiesOnce: {
    store(store: Store): Store {
      const offered = offeredOf.get(store) ?? new Set<string>();
      offeredOf.set(store, offered);
      return withSystem(store, (system) => ({
        ...system,
        runs: {
          ...system.runs,
          async find(query) {
            const found = await system.runs.find(query);
            if (query.where.historyAt !== null) return found;
            const fresh = found.filter(({ id }) => !offered.has(id));
            for (const { id } of fresh) offered.add(id);
            return fresh;
          },
        },
      }));
    },
  },
} as const satisfies Record<
  string,
  { store?: (store: Store, later: (work: () => void) => void) => Store; queue?: (queue: Queue) => Queue }
>;

export type Variant = keyof typeof variants;

function withSystem(store: Store, change: (system: Collections) => Collections): Store {
  return { ...store, system: change(store.system) };
}
