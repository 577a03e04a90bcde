import type { Changed } from "@aac/contract";
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { keys } from "./queries.ts";

const everyMs = 1_000;

/** What is read anew. */
const readOf: Record<Changed, QueryKey> = {
  schedules: keys.schedules,
  deliveries: keys.deliveries,
  outbox: keys.outbox,
  analyses: ["analyses"],
};

export interface ChangeNews {
  /** Something has changed; `usage` changes with every run. */
  tell(what: Changed | "usage"): void;
  /** Some of it may have changed unheard. */
  tellAll(): void;
}

/** Reads anew what news say is old, where somebody looks at it: at once, and once a second at most while news comes. */
export function createChangeNews(
  queryClient: Pick<QueryClient, "invalidateQueries">,
  { schedule, now }: { schedule: (work: () => void, ms: number) => void; now: () => number } = {
    schedule: setTimeout,
    now: () => performance.now(),
  },
): ChangeNews {
  const due = new Set<string>();
  const readAt = new Map<string, number>();
  const read = (queryKey: QueryKey) => {
    const name = queryKey.join();
    if (due.has(name)) return;
    due.add(name);
    const work = () => {
      due.delete(name);
      readAt.set(name, now());
      void queryClient.invalidateQueries({ queryKey });
    };
    schedule(work, Math.max(0, (readAt.get(name) ?? -Infinity) + everyMs - now()));
  };
  return {
    tell: (what) => read(what === "usage" ? keys.usage : readOf[what]),
    tellAll: () => [...Object.values(readOf), keys.usage].forEach(read),
  };
}
