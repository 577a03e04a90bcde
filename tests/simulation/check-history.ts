import { isFinal, readLog, type RunRecord, type Store, transitions } from "@aac/core";
import { checkRollups } from "./check-rollups.ts";
import type { History } from "./history.ts";
import type { PlannedRun } from "./plan.ts";
import type { Seen } from "./viewer.ts";

/** What became of one trigger. */
export interface Accepted {
  planned: PlannedRun;
  /** Nothing went wrong with any worker, so that limits hold to the second. */
  isUndisturbed: boolean;
  runId: string;
  /** What cancelling it answered. */
  cancel: "won" | "lost" | "unknown" | null;
  seen: Seen;
}

export interface Outcome {
  store: Store;
  history: History;
  accepted: Accepted[];
  /** Sandboxes that were left on hosts with a live worker. */
  orphans: string[];
}

/** Every promise that a history broke, in words; none when all held. */
export async function checkHistory({ store, history, accepted, orphans }: Outcome): Promise<string[]> {
  const broken: string[] = [];
  for (const { id, state, noticesDue } of await store.system.runs.find({ where: {} })) {
    if (!isFinal(state)) broken.push(`run ${id} never ended: it is ${state}`);
    // Nobody tells anything in a simulation, so what is to be told stays noted.
    else if (!noticesDue) broken.push(`run ${id} ended, and nobody will be told`);
  }
  for (const one of accepted) broken.push(...(await checkRun(store, one)));
  broken.push(...checkTransitions(history), ...checkFences(history), ...(await checkRollups(store)));
  for (const orphan of orphans) broken.push(`sandbox ${orphan} was left behind`);
  return broken;
}

async function checkRun(store: Store, accepted: Accepted): Promise<string[]> {
  const { planned, runId, cancel, seen } = accepted;
  const broken: string[] = [];
  const run = await store.system.runs.get(runId);
  if (!run) return [`run ${runId} was accepted and is not there`];
  const jobs = await store.system.jobs.find({ where: { runId }, orderBy: ["shard"] });
  if (!isFinal(run.state)) return [];
  if (jobs.length !== planned.shards) broken.push(`run ${runId} has ${jobs.length} of ${planned.shards} jobs`);
  for (const job of jobs)
    if (!isFinal(job.state)) broken.push(`run ${runId} is ${run.state} while job ${job.id} is ${job.state}`);
  const cancelled = jobs.filter(({ state }) => state === "cancelled").length;
  if (cancel === "won" && cancelled === 0) broken.push(`run ${runId}: a cancel won and no job is cancelled`);
  if ((cancel === "lost" || cancel === null) && cancelled > 0)
    broken.push(`run ${runId}: nobody's cancel won and ${cancelled} jobs are cancelled`);
  if (!seen.ended || seen.states.at(-1) !== run.state)
    broken.push(`a viewer of run ${runId} saw it end as ${seen.states.at(-1)}, not ${run.state}`);
  broken.push(...seen.breaks.map((text) => `a viewer of run ${runId} saw a gap or double: ${text}`));
  broken.push(...(await checkLogs(store, run, planned, seen)), ...checkVerdict(run, accepted));
  return broken;
}

/** A run that ended by itself comes to what its script says. */
function checkVerdict(run: RunRecord, { planned: { variables, timeoutMs }, isUndisturbed }: Accepted): string[] {
  const expected = variables["EXIT_CODE"] === "0" ? "passed" : "failed";
  // Nobody stops a sandbox in time while its worker is away.
  const isTooLong = isUndisturbed && Number(variables["SLEEP_MS"]) >= timeoutMs;
  if ((run.state === "passed" || run.state === "failed") && (isTooLong || run.state !== expected)) {
    return [`run ${run.id} ${run.state}, but its script says ${isTooLong ? "too long" : expected}`];
  }
  return run.state === "timedOut" && Number(variables["SLEEP_MS"]) < timeoutMs
    ? [`run ${run.id} timed out, but its script does not take that long`]
    : [];
}

async function checkLogs(store: Store, run: RunRecord, { variables }: PlannedRun, seen: Seen): Promise<string[]> {
  const broken: string[] = [];
  for (const attempt of await store.system.attempts.find({ where: { runId: run.id } })) {
    const lines: string[] = [];
    for await (const stored of readLog(store.tenant(run.orgId), attempt.id)) {
      if (stored.firstLine !== lines.length + 1)
        broken.push(`attempt ${attempt.id}: line ${stored.firstLine} follows ${lines.length}`);
      lines.push(...stored.text.split("\n").slice(0, -1));
    }
    const wrong = lines.findIndex((line, index) => line !== `line ${index + 1}`);
    if (wrong >= 0) broken.push(`attempt ${attempt.id}: line ${wrong + 1} is "${lines[wrong]}"`);
    if (attempt.state === "running") broken.push(`attempt ${attempt.id} of a final run is still running`);
    const isWhole = attempt.state === "passed" || attempt.state === "failed";
    if (isWhole && lines.length !== Number(variables["LOG_LINES"])) {
      broken.push(`attempt ${attempt.id} ${attempt.state} with ${lines.length} of ${variables["LOG_LINES"]} lines`);
    }
    if (isWhole && attempt.logLines !== lines.length)
      broken.push(`attempt ${attempt.id} counts ${attempt.logLines} of ${lines.length} lines`);
    const shown = seen.lines.get(`${attempt.shard}.${attempt.number}`) ?? [];
    if (shown.some((line, index) => line !== lines[index]))
      broken.push(`a viewer saw lines of attempt ${attempt.id} that are not stored`);
    if (isWhole && shown.length !== lines.length)
      broken.push(`a viewer saw ${shown.length} of ${lines.length} lines of attempt ${attempt.id}`);
  }
  return broken;
}

/** Jobs move along the table only, and what is final stays. */
function checkTransitions({ jobs, runs }: History): string[] {
  const broken: string[] = [];
  const last = new Map<string, string>();
  for (const { id, state } of jobs) {
    const before = last.get(id);
    last.set(id, state);
    if (before === undefined || before === state) continue;
    const allowed: readonly string[] = Object.values(transitions[before as keyof typeof transitions]);
    if (!allowed.includes(state)) broken.push(`job ${id} went from ${before} to ${state}`);
  }
  for (const { id, state } of runs) {
    const before = last.get(id);
    last.set(id, state);
    if (before !== undefined && before !== state && isFinal(before as RunRecord["state"]))
      broken.push(`run ${id} went from ${before} to ${state}`);
  }
  return broken;
}

/** A fence is held by one worker, and no job has two attempts that run. */
function checkFences({ jobs, attempts }: History): string[] {
  const broken: string[] = [];
  const holders = new Map<string, string>();
  for (const { id, fence, worker } of jobs) {
    if (worker === null) continue;
    const key = `${id}#${fence}`;
    const holder = holders.get(key) ?? worker;
    holders.set(key, worker);
    if (holder !== worker) broken.push(`fence ${key} was held by ${holder} and by ${worker}`);
  }
  const running = new Map<string, Set<string>>();
  for (const { id, jobId, state } of attempts) {
    const live = running.get(jobId) ?? new Set();
    running.set(jobId, live);
    if (state === "running") live.add(id);
    else live.delete(id);
    if (live.size > 1) broken.push(`job ${jobId} had ${[...live].join(" and ")} running at once`);
  }
  return broken;
}
