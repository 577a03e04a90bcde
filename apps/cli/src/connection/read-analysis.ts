import type { Analysis, Client, Run } from "@aac/contract";
import type { Host } from "../host.ts";

const tries = 8;
const pauseMs = 150;
const mostMs = 2_000;

/**
 * Why the run failed, as far as is known within a moment; null where nothing is, or it cannot be read: what a run came to
 * is never kept back for it.
 */
export async function readAnalysis(
  client: Client,
  run: Pick<Run, "id" | "verdict">,
  host: Pick<Host, "pause">,
): Promise<Analysis | null> {
  if (run.verdict === null || run.verdict === "passed" || run.verdict === "cancelled") return null;
  const signal = AbortSignal.timeout(mostMs);
  let known: Analysis | null = null;
  try {
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      known = await client.call("getAnalysis", { params: { run: run.id } }, signal);
      if (known.state === "done") return known;
      await host.pause(pauseMs);
    }
  } catch {
    // Not there, too slow, or a server of before there were analyses.
  }
  return known?.finding ? known : null;
}
