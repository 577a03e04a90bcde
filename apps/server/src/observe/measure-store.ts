import { type Collections, type Store, tenantView } from "@aac/core";
import { verbs } from "./metric-table.ts";
import type { Metrics } from "./metrics.ts";

type Call = (...args: unknown[]) => Promise<unknown>;

/** A store whose calls are timed, each by noun and verb. */
export function measureStore(store: Store, { add, observe }: Pick<Metrics, "add" | "observe">): Store {
  const timed = (noun: string, verb: string, call: Call): Call => {
    const labels = { noun, verb };
    return async (...args) => {
      const startedAt = performance.now();
      try {
        return await call(...args);
      } catch (error) {
        add("aac_store_failures_total", { verb });
        throw error;
      } finally {
        observe("aac_store_seconds", labels, performance.now() - startedAt);
      }
    };
  };
  const collection = (noun: string, real: Record<string, Call>) =>
    Object.fromEntries(verbs.map((verb) => [verb, timed(noun, verb, real[verb]!.bind(real))]));
  const system = Object.fromEntries(
    Object.entries(store.system as unknown as Record<string, Record<string, Call>>).map(([noun, real]) => [
      noun,
      collection(noun, real),
    ]),
  ) as unknown as Collections;
  return {
    system,
    tenant: (orgId) => tenantView(system, orgId),
    check: () => store.check(),
    close: () => store.close(),
  };
}
