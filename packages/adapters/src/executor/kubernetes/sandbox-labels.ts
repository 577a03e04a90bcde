import { createHash } from "node:crypto";
import type { SandboxRef, SandboxSpec } from "@aac/core";
import type { V1Pod } from "@kubernetes/client-node";

export const label = (name: string) => `aac.dev/${name}`;

const hash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 40);

/** As it is where a label may hold it, so that people can look for it. */
const labelValue = (text: string) => (/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(text) ? text : hash(text));

export const centerSelector = (center: string) => `${label("center")}=${labelValue(center)}`;

/** The one name that an attempt's pod can have: two workers cannot start it twice. */
export function podName(attemptId: string): string {
  const given = attemptId.toLowerCase();
  return `aac-${/^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/.test(given) ? given : hash(attemptId)}`;
}

export function labelsOf(spec: SandboxSpec, center: string, network: string): Record<string, string> {
  return {
    "app.kubernetes.io/name": "aac-sandbox",
    "app.kubernetes.io/managed-by": "aac-worker",
    [label("center")]: labelValue(center),
    [label("organization")]: labelValue(spec.orgId),
    [label("run")]: labelValue(spec.runId),
    [label("job")]: labelValue(spec.jobId),
    [label("attempt")]: labelValue(spec.attemptId),
    [label("network")]: network,
  };
}

/** What labels cannot hold as it is. */
export const annotationsOf = (spec: SandboxSpec): Record<string, string> => ({
  [label("job-id")]: spec.jobId,
  [label("attempt-id")]: spec.attemptId,
  // Autoscalers leave a node alone as long as a test runs there.
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
});

export function refOf({ metadata }: V1Pod): SandboxRef {
  const { [label("job-id")]: jobId = "", [label("attempt-id")]: attemptId = "" } = metadata?.annotations ?? {};
  return { id: metadata?.name ?? "", jobId, attemptId };
}

/** A pod that is being removed is none any more. */
export const isThere = (pod: V1Pod | null): pod is V1Pod => pod !== null && !pod.metadata?.deletionTimestamp;
