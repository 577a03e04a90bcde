import type { AttemptRecord, JobRecord, RunRecord, Store } from "@aac/core";
import { tenantView } from "@aac/core";

/** What was seen of every record that has a state, in the order of the writes. */
export interface History {
  jobs: JobRecord[];
  runs: RunRecord[];
  attempts: AttemptRecord[];
}

/** A store that notes every state that a write has led to. */
export function recorded(store: Store): { store: Store; history: History } {
  const history: History = { jobs: [], runs: [], attempts: [] };
  const system = { ...store.system };
  system.jobs = noting(store.system.jobs, history.jobs);
  system.runs = noting(store.system.runs, history.runs);
  system.attempts = noting(store.system.attempts, history.attempts);
  return { history, store: { ...store, system, tenant: (orgId) => tenantView(system, orgId) } };
}

interface Writable<T> {
  insert(document: T): Promise<boolean>;
  insertMany(documents: readonly T[]): Promise<number>;
  update(id: string, when: object, change: object): Promise<T | null>;
}

function noting<T extends { id: string }, C extends Writable<T>>(collection: C, seen: T[]): C {
  return {
    ...collection,
    async insert(document: T) {
      const isNew = await collection.insert(document);
      if (isNew) seen.push(structuredClone(document));
      return isNew;
    },
    async insertMany(documents: readonly T[]) {
      const count = await collection.insertMany(documents);
      if (count > 0) seen.push(...structuredClone(documents.slice()));
      return count;
    },
    async update(id: string, when: object, change: object) {
      const updated = await collection.update(id, when, change);
      if (updated) seen.push(structuredClone(updated));
      return updated;
    },
  };
}
