import { Limits } from "@aac/contract";
import type { SandboxSpec } from "@aac/core";
import { describe, expect, test } from "vitest";
import { allowListPolicy, deniesByDefault, egressPolicy } from "./network-policies.ts";

const asks = (allowedHosts: string[]) =>
  ({ attemptId: "a-1", limits: Limits.parse({ network: "allow-list", allowedHosts }) }) as SandboxSpec;
const resolve = async (name: string) => {
  if (name !== "example.org") throw new Error("no such name");
  return ["203.0.113.5", "203.0.113.6"];
};

describe("the network policy for all with a network", () => {
  const options = { mode: "guarded" as const, reach: ["10.1.2.3:5432", "10.9.0.0/16"], blocked: ["198.51.100.0/24"] };
  const egress = egressPolicy(options).spec?.egress ?? [];

  test("lets everything through but the cluster's own, metadata and what is blocked", () => {
    const { cidr, except } = egress[0]?.to?.[0]?.ipBlock ?? {};
    expect(cidr).toBe("0.0.0.0/0");
    expect(except).toEqual(
      expect.arrayContaining(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "198.51.100.0/24"]),
    );
  });

  test("lets through what is named of the private", () => {
    expect(egress).toContainEqual({ to: [{ ipBlock: { cidr: "10.9.0.0/16" } }] });
    expect(egress).toContainEqual({
      to: [{ ipBlock: { cidr: "10.1.2.3/32" } }],
      ports: [
        { protocol: "TCP", port: 5432 },
        { protocol: "UDP", port: 5432 },
      ],
    });
  });

  test("has a name of its content, so that settings that differ do not take each other's", () => {
    const other = egressPolicy({ ...options, blocked: [] });
    expect(other.metadata?.name).not.toBe(egressPolicy(options).metadata?.name);
    expect(egressPolicy(options)).toEqual(egressPolicy(options));
  });
});

describe("the network policy of a list", () => {
  test("lets through the addresses that names have now, which the pod knows without asking", async () => {
    const { policy, hostAliases } = await allowListPolicy(asks(["example.org:443"]), { reach: [], resolve });
    expect(policy.spec?.egress).toHaveLength(2);
    expect(policy.spec?.egress?.[0]).toMatchObject({ to: [{ ipBlock: { cidr: "203.0.113.5/32" } }] });
    expect(hostAliases).toEqual([
      { ip: "203.0.113.5", hostnames: ["example.org"] },
      { ip: "203.0.113.6", hostnames: ["example.org"] },
    ]);
  });

  test("is refused where it names metadata, the cluster or nothing that there is", async () => {
    const refused = { name: "Problem", code: "allowed_host_unusable" };
    for (const host of ["169.254.169.254", "169.254.169.0/24", "10.96.0.1:443", "10.0.0.0/8"]) {
      await expect(allowListPolicy(asks([host]), { reach: [], resolve })).rejects.toMatchObject(refused);
    }
    await expect(allowListPolicy(asks(["nowhere.test"]), { reach: [], resolve })).rejects.toMatchObject(refused);
  });

  test("takes the private that the center's own settings let through, and leaves it out of larger networks", async () => {
    const reach = ["10.20.0.0/16"];
    const egressOf = async (hosts: string[]) =>
      (await allowListPolicy(asks(hosts), { reach, resolve })).policy.spec?.egress;
    expect(await egressOf(["10.20.1.1"])).toEqual([{ to: [{ ipBlock: { cidr: "10.20.1.1/32" } }] }]);
    const [all] = (await egressOf(["0.0.0.0/0"])) ?? [];
    expect(all?.to?.[0]?.ipBlock?.except).toEqual(expect.arrayContaining(["10.0.0.0/8", "169.254.0.0/16"]));
  });

  test("without an entry lets nothing through", async () => {
    const { policy } = await allowListPolicy(asks([]), { reach: [], resolve });
    expect(policy.spec).toMatchObject({ policyTypes: ["Egress"], egress: [] });
  });
});

test("a namespace is closed by a policy for all its pods in both directions, and by no lesser one", () => {
  const policy = (spec: object) => [{ spec: { podSelector: {}, ...spec } }];
  expect(deniesByDefault(policy({ policyTypes: ["Ingress", "Egress"] }))).toBe(true);
  expect(deniesByDefault(policy({ policyTypes: ["Egress"] }))).toBe(false);
  expect(deniesByDefault(policy({ policyTypes: ["Ingress", "Egress"], egress: [{}] }))).toBe(false);
  const some = { podSelector: { matchLabels: { a: "b" } }, policyTypes: ["Ingress", "Egress"] };
  expect(deniesByDefault([{ spec: some }])).toBe(false);
  expect(deniesByDefault([])).toBe(false);
});
