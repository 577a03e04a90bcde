import type { Attempt, Job, Result, Run } from "@aac/contract";
import { isFinal } from "@aac/core";
import type { FaultKind, PlannedRun } from "./plan.ts";
import type { UnaskedExit } from "./real-process.ts";
import type { Seen } from "./viewer.ts";

/** All that is known of one run that was accepted, as the API tells it once everything has come to rest. */
export interface ObservedRun {
  planned: PlannedRun;
  id: string;
  /** What each of its lines begins with. */
  mark: string;
  /** What cancelling it answered. */
  cancel: "won" | "lost" | "unknown" | null;
  seen: Seen;
  /** Null: the API knows of no such run. */
  run: Run | null;
  /** By `<shard>.<attempt>`. */
  logs: Map<string, string[]>;
  results: Pick<Result, "shard" | "attempt" | "status">[];
  /** By `<shard>.<attempt>`: the text of the artifact that holds the mark. */
  artifacts: Map<string, string>;
}

/** What a history came to. */
export interface Observed {
  runs: ObservedRun[];
  /** The ids of all runs that the API lists for this history. */
  listed: string[];
  faults: readonly FaultKind[];
  /** Processes that ended unasked, without a fault that explains it. */
  exits: UnaskedExit[];
  /** What was left on the host, in words. */
  leftovers: string[];
}

/** Every promise that a history broke, in words; none when all held. */
export function checkHistory({ runs, listed, faults, exits, leftovers }: Observed): string[] {
  const accepted = new Set(runs.map(({ id }) => id));
  return [
    ...(accepted.size < runs.length ? ["two triggers were answered with the same run"] : []),
    ...listed.filter((id) => !accepted.has(id)).map((id) => `run ${id} is there, and nobody was told of it`),
    ...runs.flatMap((run) => checkRun(run, faults).map((broken) => `run ${run.id}: ${broken}`)),
    ...exits.map(({ name, code, signal, said }) => `${name} ended by itself (${code ?? signal}): ${said}`),
    ...leftovers.map((leftover) => `left behind: ${leftover}`),
  ];
}

/** What differs between two looks at a run that was final at the first. */
export function checkStaysFinal(before: Run, after: Run): string[] {
  const whole = ({ state, verdict, reason, totals, finishedAt, jobs }: Run) => ({
    state,
    verdict,
    reason,
    totals,
    finishedAt,
    jobs: jobs.map((job) => ({
      state: job.state,
      reason: job.reason,
      totals: job.totals,
      finishedAt: job.finishedAt,
      // What a cancelled sandbox has written is still stored after the cancel has won.
      attempts: job.attempts.map((attempt) => ({
        state: attempt.state,
        logLines: attempt.state === "cancelled" ? null : attempt.logLines,
      })),
    })),
  });
  const [one, other] = [JSON.stringify(whole(before)), JSON.stringify(whole(after))];
  return one === other ? [] : [`run ${before.id} was final and changed: ${one} became ${other}`];
}

function checkRun(observed: ObservedRun, faults: readonly FaultKind[]): string[] {
  const { planned, run, cancel, seen } = observed;
  if (!run) return ["was accepted and is not there"];
  if (!isFinal(run.state)) return [`never ended: it is ${run.state}`];
  const broken: string[] = [];
  const cancelled = run.jobs.filter(({ state }) => state === "cancelled").length;
  if (run.jobs.length !== planned.shards) broken.push(`has ${run.jobs.length} of ${planned.shards} jobs`);
  if (cancel === "won" && cancelled === 0) broken.push("a cancel won and no job is cancelled");
  if (cancel !== "won" && cancel !== "unknown" && cancelled > 0)
    broken.push(`nobody's cancel won and ${cancelled} jobs are cancelled`);
  broken.push(...checkSeen(seen, run));
  for (const job of run.jobs) broken.push(...checkJob(observed, job, faults));
  return broken;
}

function checkSeen(seen: Seen, run: Run): string[] {
  const broken = seen.breaks.map((text) => `the viewer saw a gap or double: ${text}`);
  if (seen.refusal !== null) broken.push(`the viewer was refused: ${seen.refusal}`);
  const ends = seen.states.filter(isFinal);
  if (!seen.ended || ends.at(-1) !== run.state)
    broken.push(`the viewer saw it end as ${ends.at(-1)}, not as ${run.state}`);
  if (new Set(ends).size > 1 || seen.states.slice(seen.states.findIndex(isFinal)).some((state) => !isFinal(state)))
    broken.push(`the viewer saw it end and change: ${seen.states.join(", ")}`);
  return broken;
}

function checkJob(observed: ObservedRun, job: Job, faults: readonly FaultKind[]): string[] {
  const { planned } = observed;
  const last = job.attempts.at(-1);
  const broken: string[] = [];
  const expected = planned.isTooLong ? "timedOut" : planned.failed > 0 ? "failed" : "passed";
  if (job.state === "errored") {
    if (!isExcused(job, faults))
      broken.push(`shard ${job.shard} errored (${job.reason?.code}), which nothing explains`);
  } else if (job.state !== "cancelled" && job.state !== expected) {
    broken.push(`shard ${job.shard} ${job.state}, but its suite says ${expected} (${job.reason?.detail})`);
  }
  if (job.state === expected && last?.state !== expected)
    broken.push(`shard ${job.shard} ${expected}, and its last attempt is ${last?.state}`);
  for (const attempt of job.attempts) {
    if (attempt !== last && !(attempt.state === "errored" && isOurs(attempt.reason?.code)))
      broken.push(`attempt ${job.shard}.${attempt.number} was followed by another and is ${attempt.state}`);
    broken.push(...checkAttempt(observed, job.shard, attempt));
  }
  if (last && (job.state === "passed" || job.state === "failed")) {
    broken.push(...checkResults(observed, job, `${job.shard}.${last.number}`));
  }
  return broken;
}

const ofServers = ["killServer", "pauseServer", "cutLink"] as const;

/** What only we, or what we stand on, can have done wrong; with the faults that can lead to it. */
const ours: Record<string, readonly FaultKind[]> = {
  worker_lost: ["kill", "pause", "hang", "restart", "lockDatabase", "fillDisk", ...ofServers],
  handed_back: ["restart"],
  engine_failed: ["killEngine"],
  engine_unavailable: ["killEngine"],
  disk_full: ["fillDisk"],
  unavailable: ["lockDatabase", "fillDisk", ...ofServers],
};
const isOurs = (code: string | undefined) => code !== undefined && code in ours;

/** A job may end as errored only when every attempt it is entitled to was lost to something that did happen. */
function isExcused({ reason, attempts }: Job, faults: readonly FaultKind[]): boolean {
  if (!reason || !isOurs(reason.code)) return false;
  const entitled = reason.code === "worker_lost" ? 2 : 4;
  return attempts.length >= entitled && ours[reason.code]!.some((kind) => faults.includes(kind));
}

function checkAttempt(observed: ObservedRun, shard: number, attempt: Attempt): string[] {
  const { planned, mark, seen } = observed;
  const name = `attempt ${shard}.${attempt.number}`;
  const key = `${shard}.${attempt.number}`;
  const lines = observed.logs.get(key) ?? [];
  const shown = seen.lines.get(key) ?? [];
  const broken: string[] = [];
  if (!isFinal(attempt.state)) broken.push(`${name} is ${attempt.state} although the run is final`);
  const wrong = lines.findIndex((line, index) => line !== lineOf(mark, index + 1));
  if (wrong >= 0) broken.push(`${name}: line ${wrong + 1} is "${lines[wrong]}"`);
  if (lines.length > planned.lines) broken.push(`${name} has ${lines.length} lines, of ${planned.lines}`);
  const isWhole = attempt.state === "passed" || attempt.state === "failed";
  if (isWhole && lines.length !== planned.lines)
    broken.push(`${name} ${attempt.state} with ${lines.length} of ${planned.lines} lines`);
  if (isWhole && attempt.logLines !== lines.length)
    broken.push(`${name} counts ${attempt.logLines} lines, and ${lines.length} are there`);
  if (shown.some((line, index) => line !== lines[index]))
    broken.push(`the viewer saw lines of ${name} that are not stored`);
  if (isWhole && shown.length !== lines.length)
    broken.push(`the viewer saw ${shown.length} of ${lines.length} lines of ${name}`);
  return broken;
}

const lineOf = (mark: string, number: number) => `${mark} line ${number}`;

function checkResults({ planned, mark, results, artifacts, seen }: ObservedRun, job: Job, key: string): string[] {
  const broken: string[] = [];
  const { passed, failed } = planned;
  const tests = passed + failed;
  if (job.totals.tests !== tests || job.totals.failed !== failed || job.totals.passed !== passed)
    broken.push(`shard ${job.shard} counts ${JSON.stringify(job.totals)}, of ${passed} passed and ${failed} failed`);
  const stored = results.filter(({ shard, attempt }) => `${shard}.${attempt}` === key);
  const storedFailed = stored.filter(({ status }) => status === "failed").length;
  if (stored.length !== tests || storedFailed !== failed)
    broken.push(
      `${stored.length} results (${storedFailed} failed) of ${key} are stored, of ${tests} (${failed} failed)`,
    );
  if ((seen.results.get(key) ?? 0) !== tests)
    broken.push(`the viewer saw ${seen.results.get(key) ?? 0} of ${tests} results of ${key}`);
  if (artifacts.get(key) !== `${mark}\n`)
    broken.push(`the artifact of ${key} is ${JSON.stringify(artifacts.get(key))}`);
  return broken;
}
