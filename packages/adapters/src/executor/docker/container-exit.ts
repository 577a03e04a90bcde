import { setTimeout as sleep } from "node:timers/promises";
import { type Exit, Problem } from "@aac/core";
import type Docker from "dockerode";
import { engineProblem, statusOf } from "./engine-problem.ts";
import { ask, engineAwayMs, waitOnce } from "./engine.ts";

export type ContainerState = Docker.ContainerInspectInfo["State"];

const againMs = 500;

/**
 * Waits for a container's end, over as many connections as it takes. `isUnbroken` says that one was enough, from the start
 * on: for a container that was found again it is false to begin with. Throws a Problem when the end cannot be learned.
 * Never settles once `abandoned`.
 */
export async function awaitEnd(
  docker: Docker,
  id: string,
  { abandoned, isFound }: { abandoned: AbortSignal; isFound: boolean },
): Promise<{ isUnbroken: boolean }> {
  let isUnbroken = !isFound;
  let awaySince: number | null = null;
  for (;;) {
    const askedAt = performance.now();
    try {
      await waitOnce(docker, id, abandoned);
      if (!abandoned.aborted) return { isUnbroken };
    } catch (error) {
      if (statusOf(error) === 404) throw new Problem("sandbox_failed", "The container was removed by somebody else.");
      isUnbroken = false;
      // A connection that stood for a while shows that the engine was there.
      if (performance.now() - askedAt > againMs) awaySince = null;
      awaySince ??= performance.now();
      if (performance.now() - awaySince > engineAwayMs) throw engineProblem(error);
    }
    if (abandoned.aborted) return new Promise(() => {});
    await sleep(againMs, undefined, { ref: false });
  }
}

/** Exit codes of a container that an engine has ended itself, as it does when it is stopped or finds it dead. */
const endedByEngine = new Set([137, 143, 255]);

/**
 * How a container that has ended came to its end. Throws a Problem when it was the engine that ended it: `knock` is to
 * throw when the engine takes no new connections, which is the first thing it does when it is stopped.
 */
export async function exitOf(
  docker: Docker,
  id: string,
  options: { isUnbroken: boolean; isKilled: () => boolean; knock: () => Promise<void> },
): Promise<Exit> {
  const state = await endState(docker, id, options.isKilled);
  const isOutOfMemory = state.OOMKilled && state.ExitCode !== 0;
  if (!options.isKilled()) {
    const seen = options.isUnbroken ? { start: true, end: true } : await seenOf(docker, id);
    const isEndedByEngine = endedByEngine.has(state.ExitCode) && !isOutOfMemory;
    if (isEndedByEngine && !seen.start)
      throw new Problem("engine_failed", "The engine was away, and the container has ended with it.");
    if (!seen.end)
      throw new Problem("engine_failed", "The container ended while the engine was away: its last lines may be lost.");
    if (isEndedByEngine) await options.knock();
  }
  return { code: state.ExitCode, signal: null, limit: isOutOfMemory ? "memory" : null, problem: null };
}

/**
 * What the engine has been there for. It remembers such events for as long as it runs: an engine that was there for the
 * start has not been away since, one that was there for the end has all that was written until then.
 */
async function seenOf(docker: Docker, id: string): Promise<{ start: boolean; end: boolean }> {
  const { SystemTime } = (await ask(() => docker.info())) as { SystemTime: string };
  // By the engine's clock, and on to its next second, which is waited for when its end is not among them.
  const until = Math.ceil(Date.parse(SystemTime) / 1000);
  const filters = { container: [id], event: ["start", "die"] };
  const events = await ask((abortSignal) => docker.getEvents({ since: 1, until, filters, abortSignal }));
  let told = "";
  const has = (action: string) => told.includes(`"Action":"${action}"`);
  for await (const bytes of events) {
    told += String(bytes);
    // The last of the two.
    if (has("die")) break;
  }
  return { start: has("start"), end: has("die") };
}

/** The engine is told of an exit and of missing memory on two ways, and the second may come later. */
async function endState(docker: Docker, id: string, isKilled: () => boolean): Promise<ContainerState> {
  for (let look = 1; ; look++) {
    const { State } = await ask((abortSignal) => docker.getContainer(id).inspect({ abortSignal }));
    if (State.OOMKilled || State.ExitCode !== 137 || isKilled() || look === 4) return State;
    await sleep(25 * look);
  }
}
