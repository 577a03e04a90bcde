import { CoreV1Api, NetworkingV1Api, RbacAuthorizationV1Api } from "@kubernetes/client-node";
import { vi } from "vitest";
import { readKubeConfig } from "../../../packages/adapters/src/executor/kubernetes/cluster.ts";
import { sandboxPermissions } from "../../../packages/adapters/src/executor/kubernetes/permissions.ts";

/** What a platform engineer prepares for sandboxes: a namespace, what denies all of it the network, and a worker's role. */
export async function prepareNamespace(kubeconfig: string, name: string, worker?: string): Promise<void> {
  const config = readKubeConfig(kubeconfig);
  const levels = { "pod-security.kubernetes.io/enforce": "baseline", "pod-security.kubernetes.io/warn": "restricted" };
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespace({ body: { metadata: { name, labels: levels } } });
  // No pod is taken before a controller has made it.
  const account = () => core.readNamespacedServiceAccount({ namespace: name, name: "default" });
  await vi.waitUntil(() => account().catch(() => null), { timeout: 60_000, interval: 200 });
  await config.makeApiClient(NetworkingV1Api).createNamespacedNetworkPolicy({
    namespace: name,
    body: { metadata: { name: "deny-all" }, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } },
  });
  if (worker === undefined) return;
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  const metadata = { name: "worker" };
  await rbac.createNamespacedRole({ namespace: name, body: { metadata, rules: [...sandboxPermissions] } });
  await rbac.createNamespacedRoleBinding({
    namespace: name,
    body: {
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "worker" },
      subjects: [{ kind: "User", apiGroup: "rbac.authorization.k8s.io", name: worker }],
    },
  });
}
