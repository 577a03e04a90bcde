import type { Client } from "@aac/contract";
import { startCenter } from "../center-process.ts";
import { readMetric } from "../read-metric.ts";

/** Starts a center on the data and throws unless it knows exactly these runs, each with a job that waits. */
export async function demandStored(dataDir: string, runs: readonly string[]): Promise<void> {
  const center = await startCenter({ role: "producer", dataDir });
  try {
    const stored = new Set(await allRuns(center.client));
    const lost = runs.filter((id) => !stored.has(id));
    if (lost.length > 0 || stored.size !== runs.length || new Set(runs).size !== runs.length) {
      throw new Error(`Of ${runs.length} runs answered ${lost.length} are lost; ${stored.size} are stored.`);
    }
    const queued = await readMetric(center.url, "aac_jobs_queued");
    if (queued !== runs.length) throw new Error(`Of ${runs.length} runs answered only ${queued} jobs wait.`);
  } finally {
    await center.stop();
  }
}

async function allRuns(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call("listRuns", { query: { limit: 500, ...(cursor ? { cursor } : {}) } });
    ids.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}
