import type { SandboxSpec } from "@aac/core";
import type { V1Container, V1HostAlias, V1Pod, V1SecurityContext } from "@kubernetes/client-node";
import { annotationsOf, label, labelsOf, podName } from "./sandbox-labels.ts";

export interface PodOptions {
  center: string;
  /** The image of the agent. */
  helperImage: string;
  /** A secret of the namespace by which its nodes pull that; it is shown for the user's image, too. */
  helperPullSecret: string | null;
  /** Whether the user's image is asked of its registry each time. */
  pull: "always" | "missing";
  /** Who the command runs as; null: as its image says. */
  user: { uid: number; gid: number } | null;
  /** Whether users of the pod are others on its node: needs Kubernetes 1.33 and a node that can. */
  ownUsers: boolean;
  network: "none" | "egress" | "allow-list" | "open";
  /** By which network policies mean it. */
  networkLabels: Readonly<Record<string, string>>;
  hostAliases: V1HostAlias[];
  pullSecret: string | null;
  /** It is not scheduled until we say so: something that belongs to it has to be made first. */
  isGated: boolean;
}

export const commandContainer = "command";
export const keeperContainer = "keeper";
export const agent = "/.aac/bin/agent";

/** What our own part takes beside the command, which is to have its memory for itself. */
const agentMemoryBytes = 32 * 1024 * 1024;
/** Beyond the limit of the command: to be scheduled, to be pulled, to be collected. Ends what no worker ends any more. */
const besidesSeconds = 2 * 3600;
/** Nobody belongs to it. */
const ourUser = 65_532;

const unprivileged = {
  allowPrivilegeEscalation: false,
  privileged: false,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
} satisfies V1SecurityContext;
const ofOurs: V1SecurityContext = {
  ...unprivileged,
  runAsNonRoot: true,
  runAsUser: ourUser,
  runAsGroup: ourUser,
  readOnlyRootFilesystem: true,
};
const smallResources = {
  requests: { cpu: "10m", memory: "16Mi", "ephemeral-storage": "1Mi" },
  limits: { cpu: "500m", memory: "64Mi", "ephemeral-storage": "16Mi" },
};

/**
 * The pod a sandbox is. Its command and variables, which may hold secrets, are not in it: the agent, which is its first
 * process, is told them when it runs.
 */
export function sandboxPod(spec: SandboxSpec & { image: string }, options: PodOptions): V1Pod {
  const deadline = Math.ceil(spec.limits.timeoutMs / 1000) + besidesSeconds;
  const pullSecrets = [options.pullSecret, options.helperPullSecret].flatMap((name) =>
    name === null ? [] : [{ name }],
  );
  return {
    metadata: {
      name: podName(spec.attemptId),
      labels: { ...labelsOf(spec, options.center, options.network), ...options.networkLabels },
      annotations: annotationsOf(spec),
    },
    spec: {
      restartPolicy: "Never",
      activeDeadlineSeconds: deadline,
      terminationGracePeriodSeconds: 10,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      ...(options.ownUsers ? { hostUsers: false } : {}),
      ...(spec.runtime === null ? {} : { runtimeClassName: spec.runtime }),
      ...(options.isGated ? { schedulingGates: [{ name: label("prepared") }] } : {}),
      ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets }),
      ...(options.hostAliases.length > 0 ? { hostAliases: options.hostAliases } : {}),
      // Where nothing else is reached there is nobody to be asked for names: they are refused at once.
      ...(/^(none|allow-list)$/.test(options.network)
        ? { dnsPolicy: "None", dnsConfig: { nameservers: ["127.0.0.1"] } }
        : {}),
      initContainers: [agentContainer("install", ["/agent", "install", "/.aac/bin"], "bin", options.helperImage)],
      containers: [
        suiteContainer(spec, options),
        agentContainer(keeperContainer, ["/agent", "keep"], "out", options.helperImage),
      ],
      volumes: [
        { name: "bin", emptyDir: { sizeLimit: "16Mi" } },
        { name: "out", emptyDir: {} },
        { name: "shm", emptyDir: { medium: "Memory", sizeLimit: String(Math.floor(spec.limits.memoryBytes / 2)) } },
      ],
    },
  };
}

function agentContainer(name: string, command: string[], volume: "bin" | "out", image: string): V1Container {
  const resources = smallResources;
  const mount = { name: volume, mountPath: `/.aac/${volume}` };
  return { name, image, command, resources, volumeMounts: [mount], securityContext: ofOurs };
}

function suiteContainer(spec: SandboxSpec & { image: string }, { user, pull }: PodOptions): V1Container {
  const { limits } = spec;
  const cpu = Math.max(1, Math.round(limits.cpus * 1000));
  const memory = String(limits.memoryBytes + agentMemoryBytes);
  return {
    name: commandContainer,
    image: spec.image,
    imagePullPolicy: pull === "always" ? "Always" : "IfNotPresent",
    command: [agent, "run"],
    workingDir: spec.workingDirectory,
    resources: {
      // Processors that nobody uses are lent, memory is not.
      requests: { cpu: `${Math.ceil(cpu / 4)}m`, memory, "ephemeral-storage": "64Mi" },
      limits: { cpu: `${cpu}m`, memory, "ephemeral-storage": String(limits.diskBytes) },
    },
    volumeMounts: [
      { name: "bin", mountPath: "/.aac/bin", readOnly: true },
      { name: "out", mountPath: "/.aac/out" },
      { name: "shm", mountPath: "/dev/shm" },
    ],
    securityContext: {
      ...unprivileged,
      ...(user === null ? {} : { runAsNonRoot: true, runAsUser: user.uid, runAsGroup: user.gid }),
    },
  };
}
