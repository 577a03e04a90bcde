import type { TestProject } from "vitest/node";
import { startKubernetes } from "./kubernetes.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of a Kubernetes cluster, for `kubernetesAt`; null where there is none. */
    "kubernetes.dir": string | null;
  }
}

/** Starts a Kubernetes cluster for all test files of a run, where its program was built before: that takes too long to be done unasked. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = await startKubernetes();
  if (!started) {
    const remedy =
      "As root, install etcd-server, containerd, runc, ipset, iptables and containernetworking-plugins, and run `npm run kubernetes:build`.";
    if (process.env["CI"]) throw new Error(`There is no Kubernetes cluster for the tests that need one. ${remedy}`);
    console.warn(`Skipping the tests that need a Kubernetes cluster: there is none. ${remedy}`);
  }
  project.provide("kubernetes.dir", started?.url ?? null);
  return async () => started?.stop();
}
