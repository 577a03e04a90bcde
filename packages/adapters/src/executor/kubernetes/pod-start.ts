import { setTimeout as sleep } from "node:timers/promises";
import { type Log, Problem, type SandboxSpec } from "@aac/core";
import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";
import { createProblem, isQuotaFull } from "./cluster-problem.ts";
import { isReady, startMistake, whyUnscheduled } from "./pod-state.ts";
import type { PodWatch } from "./pod-watch.ts";
import { isThere } from "./sandbox-labels.ts";

const roomEveryMs = 2000;

/** Makes a pod; waits where a quota of the namespace is used up. */
export async function makePod(
  cluster: Cluster,
  manifest: V1Pod,
  { runtime, untilMs, signal }: { runtime: string | null; untilMs: number; signal: AbortSignal },
): Promise<V1Pod> {
  for (;;) {
    try {
      return await cluster.createPod(manifest);
    } catch (error) {
      if (!isQuotaFull(error)) throw createProblem(error, runtime);
      if (performance.now() > untilMs) {
        throw new Problem("no_capacity", `The namespace has no room: ${createProblem(error, runtime).message}`);
      }
    }
    await sleep(roomEveryMs, undefined, { signal });
  }
}

interface Waiting {
  spec: SandboxSpec;
  untilMs: number;
  signal: AbortSignal;
  /** Told when the pod has a node, which then fetches what it needs. */
  onScheduled: () => void;
}

/** Waits until a pod runs. Throws a Problem that says whose mistake it is when it does not. */
export async function untilReady(
  { cluster, watch, log }: { cluster: Cluster; watch: PodWatch; log: Log },
  name: string,
  { spec, untilMs, signal, onScheduled }: Waiting,
): Promise<V1Pod> {
  const late = AbortSignal.timeout(Math.max(1, Math.ceil(untilMs - performance.now())));
  const seen: { last: V1Pod | null } = { last: null };
  const isSettled = (pod: V1Pod) => {
    const isNew = pod.spec?.nodeName && !seen.last?.spec?.nodeName;
    seen.last = pod;
    if (isNew) onScheduled();
    return isReady(pod) || !isThere(pod) || startMistake(pod, spec) !== null;
  };
  try {
    const pod = await watch.until(name, isSettled, AbortSignal.any([late, signal]));
    if (!isThere(pod)) throw new Problem("sandbox_failed", "The pod was removed by somebody else before it ran.");
    const mistake = startMistake(pod, spec);
    if (mistake) throw mistake;
    return pod;
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    const why = seen.last && whyUnscheduled(seen.last);
    if (why !== null) throw new Problem("no_capacity", `The cluster has no room for the pod: ${why}`);
    const said = await cluster.lastEvent(name).catch((failed: unknown) => {
      log.warn({ error: failed }, "the events of a pod that does not start could not be read");
      return null;
    });
    throw new Problem("sandbox_failed", `The pod does not start. ${said ?? "The cluster does not say why."}`);
  }
}
