import { Limits } from "@aac/contract";
import type { SandboxSpec } from "@aac/core";
import { describe, expect, test } from "vitest";
import { podName } from "./sandbox-labels.ts";
import { type PodOptions, sandboxPod } from "./sandbox-pod.ts";

const spec: SandboxSpec & { image: string } = {
  orgId: "org",
  runId: "run",
  jobId: "01JOB",
  attemptId: "01JOB-1",
  image: "registry.test/suite:1",
  directory: null,
  command: ["npx", "playwright", "test", "--secret-argument"],
  usesEntrypoint: false,
  workingDirectory: "/app",
  variables: { PASSWORD: "very-secret" },
  limits: Limits.parse({ cpus: 2, memoryBytes: 1024 ** 3, timeoutMs: 60_000 }),
  runtime: null,
  registry: null,
};
const options: PodOptions = {
  center: "center",
  helperImage: "registry.test/agent:1",
  helperPullSecret: null,
  pull: "always",
  user: null,
  ownUsers: false,
  network: "egress",
  networkLabels: {},
  hostAliases: [],
  pullSecret: null,
  isGated: false,
};
const containersOf = (made: ReturnType<typeof sandboxPod>) => [
  ...(made.spec?.initContainers ?? []),
  ...(made.spec?.containers ?? []),
];

describe("a sandbox's pod", () => {
  test("holds neither the command nor a variable: whoever may see pods sees no secret", () => {
    const text = JSON.stringify(sandboxPod(spec, options));
    expect(text).not.toContain("very-secret");
    expect(text).not.toContain("PASSWORD");
    expect(text).not.toContain("--secret-argument");
  });

  test("has no power over its node or the cluster, in any of its containers", () => {
    const made = sandboxPod(spec, options);
    expect(made.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: "Never",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(made.spec).not.toHaveProperty("hostNetwork");
    for (const { securityContext, resources } of containersOf(made)) {
      expect(securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        privileged: false,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(Object.keys(resources?.limits ?? {}).toSorted()).toEqual(["cpu", "ephemeral-storage", "memory"]);
    }
    expect((made.spec?.volumes ?? []).every(({ emptyDir }) => emptyDir !== undefined)).toBe(true);
  });

  test("of a user by number is never root: it fulfils Pod Security restricted", () => {
    const made = sandboxPod(spec, { ...options, user: { uid: 1000, gid: 1000 } });
    for (const { securityContext } of containersOf(made)) expect(securityContext?.runAsNonRoot).toBe(true);
    expect(made.spec?.containers[0]?.securityContext?.runAsUser).toBe(1000);
  });

  test("ends by itself when no worker ends it, long after the command's own time", () => {
    expect(sandboxPod(spec, options).spec?.activeDeadlineSeconds).toBe(60 + 7200);
  });

  test("takes runtime, users of its own, a pull secret and a gate where they are asked for", () => {
    const asked = { ...options, ownUsers: true, pullSecret: "credentials", isGated: true };
    expect(sandboxPod({ ...spec, runtime: "gvisor" }, asked).spec).toMatchObject({
      runtimeClassName: "gvisor",
      hostUsers: false,
      imagePullSecrets: [{ name: "credentials" }],
      schedulingGates: [{ name: "aac.dev/prepared" }],
    });
  });

  test("is pulled by the secret of the agent's image as well as by the organization's, where there are such", () => {
    const secretsOf = (more: Partial<PodOptions>) => sandboxPod(spec, { ...options, ...more }).spec?.imagePullSecrets;
    expect(secretsOf({})).toBeUndefined();
    expect(secretsOf({ helperPullSecret: "agent" })).toEqual([{ name: "agent" }]);
    expect(secretsOf({ helperPullSecret: "agent", pullSecret: "own" })).toEqual([{ name: "own" }, { name: "agent" }]);
  });

  test("asks nobody for names where it may not reach them", () => {
    for (const network of ["none", "allow-list"] as const) {
      expect(sandboxPod(spec, { ...options, network }).spec).toMatchObject({ dnsPolicy: "None" });
    }
    expect(sandboxPod(spec, options).spec).not.toHaveProperty("dnsPolicy");
  });

  test("has one name for an attempt, which a cluster takes whatever the attempt is called", () => {
    expect(podName("01JOB-1")).toBe("aac-01job-1");
    for (const odd of ["a b/ü", "x".repeat(300)]) expect(podName(odd)).toMatch(/^aac-[0-9a-f]{40}$/);
  });
});
