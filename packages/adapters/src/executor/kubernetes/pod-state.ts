import { type Exit, Problem, type SandboxSpec } from "@aac/core";
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { commandContainer, keeperContainer } from "./sandbox-pod.ts";

const statusOf = (pod: V1Pod, name: string): V1ContainerStatus | undefined =>
  (pod.status?.containerStatuses ?? []).find((status) => status.name === name);

/** Both containers run: the agent can be talked to. */
export const isReady = (pod: V1Pod) =>
  [commandContainer, keeperContainer].every((name) => statusOf(pod, name)?.state?.running !== undefined);

/** The container of the command does not run any more, or never will. */
export const isOver = (pod: V1Pod) =>
  /^(Succeeded|Failed)$/.test(pod.status?.phase ?? "") ||
  statusOf(pod, commandContainer)?.state?.terminated !== undefined;

export const isContainerOver = (pod: V1Pod, name: string) =>
  /^(Succeeded|Failed)$/.test(pod.status?.phase ?? "") || statusOf(pod, name)?.state?.terminated !== undefined;

/** With the digest that the node has of it; its id where it came from no registry. */
export function imageOf(pod: V1Pod): string | null {
  const id = statusOf(pod, commandContainer)?.imageID ?? "";
  return id === "" ? null : id.replace(/^[a-z-]+:\/\//, "");
}

/** Why a pod is not scheduled, as the scheduler says; null when it is. */
export function whyUnscheduled(pod: V1Pod): string | null {
  const condition = (pod.status?.conditions ?? []).find(({ type }) => type === "PodScheduled");
  return condition?.status === "False" ? (condition.message ?? condition.reason ?? "no reason is given") : null;
}

const imageReasons =
  /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable)$/;
const failedReasons = /^(CreateContainerConfigError|CreateContainerError|RunContainerError)$/;

/** What keeps a pod from starting for good; null where it may still do so. */
export function startMistake(pod: V1Pod, spec: SandboxSpec): Problem | null {
  const { initContainerStatuses = [], containerStatuses = [], phase, reason, message } = pod.status ?? {};
  for (const { name, image, state } of [...initContainerStatuses, ...containerStatuses]) {
    const isOurs = name !== commandContainer;
    const { waiting, terminated } = state ?? {};
    const why = waiting?.reason ?? "";
    const said = waiting?.message ?? "";
    if (imageReasons.test(why) && isOurs) {
      return new Problem("engine_failed", `SANDBOX_HELPER_IMAGE (${image}) cannot be pulled: ${said}`);
    }
    if (imageReasons.test(why)) {
      const problem = pullProblem(why, said, spec);
      if (problem) return problem;
    }
    if (failedReasons.test(why)) return containerProblem(name, said);
    if (terminated && (!isOurs || terminated.exitCode !== 0)) {
      return containerProblem(name, terminated.message ?? `it ended with exit code ${terminated.exitCode}`);
    }
  }
  if (phase !== "Failed") return null;
  return new Problem("sandbox_failed", `The pod did not start: ${message ?? reason ?? "no reason is given"}.`);
}

const refused = /unauthorized|authentication required|denied|incorrect username or password|401|403 forbidden/i;
const notThere =
  /not found|manifest unknown|does not exist|invalid reference format|name unknown|InvalidImageName|repository name must/i;
const passing =
  /timeout|timed out|connection re(fused|set)|no such host|temporary|TLS handshake|EOF|50[0234]|429|toomanyrequests|deadline|unreachable/i;

function pullProblem(reason: string, said: string, { image, registry }: SandboxSpec): Problem | null {
  if (refused.test(said) && registry) {
    return new Problem(
      "registry_refused",
      `${registry.host} does not let "${registry.username}" have the image: ${said}`,
    );
  }
  if (reason === "InvalidImageName" || reason === "ErrImageNeverPull" || refused.test(said) || notThere.test(said)) {
    return new Problem("image_not_found", `There is no image ${image}: ${said}`);
  }
  // The node tries again by itself: what passes has passed when it has given up once more.
  if (reason === "ErrImagePull" && passing.test(said)) return null;
  return new Problem("image_pull_failed", `The image ${image} could not be pulled: ${said}`);
}

function containerProblem(name: string, said: string): Problem {
  if (/working directory|chdir to cwd|mkdir .*not a directory/i.test(said)) {
    return new Problem("working_directory_missing", `The working directory cannot be entered: ${said}`);
  }
  if (/oom-killed|cannot allocate memory|memory limit/i.test(said)) {
    return new Problem("out_of_memory", "The memory limit is too small to start a container with.");
  }
  if (/runAsNonRoot|non-root|run as root/i.test(said)) {
    return new Problem(
      "isolation_not_available",
      `The image runs as root, which SANDBOX_USER does not let it: ${said}`,
    );
  }
  return new Problem("engine_failed", `The container "${name}" of the pod does not start: ${said}`);
}

/** How a command ended whose agent could not tell: the kernel or the cluster ended it all. Null: with no known end. */
export function exitOf(pod: V1Pod): Exit | null {
  const { reason = "", message = "" } = pod.status ?? {};
  if (reason === "Evicted" && /ephemeral.storage|emptyDir|disk/i.test(message)) {
    return { code: null, signal: "SIGKILL", limit: "disk", problem: null };
  }
  const terminated = statusOf(pod, commandContainer)?.state?.terminated;
  if (terminated?.reason === "OOMKilled") return { code: 137, signal: null, limit: "memory", problem: null };
  return null;
}

export function lostProblem(pod: V1Pod | null): Problem {
  if (pod === null) return new Problem("sandbox_failed", "The pod was removed by somebody else.");
  const { reason, message } = pod.status ?? {};
  const terminated = statusOf(pod, commandContainer)?.state?.terminated;
  const why = message ?? terminated?.message ?? reason ?? terminated?.reason ?? "no reason is given";
  return new Problem("sandbox_failed", `The cluster ended the pod: ${why}.`);
}
