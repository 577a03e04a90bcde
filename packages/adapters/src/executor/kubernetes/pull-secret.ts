import type { RegistryAccess } from "@aac/core";
import type { V1Pod, V1Secret } from "@kubernetes/client-node";

/** A registry's credentials for one pod, which the cluster removes with it. */
export function pullSecret(pod: V1Pod, { host, username, password }: RegistryAccess): V1Secret {
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  // As Docker's own configuration names its hub.
  const server = /^(index\.)?docker\.io$/.test(host) ? "https://index.docker.io/v1/" : host;
  return {
    type: "kubernetes.io/dockerconfigjson",
    immutable: true,
    metadata: { name: pod.metadata!.name!, ownerReferences: [ownerOf(pod)], labels: pod.metadata!.labels! },
    stringData: { ".dockerconfigjson": JSON.stringify({ auths: { [server]: { username, password, auth } } }) },
  };
}

export const ownerOf = ({ metadata }: V1Pod) => ({
  apiVersion: "v1",
  kind: "Pod",
  name: metadata!.name!,
  uid: metadata!.uid!,
});
