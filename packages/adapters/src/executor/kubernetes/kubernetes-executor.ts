import { lookup } from "node:dns/promises";
import { type Executor, type Log, Problem, type Sandbox, type SandboxRef, type SandboxSpec } from "@aac/core";
import type { V1Pod } from "@kubernetes/client-node";
import { type AgentSession, createAgentSession } from "./agent-session.ts";
import { type ClusterAddress, clusterAt } from "./cluster.ts";
import { execIn } from "./exec-connection.ts";
import { createKubernetesSandbox } from "./kubernetes-sandbox.ts";
import { allowListPolicy, deniesByDefault, egressKey, egressPolicy, type NetworkOptions } from "./network-policies.ts";
import { sandboxPermissions } from "./permissions.ts";
import { makePod, untilReady } from "./pod-start.ts";
import { imageOf, isContainerOver } from "./pod-state.ts";
import { watchPods } from "./pod-watch.ts";
import { ownerOf, pullSecret } from "./pull-secret.ts";
import { centerSelector, isThere, label, podName, refOf } from "./sandbox-labels.ts";
import { agent, commandContainer, keeperContainer, type PodOptions, sandboxPod } from "./sandbox-pod.ts";

export interface KubernetesExecutorOptions extends ClusterAddress {
  /** Whose pods these are, among those of the namespace. */
  center: string;
  /** The image of the agent, which every node has to pull. */
  helperImage: string;
  /** The name of a secret of the namespace by which they pull it; null where they need none. */
  helperPullSecret: string | null;
  pull: "always" | "missing";
  user: { uid: number; gid: number } | null;
  ownUsers: boolean;
  network: NetworkOptions;
  /** How long a pod may wait for room and for its image. */
  startTimeoutMs: number;
  log: Log;
}

/** Runs suites in pods of a cluster, of which only the API server is reached. */
export function createKubernetesExecutor(options: KubernetesExecutorOptions): Executor {
  const { center, network, log } = options;
  const cluster = clusterAt(options);
  const watch = watchPods(cluster, centerSelector(center));
  const { namespace } = cluster;
  const egress = egressPolicy(network);
  let isEgressThere = false;

  const sessionWith = (pod: string, container: string): AgentSession => {
    let isGone = false;
    const gone = (seen: V1Pod) => isContainerOver(seen, container);
    const over = new AbortController();
    void watch.until(pod, gone, over.signal).then(
      () => (isGone = true),
      () => undefined,
    );
    const command = container === commandContainer ? [agent, "serve"] : ["/agent", "serve"];
    const session = createAgentSession({
      connect: (onOutput) => execIn(cluster.config, { namespace, pod, container, command }, onOutput),
      isGone: () => isGone,
    });
    return {
      ask: (op, parameters) => session.ask(op, parameters),
      close() {
        over.abort();
        session.close();
      },
    };
  };
  const sandboxOf = (ref: SandboxRef, spec: SandboxSpec, pod: V1Pod, sessions: Sessions): Sandbox =>
    createKubernetesSandbox({
      ref,
      spec,
      image: imageOf(pod),
      watch,
      ...sessions,
      deletePod: () => cluster.deletePod(ref.id),
    });
  const sessionsOf = (name: string): Sessions => ({
    command: sessionWith(name, commandContainer),
    keeper: sessionWith(name, keeperContainer),
  });

  /** What is asked of the network; its policies are there before the pod is. */
  const networkOf = async (spec: SandboxSpec) => {
    const wanted = spec.limits.network;
    if (network.mode === "open") {
      if (wanted === "egress") return { network: "open" as const, networkLabels: {}, hostAliases: [], policy: null };
      throw new Problem(
        "isolation_not_available",
        "The network of sandboxes is open (SANDBOX_NETWORK=open), so that nothing of it can be kept from a suite.",
      );
    }
    if (wanted === "none") return { network: wanted, networkLabels: {}, hostAliases: [], policy: null };
    if (wanted === "egress") {
      if (!isEgressThere) await cluster.createPolicy(egress);
      isEgressThere = true;
      return {
        network: wanted,
        networkLabels: { [label("egress")]: egressKey(egress) },
        hostAliases: [],
        policy: null,
      };
    }
    const made = await allowListPolicy(spec, { reach: network.reach, resolve: addressesOf });
    return { network: wanted, networkLabels: { [label("policy")]: podName(spec.attemptId) }, ...made };
  };

  const make = async (spec: ImageSpec, untilMs: number, signal: AbortSignal): Promise<V1Pod> => {
    const { policy, ...onNetwork } = await networkOf(spec);
    const isGated = policy !== null || spec.registry !== null;
    const how: PodOptions = {
      ...options,
      ...onNetwork,
      isGated,
      pullSecret: spec.registry === null ? null : podName(spec.attemptId),
    };
    const pod = await makePod(cluster, sandboxPod(spec, how), { runtime: spec.runtime, untilMs, signal });
    watch.tell(pod);
    if (!isGated) return pod;
    try {
      if (spec.registry) await cluster.createSecret(pullSecret(pod, spec.registry));
      if (policy) {
        const metadata = { ...policy.metadata, ownerReferences: [ownerOf(pod)] };
        await cluster.createPolicy({ ...policy, metadata });
      }
      await cluster.openGates(pod.metadata!.name!);
      return pod;
    } catch (error) {
      await discard(pod.metadata!.name!);
      throw error;
    }
  };
  /** After a failure of its own, which is the one to be told. */
  const discard = (name: string) =>
    cluster.deletePod(name).catch((error: unknown) => {
      log.warn({ pod: name, error }, "a pod that did not start could not be removed");
    });

  return {
    name: "kubernetes",
    isolates: true,
    async check() {
      const version = await cluster.version();
      const missing = await cluster.missing(sandboxPermissions);
      if (missing.length > 0) {
        const detail = `In namespace ${namespace} this worker may not: ${missing.join(", ")}.`;
        throw new Problem("cluster_refused", detail);
      }
      const isGuarded = network.mode === "guarded";
      if (isGuarded && !deniesByDefault(await cluster.listPolicies())) {
        const detail = `Namespace ${namespace} has no NetworkPolicy that denies all its pods everything: suites would reach the cluster.`;
        throw new Problem("cluster_refused", detail);
      }
      const note = isGuarded ? "" : " The network of sandboxes is open.";
      return { detail: `Kubernetes ${version}, pods in namespace ${namespace}.${note}` };
    },
    async start(given, { signal, onPrepared, onStep }) {
      signal.throwIfAborted();
      const spec = withImage(given);
      const name = podName(spec.attemptId);
      const untilMs = performance.now() + options.startTimeoutMs;
      onStep?.("create");
      await make(spec, untilMs, signal).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error;
      });
      try {
        const onScheduled = () => onStep?.("image");
        const pod = await untilReady({ cluster, watch, log }, name, { spec, untilMs, signal, onScheduled });
        onPrepared?.();
        signal.throwIfAborted();
        onStep?.("start");
        const sessions = sessionsOf(name);
        try {
          await sessions.command.ask("control", { control: { begin: orderOf(spec) } });
          signal.throwIfAborted();
        } catch (error) {
          close(sessions);
          throw error;
        }
        return sandboxOf(refOf(pod), spec, pod, sessions);
      } catch (error) {
        await discard(name);
        throw signal.aborted ? signal.reason : error;
      }
    },
    async list() {
      const { pods } = await cluster.listPods(centerSelector(center));
      return pods.filter(isThere).map(refOf);
    },
    async attach(ref, spec) {
      const pod = await cluster.getPod(ref.id);
      if (!isThere(pod) || pod.status?.phase === "Pending") return null;
      watch.tell(pod);
      const sessions = sessionsOf(ref.id);
      // One whose command was never begun is of no use to anybody.
      const state = await sessions.keeper.ask("state").catch(() => ({ end: { isBegun: true } }));
      if ((state.end as { isBegun: boolean }).isBegun) return sandboxOf(ref, spec, pod, sessions);
      close(sessions);
      return null;
    },
    remove: (ref) => cluster.deletePod(ref.id),
    async close() {
      watch.close();
    },
  };
}

type ImageSpec = SandboxSpec & { image: string };
type Sessions = { command: AgentSession; keeper: AgentSession };

function withImage(spec: SandboxSpec): ImageSpec {
  const { image, directory } = spec;
  if (directory !== null) {
    throw new Problem(
      "directory_not_found",
      `A cluster has no directory ${directory} of this host: suites that run there are images.`,
    );
  }
  if (image === null) throw new Problem("suite_needs_image", "The suite names no image.");
  return { ...spec, image };
}

const orderOf = (spec: SandboxSpec) => ({
  attempt: spec.attemptId,
  command: spec.command,
  variables: spec.variables,
  workingDirectory: spec.workingDirectory,
  usesEntrypoint: spec.usesEntrypoint,
  logLimitBytes: spec.limits.diskBytes,
});

const close = ({ command, keeper }: Sessions) => {
  command.close();
  keeper.close();
};

async function addressesOf(name: string): Promise<string[]> {
  return (await lookup(name, { family: 4, all: true })).map(({ address }) => address);
}
