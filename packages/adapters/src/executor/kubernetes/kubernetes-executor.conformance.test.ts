import { execFile } from "node:child_process";
import { Limits } from "@aac/contract";
import { silentLog } from "@aac/core";
import { executorConformance, type ExecutorHarness, type Program } from "@aac/core/conformance";
import { inject } from "vitest";
import { helperImage, importAgent, kubernetesAt } from "../../../../../tests/services/kubernetes.ts";
import { busyboxImage } from "../../../../../tests/services/kubernetes/image-archives.ts";
import { createKubernetesExecutor } from "./index.ts";
import { prepareNamespace } from "../../../../../tests/services/kubernetes/namespace.ts";

const dir = inject("kubernetes.dir");

if (dir !== null) executorConformance("kubernetes", "shell", () => makeHarness(dir));

async function makeHarness(cluster: string): Promise<ExecutorHarness> {
  const kubernetes = kubernetesAt(cluster);
  const { importImage } = kubernetes;
  await importAgent(kubernetes);
  const plain = "aac.test/busybox:1";
  await importImage(await busyboxImage(plain));
  const namespace = "conformance";
  await prepareNamespace(kubernetes.kubeconfig, namespace, "worker");
  // With no more permissions than it says it needs.
  const kubeconfig = await kubernetes.kubeconfigOf("worker");
  const center = `test-${process.pid}`;
  let count = 0;
  return {
    executor: () =>
      createKubernetesExecutor({
        kubeconfig,
        namespace,
        center,
        helperImage,
        pull: "missing",
        user: null,
        ownUsers: false,
        helperPullSecret: null,
        network: { mode: "guarded", reach: [], blocked: [] },
        startTimeoutMs: 60_000,
        log: silentLog,
      }),
    async spec({ shell, files, command, variables, limits }: Program) {
      const jobId = `${center}-${++count}`;
      const image = files ? `aac.test/${jobId}:1` : plain;
      if (files) await importImage(await busyboxImage(image, files));
      const usesEntrypoint = command === "entrypoint";
      return {
        orgId: "org",
        runId: "run",
        jobId,
        attemptId: `${jobId}-1`,
        image,
        directory: null,
        command: usesEntrypoint ? ["/bin/sh", "/app/entrypoint.sh", "all"] : (command ?? ["/bin/sh", "-c", shell]),
        usesEntrypoint,
        workingDirectory: "/app",
        variables: variables ?? {},
        runtime: null,
        registry: null,
        limits: { ...Limits.parse({ network: "none", cpus: 1, memoryBytes: 256 * 1024 * 1024 }), ...limits },
      };
    },
    isRunning: (word) =>
      new Promise((resolve) => {
        execFile("ps", ["-Awwo", "args="], (_error, stdout) => resolve(stdout.includes(word)));
      }),
    close: async () => undefined,
  };
}
