import { type Collections, type NounName, nouns, Problem, type Store, tenantView } from "@aac/core";
import { createMemoryCollection } from "./collection.ts";

/**
 * The store in this process's memory: gone with it. For simulations and tests, and for trying things out; every query
 * looks at every document of its noun.
 */
export function createMemoryStore(): Store {
  let closed = false;
  const demandOpen = () => {
    if (closed) throw new Problem("unavailable", "The store is closed.");
  };
  const system = Object.fromEntries(
    (Object.keys(nouns) as NounName[]).map((name) => [name, createMemoryCollection(name, demandOpen)]),
  ) as unknown as Collections;
  return {
    system,
    tenant: (orgId) => tenantView(system, orgId),
    async check() {
      demandOpen();
      return { detail: "in memory" };
    },
    async close() {
      closed = true;
    },
  };
}
