import { CoreV1Api, DiscoveryV1Api } from "@kubernetes/client-node";
import { readKubeConfig } from "../../../packages/adapters/src/executor/kubernetes/cluster.ts";
import { startNames } from "../names.ts";

/** In place of CoreDNS: knows the Services of a cluster, and the pods of those without an address. Others it does not know. */
export function startClusterNames(kubeconfig: string, host: string): Promise<{ address: string; close(): void }> {
  const config = readKubeConfig(kubeconfig);
  const core = config.makeApiClient(CoreV1Api);
  const discovery = config.makeApiClient(DiscoveryV1Api);

  const addressesOf = async (name: string): Promise<string[]> => {
    const found = /^(?:([^.]+)\.)?([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(name);
    if (!found) return [];
    const [, hostname, service = "", namespace = ""] = found;
    const { spec } = await core.readNamespacedService({ name: service, namespace });
    if (spec?.clusterIP !== "None") return hostname === undefined && spec?.clusterIP ? [spec.clusterIP] : [];
    const labelSelector = `kubernetes.io/service-name=${service}`;
    const { items } = await discovery.listNamespacedEndpointSlice({ namespace, labelSelector });
    return items
      .flatMap(({ endpoints }) => endpoints ?? [])
      .filter((one) => one.conditions?.ready !== false && (hostname === undefined || one.hostname === hostname))
      .flatMap(({ addresses }) => addresses);
  };
  return startNames((name) => addressesOf(name).catch(() => []), { host, port: 53 });
}
