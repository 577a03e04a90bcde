import { createMemoryFile, readReports, reportGlobs } from "@aac/reports";
import { happeningOfFailure, isWanted } from "../domain/notices/choose-notice.ts";
import type { JobRecord, RunRecord } from "../domain/run/records.ts";
import type { Sandbox } from "../ports/executor.ts";
import { filtersOf } from "./announce-runs.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { touchRun } from "./settle-run.ts";

/** Looks grow rarer: a suite that has run for long is not about to end in the next seconds. */
const slowsBy = 1.5;
const rarestMs = 60_000;
/** Of the time at most so large a part is spent with looking. */
const shareOfTime = 0.1;
/** Larger reports, and more of them, are read at the end only. */
const mostBytesPerFile = 8 * 1024 * 1024;
const mostBytesPerLook = 32 * 1024 * 1024;
const longestName = 300;
const longestMessage = 600;

type FirstFailure = NonNullable<JobRecord["firstFailure"]>;

/**
 * While a suite runs, looks into the reports that it writes as it goes for a first failing test, and notes it, so that
 * it can be told before the end. Only where a rule or a subscription wishes that; only what stands in a report, never
 * what a log may mean; and without any say in the verdict. What goes wrong is left to the next look.
 */
export async function watchReports(
  center: Center,
  claim: Claim,
  run: RunRecord,
  sandbox: Sandbox,
  { hide, signal }: { hide: (text: string) => string; signal: AbortSignal },
): Promise<void> {
  const sizes = new Map<string, number>();
  const isAhead = () => !signal.aborted;
  let waitMs = center.timing.reportsMs;
  while (isAhead()) {
    await center.clock.sleep(waitMs, signal);
    if (!isAhead()) return;
    const begunAt = center.clock.now();
    try {
      if (await isWished(center, run)) {
        const found = claim.job.firstFailure ?? (await findFailure(run, sandbox, sizes, signal));
        if (found && isAhead()) return await note(center, claim, masked(found, hide));
      }
    } catch (error) {
      if (isAhead()) center.log.debug({ job: claim.job.id, error }, "reports could not be looked into yet");
    }
    const tookMs = center.clock.now() - begunAt;
    waitMs = Math.max(Math.min(waitMs * slowsBy, rarestMs), tookMs / shareOfTime);
  }
}

async function isWished(center: Center, run: RunRecord): Promise<boolean> {
  const happening = happeningOfFailure(run, "failed");
  const now = center.clock.now();
  return (await filtersOf(center, run)).some((filter) => isWanted(filter, happening, now));
}

/** Reads the reports that have grown since the last look; what is only half written counts as far as it goes. */
async function findFailure(
  { suite }: RunRecord,
  sandbox: Sandbox,
  sizes: Map<string, number>,
  signal: AbortSignal,
): Promise<FirstFailure | null> {
  let room = mostBytesPerLook;
  for await (const { path, sizeBytes, bytes } of sandbox.files([...reportGlobs, ...suite.reports])) {
    if (signal.aborted) return null;
    if (sizeBytes > mostBytesPerFile || sizeBytes > room || sizes.get(path) === sizeBytes) continue;
    room -= sizeBytes;
    const content = await Array.fromAsync(bytes);
    const file = createMemoryFile(path, Buffer.concat(content));
    for await (const news of readReports([file], { workingDirectory: sandbox.workingDirectory })) {
      if (news.kind !== "test" || news.test.status !== "failed") continue;
      return { name: [...news.test.suitePath, news.test.name].join(" › "), message: news.test.message };
    }
    sizes.set(path, sizeBytes);
  }
  return null;
}

const masked = ({ name, message }: FirstFailure, hide: (text: string) => string): FirstFailure => ({
  name: hide(name).slice(0, longestName),
  message: message && hide(message).slice(0, longestMessage),
});

/** First what it is, then that it is to be told: whoever dies in between is followed by one that tells it. */
async function note(center: Center, { job }: Claim, firstFailure: FirstFailure): Promise<void> {
  const where = { state: "running", fence: job.fence } as const;
  const noted = await center.store.system.jobs.update(job.id, where, { firstFailure });
  if (noted) await touchRun(center, job.runId, { noticesDue: true });
}
