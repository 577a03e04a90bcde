import type { ProcessEntry, ProcessTable } from "./process-table.ts";

export interface ProcessWatch {
  /** Calls back with what runs on the host, four times a second. Returns what stops it. */
  subscribe(onTable: (running: readonly ProcessEntry[]) => void): () => void;
}

const intervalMs = 250;

/** Reads the process table once for all sandboxes of a worker, and only while there are any. */
export function createProcessWatch(table: ProcessTable): ProcessWatch {
  const subscribers = new Set<(running: readonly ProcessEntry[]) => void>();
  let timer: NodeJS.Timeout | null = null;

  const look = async () => {
    const startedAt = performance.now();
    const running = await table.read().catch(() => []);
    for (const tell of subscribers) tell(running);
    // On a host with very many processes looking takes long; it may take a twentieth of the time.
    if (subscribers.size === 0) timer = null;
    else schedule(Math.max(intervalMs, (performance.now() - startedAt) * 20));
  };
  const schedule = (ms: number) => {
    timer = setTimeout(() => void look(), ms);
    timer.unref();
  };

  return {
    subscribe(onTable) {
      subscribers.add(onTable);
      if (!timer) schedule(intervalMs);
      return () => void subscribers.delete(onTable);
    },
  };
}
