import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  type AttemptEnd,
  type Evidence,
  type EvidenceLine,
  evidenceLimits,
  type FailedTest,
} from "../domain/analysis/evidence.ts";
import { signalOf } from "../domain/analysis/exit-signal.ts";
import { createLinePicker } from "../domain/analysis/pick-lines.ts";
import { clusterTests, plainText, runSignature, signatureOf } from "../domain/analysis/signatures.ts";
import type { ResultRecord } from "../domain/results/records.ts";
import type { AttemptRecord, RunRecord } from "../domain/run/records.ts";
import type { TenantCollections } from "../ports/store.ts";
import type { Center } from "./center.ts";
import { compareWithGreen } from "./compare-with-green.ts";
import { readLog } from "./read-log.ts";

/** Shards that are looked at: what failed in many mostly failed in each alike. */
const shardsMost = 8;
/** Of a longer log the beginning and the end are read. */
const scannedFirst = 10_000;
const scannedLast = 40_000;

/** Gathers what is known of a failed run, bounded. Everything it reads was masked when it was stored. */
export async function collectEvidence(center: Center, run: RunRecord): Promise<Evidence> {
  const tenant = center.store.tenant(run.orgId);
  const attempts = lastAttempts(await tenant.attempts.find({ where: { runId: run.id }, limit: 1_000 }));
  const failed = attempts.filter(({ state }) => state !== "passed").slice(0, shardsMost);
  const found = await tenant.results.find({
    where: { runId: run.id, status: "failed" },
    orderBy: ["id"],
    limit: evidenceLimits.tests * 4,
  });
  const current = new Set(attempts.map(({ id }) => id));
  const tests = found.filter(({ attemptId }) => current.has(attemptId)).map(toFailedTest);
  const kept = tests.slice(0, evidenceLimits.tests);
  const lines: EvidenceLine[] = [];
  for (const attempt of failed) {
    const own = kept.filter(({ shard }) => shard === attempt.shard);
    lines.push(...(await pickLines(tenant, attempt, own, Math.floor(evidenceLimits.lines / failed.length))));
  }
  return {
    suite: `${run.projectSlug}/${run.suiteSlug}`,
    verdict: run.state,
    reason: run.reason,
    totals: run.totals,
    ends: failed.map(toEnd),
    tests: kept,
    clusters: clusterTests(kept),
    lines,
    differences: await compareWithGreen(tenant, run, attempts),
    omitted: {
      tests: Math.max(0, run.totals.failed - kept.length),
      lines: Math.max(0, failed.reduce((sum, { logLines }) => sum + logLines, 0) - lines.length),
    },
  };
}

/** A digest of what the run failed of: the same for runs that failed alike. */
export const signatureDigest = (evidence: Evidence): string =>
  createHash("sha256").update(runSignature(evidence)).digest("hex").slice(0, 24);

function lastAttempts(attempts: readonly AttemptRecord[]): AttemptRecord[] {
  const last = new Map<number, AttemptRecord>();
  for (const one of attempts) {
    if (one.number > (last.get(one.shard)?.number ?? 0)) last.set(one.shard, one);
  }
  return [...last.values()].toSorted((a, b) => a.shard - b.shard);
}

function toFailedTest({ testId, shard, suitePath, name, file, line, message, stack }: ResultRecord): FailedTest {
  const test = {
    testId,
    shard,
    name: [...suitePath, name].map(plainText).join(" › "),
    file,
    line,
    message: plainText(message ?? "").slice(0, evidenceLimits.messageChars),
    stack: plainText(stack ?? "").slice(0, evidenceLimits.stackChars),
  };
  return { ...test, signature: signatureOf(test) };
}

function toEnd({ shard, number, state, reason, exitCode, signal, limit = null, phases }: AttemptRecord): AttemptEnd {
  const { claimedAt, preparedAt, startedAt, exitedAt, collectedAt } = phases;
  const spans = {
    prepare: [claimedAt, preparedAt],
    start: [preparedAt, startedAt],
    run: [startedAt, exitedAt],
  } as const;
  const phasesMs = Object.fromEntries(
    Object.entries({ ...spans, collect: [exitedAt, collectedAt] as const }).flatMap(([name, [from, to]]) =>
      from !== null && to !== null ? [[name, to - from]] : [],
    ),
  );
  // What takes too long is ended by the center: its signal says nothing of the suite.
  const endedBy = state === "timedOut" ? null : (signal ?? signalOf(exitCode));
  return { shard, attempt: number, state, reason, exitCode, signal: endedBy, limit, phasesMs };
}

async function pickLines(
  tenant: TenantCollections,
  attempt: AttemptRecord,
  tests: readonly FailedTest[],
  most: number,
): Promise<EvidenceLine[]> {
  const needles = tests.flatMap(({ name, file, message }) => [
    name.split(" › ").at(-1)!,
    file ? basename(file) : "",
    message.split("\n", 1)[0]!.slice(0, 80),
  ]);
  const picker = createLinePicker([...new Set(needles)], most);
  const skipFrom = attempt.logLines > scannedFirst + scannedLast ? scannedFirst : attempt.logLines;
  for (const range of [
    { from: 1, to: skipFrom },
    { from: Math.max(skipFrom + 1, attempt.logLines - scannedLast), to: attempt.logLines },
  ]) {
    for await (const { firstLine, text } of readLog(tenant, attempt.id, range)) {
      for (const [index, line] of text.split("\n").slice(0, -1).entries()) picker.add(firstLine + index, line);
    }
  }
  return picker.pick().map(({ line, text }) => ({ shard: attempt.shard, attempt: attempt.number, line, text }));
}
