import { Limits } from "@aac/contract";
import { type Executor, type SandboxSpec, silentLog } from "@aac/core";
import { readLog, readUntil } from "@aac/core/conformance";
import { CoreV1Api } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { freePort } from "../../../../../tests/services/free-port.ts";
import { buildAgent, helperImage, importAgent, kubernetesAt } from "../../../../../tests/services/kubernetes.ts";
import { agentImage, busyboxImage } from "../../../../../tests/services/kubernetes/image-archives.ts";
import { startRegistry } from "../docker/test-bench/registry.ts";
import { readKubeConfig } from "./cluster.ts";
import { createKubernetesExecutor, type KubernetesExecutorOptions } from "./index.ts";
import { prepareNamespace } from "../../../../../tests/services/kubernetes/namespace.ts";

const go = { signal: new AbortController().signal };
const dir = inject("kubernetes.dir");
const kubernetes = dir === null ? null : kubernetesAt(dir);

describe.runIf(kubernetes !== null)("the kubernetes executor", () => {
  const image = "aac.test/busybox:1";
  const namespace = "sandboxes";
  const { kubeconfig: mighty, registryHost } = kubernetes ?? { kubeconfig: "", registryHost: "" };
  let options: KubernetesExecutorOptions;
  let executor: Executor;
  let core: CoreV1Api;
  let count = 0;

  beforeAll(async () => {
    await importAgent(kubernetes!);
    await kubernetes!.importImage(await busyboxImage(image));
    await prepareNamespace(mighty, namespace, "worker");
    core = readKubeConfig(mighty).makeApiClient(CoreV1Api);
    options = {
      kubeconfig: await kubernetes!.kubeconfigOf("worker"),
      namespace,
      center: "a center/with an odd name",
      helperImage,
      pull: "missing",
      user: null,
      ownUsers: false,
      helperPullSecret: null,
      network: { mode: "guarded", reach: [], blocked: [] },
      startTimeoutMs: 60_000,
      log: silentLog,
    };
    executor = createKubernetesExecutor(options);
  });
  afterAll(async () => {
    for (const ref of await executor.list()) await executor.remove(ref);
    await executor.close();
  });

  const spec = (shell: string, more: Partial<SandboxSpec> = {}): SandboxSpec => ({
    orgId: "org",
    runId: "run",
    jobId: `JOB-${++count}`,
    attemptId: `JOB-${count}-1`,
    image,
    directory: null,
    command: ["/bin/sh", "-c", shell],
    usesEntrypoint: false,
    workingDirectory: "/app",
    variables: {},
    limits: Limits.parse({ network: "none", cpus: 0.5, memoryBytes: 128 * 1024 * 1024 }),
    runtime: null,
    registry: null,
    ...more,
  });
  const pods = () => core.listNamespacedPod({ namespace });

  describe("check", () => {
    test("is content with the permissions that it says it needs", async () => {
      expect((await executor.check()).detail).toMatch(/^Kubernetes v1\.\d+.*, pods in namespace sandboxes\.$/);
    });

    test("names the permissions that are missing", async () => {
      const stranger = createKubernetesExecutor({
        ...options,
        kubeconfig: await kubernetes!.kubeconfigOf("stranger"),
      });
      const refused = { code: "cluster_refused", message: expect.stringContaining("create pods/exec") as string };
      await expect(stranger.check()).rejects.toMatchObject(refused);
      await stranger.close();
    });

    test("refuses a namespace that is open, unless it is told that it may be", async () => {
      await core.createNamespace({ body: { metadata: { name: "open" } } });
      const at = { ...options, kubeconfig: mighty, namespace: "open" };
      const guarded = createKubernetesExecutor(at);
      const open = createKubernetesExecutor({ ...at, network: { mode: "open", reach: [], blocked: [] } });
      await expect(guarded.check()).rejects.toMatchObject({ code: "cluster_refused" });
      expect((await open.check()).detail).toContain("The network of sandboxes is open.");
      await Promise.all([guarded.close(), open.close()]);
    });

    test("says that a cluster does not answer", async () => {
      const away = createKubernetesExecutor({
        ...options,
        kubeconfig: await kubernetes!.kubeconfigTo(`127.0.0.1:${await freePort()}`),
      });
      await expect(away.check()).rejects.toMatchObject({ code: "cluster_unavailable" });
      await away.close();
    });
  });

  describe("images", () => {
    test("that are not there are told apart from those that a registry does not show", async () => {
      const credentials = { username: "robot", password: "right" };
      const registry = await startRegistry("hello", credentials, { host: registryHost, port: 5000 });
      const pull = (name: string, password: string | null) =>
        executor.start(
          spec("", {
            image: `${registry.address}/${name}`,
            command: ["/content"],
            registry: password === null ? null : { host: registry.address, username: "robot", password },
          }),
          go,
        );
      await expect(pull("suite:2", "right")).rejects.toMatchObject({ code: "image_not_found" });
      await expect(pull("suite:1", null)).rejects.toMatchObject({ code: "image_not_found" });
      await expect(pull("suite:1", "wrong")).rejects.toMatchObject({ code: "registry_refused" });

      const sandbox = await pull("suite:1", "right");
      expect(sandbox.image).toBe(`${registry.address}/suite@${registry.digest}`);
      expect((await sandbox.exited).problem?.code).toBe("command_not_executable");
      const secrets = async () => (await core.listNamespacedSecret({ namespace })).items.length;
      expect(await secrets()).toBe(1);
      await sandbox.dispose();
      await expect.poll(secrets, { timeout: 60_000 }).toBe(0);
      await registry.close();
    });

    test("of a registry that does not answer are told as such", async () => {
      const away = spec("", { image: `${registryHost}:5000/away:1` });
      await expect(executor.start(away, go)).rejects.toMatchObject({ code: "image_pull_failed" });
    });

    test("that have no name that one can have are told", async () => {
      await expect(executor.start(spec("", { image: "No Name" }), go)).rejects.toMatchObject({ name: "Problem" });
    });

    test("need no shell, nor anything else", async () => {
      await kubernetes!.importImage(await agentImage(buildAgent(), "aac.test/bare:1"));
      const sandbox = await executor.start(spec("", { image: "aac.test/bare:1", command: ["/agent", "what"] }), go);
      expect((await sandbox.exited).code).toBe(1);
      expect(await readLog(sandbox)).toMatch(/^usage: /);
      await sandbox.dispose();
    });
  });

  test("a command has no power: no capability, no token, no way to more, no host", async () => {
    const sandbox = await executor.start(
      spec(
        "grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status; ls /var/run/secrets 2>&1; mount -t tmpfs none /mnt 2>&1",
      ),
      go,
    );
    const log = await readLog(sandbox);
    for (const set of ["CapInh", "CapPrm", "CapEff", "CapBnd"]) expect(log).toContain(`${set}:\t0000000000000000\n`);
    expect(log).toContain("NoNewPrivs:\t1\n");
    expect(log).toContain("Seccomp:\t2\n");
    expect(log).toContain("/var/run/secrets: No such file or directory");
    expect(log).toMatch(/mount: .*(permission denied|not permitted)/i);
    await sandbox.dispose();
  });

  test("a namespace that takes only restricted pods takes those of a user by number, and says why no other", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await prepareNamespace(mighty, "strict");
    await core.patchNamespace({ name: "strict", body: [{ op: "replace", path: "/metadata/labels", value: labels }] });
    const at = { ...options, kubeconfig: mighty, namespace: "strict" };
    const asImage = createKubernetesExecutor(at);
    const byNumber = createKubernetesExecutor({ ...at, user: { uid: 1000, gid: 1000 } });
    const refused = { code: "cluster_refused", message: expect.stringContaining("runAsNonRoot") as string };
    await expect(asImage.start(spec("id -u"), go)).rejects.toMatchObject(refused);
    const sandbox = await byNumber.start(spec("id -u"), go);
    expect(await readLog(sandbox)).toBe("1000\n");
    await sandbox.dispose();
    await Promise.all([asImage.close(), byNumber.close()]);
  });

  test("a RuntimeClass that the cluster has not got is told", async () => {
    await expect(executor.start(spec("", { runtime: "gvisor" }), go)).rejects.toMatchObject({
      code: "runtime_not_available",
    });
  });

  test("a suite of a directory is refused", async () => {
    await expect(executor.start(spec("", { directory: "/srv/suite" }), go)).rejects.toMatchObject({
      code: "directory_not_found",
    });
  });

  test("what no node has room for is told, with the scheduler's reason", async () => {
    const impatient = createKubernetesExecutor({ ...options, startTimeoutMs: 3000 });
    const limits = Limits.parse({ network: "none", cpus: 200 });
    const refused = { code: "no_capacity", message: expect.stringContaining("Insufficient cpu") as string };
    await expect(impatient.start(spec("", { limits }), go)).rejects.toMatchObject(refused);
    await impatient.close();
  });

  test("waits where the namespace's quota is used up, until there is room again", async () => {
    const { items } = await pods();
    const body = { metadata: { name: "few" }, spec: { hard: { pods: String(items.length + 1) } } };
    await core.createNamespacedResourceQuota({ namespace, body });
    const first = await executor.start(spec("sleep 60"), go);
    const second = executor.start(spec("echo second"), go);
    await expect
      .poll(async () => (await core.readNamespacedResourceQuota({ name: "few", namespace })).status?.used?.["pods"])
      .toBe(String(items.length + 1));
    await first.dispose();
    expect(await readLog(await second)).toBe("second\n");
    await (await second).dispose();
    await core.deleteNamespacedResourceQuota({ name: "few", namespace });
  });

  test("a pod that somebody else removes is told as lost, after the log that there was", async () => {
    const sandbox = await executor.start(spec("echo ready; sleep 60"), go);
    const logs = sandbox.logs[Symbol.asyncIterator]();
    await readUntil(logs, "ready\n");
    await core.deleteNamespacedPod({ name: sandbox.ref.id, namespace, gracePeriodSeconds: 1 });
    await expect(sandbox.exited).rejects.toMatchObject({ code: "sandbox_failed" });
    expect((await logs.next()).done).toBe(true);
    await sandbox.dispose();
  });

  test("a list of hosts is a policy of the pod's own, which goes with it", async () => {
    const limits = Limits.parse({
      network: "allow-list",
      allowedHosts: ["203.0.113.7:443"],
      cpus: 0.5,
      memoryBytes: 2 ** 27,
    });
    const sandbox = await executor.start(spec("cat /etc/resolv.conf", { limits }), go);
    expect(await readLog(sandbox)).toContain("nameserver 127.0.0.1");
    const { NetworkingV1Api } = await import("@kubernetes/client-node");
    const networking = readKubeConfig(mighty).makeApiClient(NetworkingV1Api);
    const own = async () =>
      (await networking.listNamespacedNetworkPolicy({ namespace })).items.filter(
        ({ metadata }) => metadata?.name === sandbox.ref.id,
      );
    expect((await own())[0]?.spec?.egress).toHaveLength(1);
    await sandbox.dispose();
    await expect.poll(async () => (await own()).length, { timeout: 60_000 }).toBe(0);
  });

  test("of all that, no pod is left", async () => {
    await expect.poll(async () => (await pods()).items.length, { timeout: 30_000 }).toBe(0);
  });
});
