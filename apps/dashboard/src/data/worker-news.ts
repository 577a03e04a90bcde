import type { QueryClient } from "@tanstack/react-query";
import { keys } from "./queries.ts";

const everyMs = 1_000;

/** Reads workers and queue anew where somebody looks at them: at once, and once a second at most while news comes. */
export function createWorkerNews(queryClient: QueryClient): () => void {
  let due: ReturnType<typeof setTimeout> | null = null;
  let readAt = -Infinity;
  const read = () => {
    due = null;
    readAt = performance.now();
    for (const queryKey of [keys.workers, keys.queue]) void queryClient.invalidateQueries({ queryKey });
  };
  return () => {
    due ??= setTimeout(read, Math.max(0, readAt + everyMs - performance.now()));
  };
}
