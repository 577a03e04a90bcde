import { ApiError, type Client, type NewRun, type Result, type Run } from "@aac/contract";
import { isFinal } from "@aac/core";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../scenarios/test-center.ts";
import type { Observed, ObservedRun } from "./check-history.ts";
import { createInjury, type Inflicted } from "./inflict.ts";
import type { FaultyEngine } from "./faulty-engine.ts";
import { findLeftovers } from "./leftovers.ts";
import { limitMs, type Plan, type PlannedRun } from "./plan.ts";
import type { RealCenter } from "./real-center.ts";
import { watchRun } from "./viewer.ts";

export interface PlayOptions {
  center: RealCenter;
  engine: FaultyEngine | null;
  dockerHost: string | null;
  /** Tells the runs of this history from those of others. */
  name: string;
  /** The center is hurt by somebody else meanwhile, who also starts what does not run. */
  isHurtByOthers?: boolean;
  /** A run that has not ended after this long never will; without it, as long as it takes to lose a few attempts. */
  longestMs?: number;
}

const usualLongestMs = 120_000;
/** What is left on the host after this long stays there. */
const leftoverMs = 60_000;

/** Plays a history on a center that is up, and leaves it up. */
export async function playHistory(
  plan: Plan,
  options: PlayOptions,
): Promise<{ observed: Observed; inflicted: Inflicted[] }> {
  const { center, engine, name } = options;
  const { client } = center;
  const over = AbortSignal.timeout(options.longestMs ?? usualLongestMs);
  const exitsBefore = exitsOf(center).length;
  const injury = createInjury(center, engine);
  const [runs, inflicted] = await Promise.all([
    Promise.all(plan.runs.map((planned, index) => playRun(client, planned, { name, mark: `${name}.${index}`, over }))),
    Promise.all(plan.faults.map((fault) => pause(fault.atMs).then(() => injury.inflict(fault)))),
  ]);
  if (!options.isHurtByOthers) await center.start();
  await Promise.all(runs.map(({ watched }) => watched.done));
  const observed = await Promise.all(
    runs.map(async ({ watched, ...run }): Promise<ObservedRun> => {
      return Object.assign(run, { seen: watched.seen }, await insist(over, () => readBack(client, run.id)));
    }),
  );
  const ids = observed.map(({ id }) => id);
  const places = {
    data: center.data.map(({ here }) => here),
    center: center.data[0]!.there,
    dockerHost: options.dockerHost,
  };
  let leftovers: string[] = [];
  const isClean = async () => {
    leftovers = await findLeftovers(places, ids);
    return leftovers.length === 0;
  };
  await until("nothing to be left", isClean, leftoverMs).catch(() => undefined);
  return {
    inflicted,
    observed: {
      runs: observed,
      listed: await insist(over, () => listRuns(client, name)),
      faults: plan.faults.map(({ kind }) => kind),
      exits: (options.isHurtByOthers ? [] : exitsOf(center))
        .slice(exitsBefore)
        .filter((exit) => !exit.isStart || !inflicted.some((one) => keepsFromStarting(one, exit.at))),
      leftovers,
    },
  };
}

const exitsOf = (center: RealCenter) =>
  center.members
    .values()
    .flatMap(({ unasked }) => unasked)
    .toArray();

/** A process may refuse to start on a full disk, a locked database or without an engine: it says so and is started again. */
function keepsFromStarting({ fault, from, to }: Inflicted, at: number): boolean {
  const isOfHost = fault.kind === "fillDisk" || fault.kind === "lockDatabase" || fault.kind === "killEngine";
  return isOfHost && at >= from && at <= to + 1_000;
}

async function playRun(
  client: Client,
  planned: PlannedRun,
  { name, mark, over }: { name: string; mark: string; over: AbortSignal },
) {
  await pause(planned.atMs);
  const body: NewRun = {
    project: "faults",
    suite: planned.isTooLong ? "limited" : "steady",
    branch: name,
    shards: planned.shards,
    variables: variablesOf(planned, mark),
  } as NewRun;
  // Whoever gets no answer asks again under the same key.
  const { id } = await insist(over, () =>
    client.call("createRun", { body, headers: { "idempotency-key": mark } }, AbortSignal.timeout(10_000)),
  );
  const watched = watchRun(client, id, over);
  let cancel: ObservedRun["cancel"] = null;
  if (planned.cancelAtMs !== null) {
    await pause(planned.cancelAtMs - planned.atMs);
    cancel = await cancelRun(client, id, over);
  }
  return { planned, id, mark, cancel, watched };
}

function variablesOf(planned: PlannedRun, mark: string): Record<string, string> {
  const { lines, burst, pauseMs, silenceMs, passed, failed, leavesDaemon, ignoresTerm } = planned;
  return {
    MARK: mark,
    LINES: String(lines),
    BURST: String(burst),
    PAUSE: String(pauseMs / 1000),
    SILENCE: String(silenceMs / 1000),
    PASSED: String(passed),
    FAILED: String(failed),
    DAEMON: leavesDaemon ? "1" : "",
    IGNORE_TERM: ignoresTerm ? "1" : "",
  };
}

/** Asks until there is an answer; `unknown` when one was lost on the way that may have been the winning one. */
async function cancelRun(client: Client, run: string, over: AbortSignal): Promise<ObservedRun["cancel"]> {
  let asked = 0;
  try {
    await insist(over, () => {
      asked++;
      return client.call("cancelRun", { params: { run } }, AbortSignal.timeout(10_000));
    });
    return "won";
  } catch (error) {
    if (error instanceof ApiError && error.problem.code === "run_is_final") return asked === 1 ? "lost" : "unknown";
    throw error;
  }
}

const againMs = 200;

/** Calls until the center answers: one that is away, or whose disk is full, is asked again. */
async function insist<T>(over: AbortSignal, call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (over.aborted || (error instanceof ApiError && error.problem.status < 500)) throw error;
      await pause(againMs);
    }
  }
}

/** Everything the API has of a run, once the last of its attempts has ended. */
async function readBack(
  client: Client,
  id: string,
): Promise<Pick<ObservedRun, "run" | "logs" | "results" | "artifacts">> {
  const params = { run: id };
  const get = (): Promise<Run | null> =>
    client.call("getRun", { params }).catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 404) return null;
      throw error;
    });
  const isAtRest = (run: Run) => run.jobs.every(({ attempts }) => attempts.every(({ state }) => isFinal(state)));
  let run = await get();
  await until("the attempts to end", async () => ((run = await get()) === null || isAtRest(run) ? true : null)).catch(
    () => undefined,
  );
  const logs = new Map<string, string[]>();
  const artifacts = new Map<string, string>();
  const results: Result[] = [];
  for (const { shard, attempts } of run?.jobs ?? []) {
    for (const { number: attempt } of attempts) {
      const key = `${shard}.${attempt}`;
      const query = { shard, attempt };
      const log = await client.request("getLog", { params, query });
      logs.set(key, (await log.text()).split("\n").slice(0, -1));
      results.push(...(await client.call("listResults", { params, query: { ...query, limit: 500 } })).items);
      const mark = await client
        .request("getArtifact", { params: { ...params, "*": `${shard}/${attempt}/test-results/mark.txt` } })
        .then((answer) => answer.text())
        .catch(() => null);
      if (mark !== null) artifacts.set(key, mark);
    }
  }
  return { run, logs, results, artifacts };
}

async function listRuns(client: Client, branch: string): Promise<string[]> {
  const { items } = await client.call("listRuns", { query: { branch, limit: 500 } });
  return items.map(({ id }) => id);
}

/** The suite of all histories, which its variables steer. */
export const suiteFolder = join(import.meta.dirname, "suite");

/** The project and suites that histories run: one steady, one with a limit of time. */
export async function registerSuites(
  client: Client,
  suite: { directory: string; image: string | null },
): Promise<void> {
  await client.call("createProject", { body: { slug: "faults" } });
  const params = { project: "faults" };
  const source = { ...suite, limits: { network: "none" as const } };
  await client.call("createSuite", { params, body: { slug: "steady", ...source } });
  const limits = { ...source.limits, timeoutMs: limitMs };
  await client.call("createSuite", { params, body: { slug: "limited", ...source, limits } });
}
