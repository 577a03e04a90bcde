import { setTimeout as sleep } from "node:timers/promises";
import { type Exit, Problem, type ProblemCode, type Sandbox, type SandboxRef, type SandboxSpec } from "@aac/core";
import type { V1Pod } from "@kubernetes/client-node";
import { type AgentSession, SessionOver } from "./agent-session.ts";
import { clusterProblem } from "./cluster-problem.ts";
import { podFiles } from "./pod-files.ts";
import { podLog } from "./pod-log.ts";
import { exitOf, isOver as isPodOver, lostProblem } from "./pod-state.ts";
import type { PodWatch } from "./pod-watch.ts";

/** How long the keeper is asked for what the command's container, which is gone, has written down at its end. */
const lastWordsMs = 15_000;
const insistEveryMs = 2000;
/** The agent ends a command once its log has passed the limit. */
const logSlackBytes = 1024 * 1024;

/** A pod whose command was begun. */
export function createKubernetesSandbox(options: {
  ref: SandboxRef;
  spec: SandboxSpec;
  image: string | null;
  watch: PodWatch;
  /** With the agent in the container of the command, and in the other one. */
  command: AgentSession;
  keeper: AgentSession;
  deletePod: () => Promise<void>;
}): Sandbox {
  const { ref, spec, watch, command, keeper } = options;
  const abandoned = new AbortController();
  let disposed: Promise<void> | null = null;
  let isOver = false;

  const podEnd = watch.until(ref.id, isPodOver, abandoned.signal);
  const exited = endOf({ keeper, podEnd }).catch((error: unknown): Promise<Exit> | Exit => {
    if (disposed !== null) return { code: null, signal: "SIGKILL", limit: null, problem: null };
    // Let go of: nobody of us learns it any more.
    if (abandoned.signal.aborted) return new Promise<Exit>(() => {});
    throw clusterProblem(error);
  });
  const over = exited.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );

  const signal = (name: "ask" | "insist") =>
    command.ask("control", { control: { signal: name } }).catch((error: unknown) => {
      // Its end is learned otherwise.
      if (!(error instanceof SessionOver)) throw error;
    });
  const wait = async (ms: number) => {
    const enough = new AbortController();
    await Promise.race([over, sleep(ms, undefined, { signal: enough.signal, ref: false }).catch(() => undefined)]);
    enough.abort();
  };

  return {
    ref,
    image: options.image,
    workingDirectory: spec.workingDirectory,
    exited,
    logs: podLog(keeper, { over, abandoned: abandoned.signal, mostBytes: spec.limits.diskBytes + logSlackBytes }),
    async kill(graceMs) {
      if (!isOver && graceMs > 0) {
        await signal("ask");
        await wait(graceMs);
      }
      while (!isOver && !abandoned.signal.aborted) {
        await signal("insist");
        await wait(insistEveryMs);
      }
    },
    async *files(globs) {
      try {
        yield* podFiles(command, { workingDirectory: spec.workingDirectory, globs });
      } catch (error) {
        if (!(error instanceof SessionOver)) throw error;
        const detail = "The files are gone: the kernel or the cluster has ended the container as a whole.";
        throw new Problem("sandbox_failed", detail, { cause: error });
      }
    },
    dispose() {
      disposed ??= options
        .deletePod()
        .then(() => {
          abandoned.abort();
          command.close();
          keeper.close();
        })
        .catch((error: unknown) => {
          disposed = null;
          throw error;
        });
      return disposed;
    },
    async detach() {
      abandoned.abort();
      command.close();
      keeper.close();
    },
  };
}

/**
 * How the command ended: what its agent has written down, else what the cluster says of a container that was ended as a
 * whole. Throws a Problem where neither knows.
 */
async function endOf({ keeper, podEnd }: { keeper: AgentSession; podEnd: Promise<V1Pod | null> }): Promise<Exit> {
  const told = keeper.ask("wait");
  const first = await Promise.race([
    told.then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    ),
    podEnd.then((pod) => ({ pod })),
  ]);
  if ("answer" in first) {
    if (isRemoved(first.answer.end)) throw lostProblem(await podEnd);
    return exitIn(first.answer.end);
  }
  if ("error" in first && !(first.error instanceof SessionOver)) throw first.error;
  const pod = "pod" in first ? first.pod : await podEnd;
  const late = sleep(lastWordsMs, null, { ref: false });
  const written = pod && (await Promise.race([keeper.ask("wait", { isFinal: true }), late]).catch(() => null));
  if (isRemoved(written?.end)) throw lostProblem(pod);
  if (written?.end) return exitIn(written.end);
  const exit = pod && exitOf(pod);
  if (exit) return exit;
  throw lostProblem(pod);
}

/** Whether a command ended because the cluster was ending its pod: that says nothing of its tests. */
const isRemoved = (told: unknown) => (told as { isRemoved?: unknown } | undefined)?.isRemoved === true;

const limits = ["memory", "disk"] as const satisfies Exit["limit"][];
const mistakes = [
  "working_directory_missing",
  "command_not_found",
  "command_not_executable",
  "entrypoint_missing",
  "entrypoint_crlf",
] as const satisfies ProblemCode[];
const longestDetail = 1_000;

/** What an agent writes down of an end. It lies where the command can write as well: what no agent says is not believed. */
export function exitIn(told: unknown): Exit {
  const { code, limit, problem } = (told ?? {}) as Partial<Record<keyof Exit, unknown>>;
  const { code: mistake, detail } = (problem ?? {}) as { code?: unknown; detail?: unknown };
  const known = mistakes.find((one) => one === mistake);
  return {
    code: Number.isInteger(code) && Number(code) >= 0 && Number(code) <= 255 ? Number(code) : null,
    signal: null,
    limit: limits.find((one) => one === limit) ?? null,
    problem: known === undefined ? null : { code: known, detail: String(detail).slice(0, longestDetail) },
  };
}
