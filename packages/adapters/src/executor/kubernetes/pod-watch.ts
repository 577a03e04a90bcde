import { setTimeout as sleep } from "node:timers/promises";
import { Watch, type V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "./cluster.ts";

/** What is known of the pods of a center, by one connection for all of them. */
export interface PodWatch {
  /**
   * Resolves with the pod as soon as it is as wanted; with null when it is not there (any more). Never asks twice: what
   * a pod was like in between may be missed. Rejects with the signal's reason.
   */
  until(name: string, isWanted: (pod: V1Pod) => boolean, signal: AbortSignal): Promise<V1Pod | null>;
  /** What is known already, such as a pod that was made just now. */
  tell(pod: V1Pod): void;
  close(): void;
}

const againMs = 500;

export function watchPods(cluster: Cluster, labelSelector: string): PodWatch {
  const pods = new Map<string, V1Pod>();
  const waiting = new Set<(name: string) => void>();
  const over = new AbortController();
  let isKnown = false;
  let running: Promise<void> | null = null;

  const wake = (name: string) => waiting.forEach((look) => look(name));
  const keep = (pod: V1Pod) => {
    const name = pod.metadata?.name ?? "";
    const known = pods.get(name)?.metadata;
    if (known?.uid === pod.metadata?.uid && versionOf(known) > versionOf(pod.metadata)) return;
    pods.set(name, pod);
    wake(name);
  };
  const refresh = async () => {
    const { pods: found, resourceVersion } = await cluster.listPods(labelSelector);
    const names = new Set(found.map(({ metadata }) => metadata?.name));
    // What was made after the list is told by the watch.
    const gone = [...pods].filter(
      ([name, pod]) => !names.has(name) && versionOf(pod.metadata) <= Number(resourceVersion),
    );
    for (const [name] of gone) pods.delete(name);
    isKnown = true;
    found.forEach(keep);
    gone.forEach(([name]) => wake(name));
    return resourceVersion;
  };
  const follow = (resourceVersion: string) =>
    new Promise<void>((resolve) => {
      const take = (phase: string, pod: V1Pod) => {
        if (phase === "ADDED" || phase === "MODIFIED") keep(pod);
        if (phase === "DELETED" && pods.delete(pod.metadata?.name ?? "")) wake(pod.metadata?.name ?? "");
      };
      const path = `/api/v1/namespaces/${cluster.namespace}/pods`;
      void new Watch(cluster.config)
        .watch(path, { labelSelector, resourceVersion }, take, () => resolve())
        .then((request) => {
          if (over.signal.aborted) request.abort();
          over.signal.addEventListener("abort", () => request.abort(), { once: true });
        })
        .catch(() => resolve());
    });
  const run = async () => {
    while (!over.signal.aborted) {
      const version = await refresh().catch(() => null);
      if (version !== null) await follow(version);
      if (!over.signal.aborted) await sleep(version === null ? againMs : 50, undefined, { ref: false });
    }
  };

  return {
    until(name, isWanted, signal) {
      running ??= run();
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          waiting.delete(look);
          signal.removeEventListener("abort", give);
          finish();
        };
        const give = () => settle(() => reject(signal.reason as Error));
        const look = (changed: string) => {
          if (changed !== name) return;
          const pod = pods.get(name);
          if (pod ? isWanted(pod) : isKnown) settle(() => resolve(pod ?? null));
        };
        if (signal.aborted) return give();
        signal.addEventListener("abort", give, { once: true });
        waiting.add(look);
        look(name);
      });
    },
    tell: keep,
    close() {
      over.abort();
      waiting.clear();
    },
  };
}

/** Versions grow, whatever the rules say that one may not rely on: what is older than what we have is left out. */
const versionOf = (metadata: V1Pod["metadata"]) => Number(metadata?.resourceVersion ?? 0);
