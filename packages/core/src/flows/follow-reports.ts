import { readReports } from "@aac/reports";
import type { LiveReportRecord, ResultRecord } from "../domain/results/records.ts";
import type { Center } from "./center.ts";
import type { Origin } from "./collect-files.ts";
import { presentTest } from "./read-reports.ts";
import { forgetLive } from "./report-live.ts";

const lookEveryMs = 1_000;
/** Reading takes at most this part of the time. */
const restPerWork = 5;
const mostResults = 20_000;
const resultsAtOnce = 500;

/** Before any claim: what is collected under one takes its place. */
const liveFence = -1;

/**
 * Reads what the suite's reporter sends while it runs into results, masked like all others, until `signal` aborts. They
 * are told by the list of results only; those that are collected at the end take their place. What goes wrong here is
 * told by the log, and costs the run nothing.
 */
export async function followReports(center: Center, origin: Origin, signal: AbortSignal): Promise<void> {
  const { attemptId } = origin;
  let seen = "";
  while (!signal.aborted) {
    await center.clock.sleep(lookEveryMs, signal);
    if (signal.aborted) return;
    const startedAt = center.clock.now();
    try {
      const reports = await center.store.system.liveReports.find({ where: { attemptId } });
      const state = reports.map(({ id, revision }) => `${id}:${revision}`).join();
      if (state === seen) continue;
      await readLive(center, origin, reports, signal);
      seen = state;
      await center.clock.sleep((center.clock.now() - startedAt) * restPerWork, signal);
    } catch (error) {
      center.log.warn({ attempt: attemptId, error }, "live reports could not be read; trying again");
    }
  }
}

async function readLive(
  center: Center,
  origin: Origin,
  reports: readonly LiveReportRecord[],
  signal: AbortSignal,
): Promise<void> {
  const { attemptId, run, shard, attempt, workingDirectory } = origin;
  const files = reports.map(({ path, sizeBytes, blob }) => ({ path, sizeBytes, open: () => open(center, blob) }));
  const found: ResultRecord[] = [];
  for await (const news of readReports(files, workingDirectory ? { workingDirectory } : {})) {
    if (signal.aborted || found.length >= mostResults) break;
    if (news.kind !== "test") continue;
    const index = found.length;
    const id = `${attemptId}-live-${String(index).padStart(7, "0")}`;
    found.push({ ...presentTest(origin, news.test), id, index, fence: liveFence, report: news.path });
  }
  if (signal.aborted) return;
  const { results } = center.store.system;
  await forgetResults(center, attemptId);
  for (let at = 0; at < found.length && !signal.aborted; at += resultsAtOnce) {
    await results.insertMany(found.slice(at, at + resultsAtOnce));
  }
  center.bus.publish({ kind: "results", orgId: run.orgId, runId: run.id, shard, attempt });
}

async function forgetResults({ store }: Center, attemptId: string): Promise<void> {
  const where = { attemptId, fence: liveFence };
  while ((await store.system.results.deleteMany(where, resultsAtOnce)) === resultsAtOnce);
}

/** To be called when following has stopped. */
export async function endLive(center: Center, { run, attemptId }: Origin): Promise<void> {
  await forgetResults(center, attemptId);
  await forgetLive(center, run, attemptId);
}

async function* open(center: Center, blob: string): AsyncGenerator<Uint8Array> {
  const found = await center.blobs.get(blob);
  // It was replaced meanwhile: the one in its place is read at the next look.
  if (found) yield* found.bytes;
}
