import { Problem } from "../domain/problems.ts";
import type { AttemptRecord, RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { runToken } from "../ports/sealed-fields.ts";
import type { Center } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { digestOfSecret, isKeySecret, newKeySecret, runTokenPrefix } from "./key-secrets.ts";

/** What the sandbox of a suite that reports is given. */
export interface ReporterAccess {
  token: string;
  apiUrl: string;
}

/**
 * What the reporter of an attempt signs in with; null where the suite has none. Made once for the attempt: of the token
 * its digest is kept, to know it by, and, sealed, the token itself, for whoever takes the sandbox up has to mask it.
 */
export async function reporterAccess(
  center: Center,
  { suite }: Pick<RunRecord, "suite">,
  { job, attempt }: Claim,
): Promise<ReporterAccess | null> {
  if (!suite.reporter || !center.apiUrl) return null;
  const { apiUrl } = center;
  const place = { scope: attempt.orgId, context: runToken(attempt.id) };
  const known = attempt.sealedToken ?? null;
  if (known !== null) return { token: await center.vault.open(known, place), apiUrl };
  const token = newKeySecret(`${runTokenPrefix}${attempt.id}_`);
  const sealedToken = await center.vault.seal(token, place);
  const kept = await center.store.system.attempts.update(
    attempt.id,
    { fence: job.fence },
    { sealedToken, tokenDigest: digestOfSecret(token) },
  );
  if (!kept) throw new Problem("worker_lost", "Another worker holds the job.");
  return { token, apiUrl };
}

export const isRunToken = (secret: string) => secret.startsWith(runTokenPrefix);

/** Whose reporter it is, while the attempt runs: with its end, by whatever, the token has ended. */
export async function callerByRunToken({ store }: Pick<Center, "store">, token: string): Promise<Caller | null> {
  if (!isKeySecret(token)) return null;
  const attemptId = token.slice(runTokenPrefix.length, token.lastIndexOf("_"));
  const attempt = await store.system.attempts.get(attemptId);
  if (!attempt || attempt.tokenDigest !== digestOfSecret(token)) return null;
  const job = await store.system.jobs.get(attempt.jobId);
  if (!job || !isUnderWay(job, attempt)) return null;
  const { orgId, runId, jobId } = attempt;
  return {
    orgId,
    actor: { kind: "run", id: attemptId, name: `reporter of job ${jobId}` },
    grant: { attempt: { runId, jobId, attemptId } },
    projects: null,
  };
}

const isUnderWay = (job: { state: string; attempts: number }, attempt: AttemptRecord) =>
  attempt.state === "running" && job.state === "running" && job.attempts === attempt.number;
