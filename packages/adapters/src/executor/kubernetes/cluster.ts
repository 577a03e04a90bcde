import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "@aac/core";
import {
  AuthorizationV1Api,
  CoreV1Api,
  KubeConfig,
  NetworkingV1Api,
  VersionApi,
  type V1NetworkPolicy,
  type V1Pod,
  type V1Secret,
} from "@kubernetes/client-node";
import { clusterProblem, statusOf } from "./cluster-problem.ts";
import type { PolicyRule } from "./permissions.ts";

export interface ClusterAddress {
  /** A kubeconfig file; null: that of the pod we run in. */
  kubeconfig: string | null;
  namespace: string;
}

/** The few things that sandboxes need of a cluster. All throw a Problem; what is not there answers null. */
export interface Cluster {
  namespace: string;
  config: KubeConfig;
  version(): Promise<string>;
  createPod(pod: V1Pod): Promise<V1Pod>;
  getPod(name: string): Promise<V1Pod | null>;
  listPods(labelSelector: string): Promise<{ pods: V1Pod[]; resourceVersion: string }>;
  /** Takes the gates away that keep a pod from being scheduled. */
  openGates(name: string): Promise<void>;
  deletePod(name: string): Promise<void>;
  createSecret(secret: V1Secret): Promise<void>;
  createPolicy(policy: V1NetworkPolicy): Promise<void>;
  listPolicies(): Promise<V1NetworkPolicy[]>;
  /** The newest thing that the cluster says of a pod; null: nothing. */
  lastEvent(podName: string): Promise<string | null>;
  /** Those of the rules that we are not allowed. */
  missing(rules: readonly PolicyRule[]): Promise<string[]>;
}

const answerMs = 30_000;
/** How long a pod that is removed may take to end what runs. */
const removalSeconds = 1;
const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/token";

export function readKubeConfig(file: string | null): KubeConfig {
  const config = new KubeConfig();
  if (file !== null) {
    if (!existsSync(file)) throw new Problem("invalid_configuration", `KUBECONFIG: there is no file ${file}.`);
    config.loadFromFile(file);
  } else if (existsSync(serviceAccount)) {
    config.loadFromCluster();
  } else {
    throw new Problem("no_executor", "There is no KUBECONFIG, and this is no pod with a service account's token.");
  }
  return config;
}

export function clusterAt({ kubeconfig, namespace }: ClusterAddress): Cluster {
  const config = readKubeConfig(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const networking = config.makeApiClient(NetworkingV1Api);
  const authorization = config.makeApiClient(AuthorizationV1Api);

  return {
    namespace,
    config,
    async version() {
      const { gitVersion } = await answerOf(config.makeApiClient(VersionApi).getCode());
      return gitVersion;
    },
    // Its refusals have reasons of their own.
    createPod: (body) => within(core.createNamespacedPod({ namespace, body })),
    getPod: (name) => foundOf(core.readNamespacedPod({ namespace, name })),
    async listPods(labelSelector) {
      const { items, metadata } = await answerOf(core.listNamespacedPod({ namespace, labelSelector }));
      return { pods: items, resourceVersion: metadata?.resourceVersion ?? "" };
    },
    async openGates(name) {
      const body = [{ op: "remove", path: "/spec/schedulingGates" }];
      await answerOf(core.patchNamespacedPod({ namespace, name, body }));
    },
    async deletePod(name) {
      await foundOf(core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: removalSeconds }));
    },
    async createSecret(body) {
      await answerOf(core.createNamespacedSecret({ namespace, body }));
    },
    async createPolicy(body) {
      try {
        await within(networking.createNamespacedNetworkPolicy({ namespace, body }));
      } catch (error) {
        // Its name tells its content.
        if (statusOf(error) !== 409) throw clusterProblem(error);
      }
    },
    async listPolicies() {
      return (await answerOf(networking.listNamespacedNetworkPolicy({ namespace }))).items;
    },
    async lastEvent(podName) {
      const fieldSelector = `involvedObject.name=${podName}`;
      const { items } = await answerOf(core.listNamespacedEvent({ namespace, fieldSelector }));
      const warnings = items.filter(({ type }) => type === "Warning");
      return warnings.at(-1)?.message ?? null;
    },
    async missing(rules) {
      const asked = rules.flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((given) =>
            verbs.map(async (verb) => {
              const [resource = "", subresource = ""] = given.split("/");
              const resourceAttributes = { namespace, group, resource, subresource, verb };
              const body = { spec: { resourceAttributes } };
              const { status } = await answerOf(authorization.createSelfSubjectAccessReview({ body }));
              return status?.allowed ? [] : [`${verb} ${given}`];
            }),
          ),
        ),
      );
      return (await Promise.all(asked)).flat();
    },
  };
}

async function within<T>(answer: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = sleep(answerMs, undefined, { signal: over.signal, ref: false }).then(() => {
    throw new Problem("cluster_unavailable", `The API server has not answered within ${answerMs / 1000} s.`);
  });
  late.catch(() => undefined);
  return Promise.race([answer, late]).finally(() => over.abort());
}

async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await within(answer);
  } catch (error) {
    throw clusterProblem(error);
  }
}

async function foundOf<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await within(answer);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw clusterProblem(error);
  }
}
