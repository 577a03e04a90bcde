import { createHash } from "node:crypto";
import { Problem, type SandboxSpec } from "@aac/core";
import type {
  V1HostAlias,
  V1NetworkPolicy,
  V1NetworkPolicyEgressRule,
  V1NetworkPolicyPeer,
} from "@kubernetes/client-node";
import { resolveList, targetsOf } from "../docker/guard/allow-list.ts";
import { isWithin, type Target } from "../docker/guard/rules.ts";
import { label, podName } from "./sandbox-labels.ts";

export interface NetworkOptions {
  /** `open`: no policy is made and none is asked for. */
  mode: "guarded" | "open";
  /** Private addresses that sandboxes reach nevertheless. */
  reach: readonly string[];
  /** More networks that they do not reach. */
  blocked: readonly string[];
}

/** A cluster's pods, services and nodes have addresses of these, and a cloud's metadata. */
const closed = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"];
const closed6 = ["fc00::/7", "fe80::/10"];

const names: V1NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
    // A node's own cache of names.
    { ipBlock: { cidr: "169.254.20.10/32" } },
  ],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

const lengthOf = (network: string) => Number(network.split("/")[1] ?? 32);

/** Whether a network has all of another one, or of an address. */
const contains = (outer: string, inner: string) =>
  lengthOf(outer) <= lengthOf(inner) && isWithin(inner.split("/")[0]!, outer);

const cidrOf = (to: string) => (to.includes("/") ? to : `${to}/32`);

/** What a policy lets through, without what is closed: whole networks in one rule, ports of addresses in one each. */
function rulesTo(targets: readonly Target[], closedIn: readonly string[] = []): V1NetworkPolicyEgressRule[] {
  const peer = ({ to }: Target): V1NetworkPolicyPeer => {
    const except = closedIn.filter((network) => contains(to, network));
    return { ipBlock: { cidr: cidrOf(to), ...(except.length > 0 ? { except } : {}) } };
  };
  const whole = targets.filter(({ port }) => port === undefined);
  const ports = targets.filter(({ port }) => port !== undefined);
  return [
    ...(whole.length > 0 ? [{ to: whole.map(peer) }] : []),
    ...ports.map((target) => ({
      to: [peer(target)],
      ports: ["TCP", "UDP"].map((protocol) => ({ protocol, port: target.port! })),
    })),
  ];
}

/**
 * For all sandboxes with a network: everything but what is private, of the cluster or a cloud's metadata, and the names
 * of the cluster. Its name tells its content, so that workers of other settings have others, for sandboxes of their own.
 */
export function egressPolicy({ reach, blocked }: NetworkOptions): V1NetworkPolicy {
  const egress = [
    {
      to: [
        { ipBlock: { cidr: "0.0.0.0/0", except: [...closed, ...blocked.map(cidrOf)] } },
        { ipBlock: { cidr: "::/0", except: closed6 } },
      ],
    },
    names,
    ...rulesTo(targetsOf(reach)),
  ];
  const key = createHash("sha256").update(JSON.stringify(egress)).digest("hex").slice(0, 10);
  return {
    metadata: { name: `aac-egress-${key}`, labels: { "app.kubernetes.io/managed-by": "aac-worker" } },
    spec: { podSelector: { matchLabels: { [label("egress")]: key } }, policyTypes: ["Egress"], egress },
  };
}

/** The label by which a pod is meant by it. */
export const egressKey = ({ metadata }: V1NetworkPolicy) => metadata!.name!.slice("aac-egress-".length);

/** A policy that is to get an owner. */
export interface OwnPolicy {
  metadata: { name: string; labels: Record<string, string> };
  spec: NonNullable<V1NetworkPolicy["spec"]>;
}

/** For one sandbox: the hosts of its list, whose names mean what they mean now. Throws Problem `allowed_host_unusable`. */
export async function allowListPolicy(
  spec: SandboxSpec,
  { reach, resolve }: { reach: readonly string[]; resolve: (name: string) => Promise<string[]> },
): Promise<{ policy: OwnPolicy; hostAliases: V1HostAlias[] }> {
  const allowed = targetsOf(reach).map(({ to }) => to);
  const isOpen = (network: string) => allowed.some((one) => contains(one, network));
  const isClosed = (network: string) => !isOpen(network) && closed.some((one) => contains(one, network));
  const list = await resolveList(spec.limits.allowedHosts, { resolve, denied: isClosed });
  const refused = list.only.find(({ to }) => isClosed(to));
  if (refused) {
    const detail = `${refused.to} is of the networks that sandboxes never reach: private ones, and a cloud's metadata.`;
    throw new Problem("allowed_host_unusable", `${detail} Who runs the center can name it in SANDBOX_REACH.`);
  }
  const hostAliases = list.names.map(({ name, address }) => ({ ip: address, hostnames: [name] }));
  const name = podName(spec.attemptId);
  return {
    hostAliases,
    policy: {
      metadata: { name, labels: { "app.kubernetes.io/managed-by": "aac-worker" } },
      spec: {
        podSelector: { matchLabels: { [label("policy")]: name } },
        policyTypes: ["Egress"],
        egress: rulesTo(list.only, closed),
      },
    },
  };
}

/** Whether one of the policies of a namespace keeps all its pods from everything that no other lets through. */
export const deniesByDefault = (policies: readonly V1NetworkPolicy[]) =>
  policies.some(({ spec }) => {
    const { podSelector, policyTypes = [], egress = [], ingress = [] } = spec ?? {};
    const isForAll =
      Object.keys(podSelector?.matchLabels ?? {}).length === 0 && (podSelector?.matchExpressions ?? []).length === 0;
    const deniesBoth = policyTypes.includes("Egress") && policyTypes.includes("Ingress");
    return isForAll && deniesBoth && egress.length === 0 && ingress.length === 0;
  });
