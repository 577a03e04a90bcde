import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { createDockerExecutor } from "@aac/adapters/executor/docker";
import { silentLog } from "@aac/core";
import { readLog } from "@aac/core/conformance";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeBusyboxImage } from "../services/images.ts";
import { go, openStage, type Stage } from "./stage.ts";

const host = inject("docker.host") ?? "";
/** Only an engine on this very host is one whose host can be listened on from here. */
const isHere = host.startsWith("unix:");
const egress = { network: "egress" } as const;
/** As an engine gives it, with its network: see `unguarded`. */
const careless = { NetworkMode: "bridge" };

const reach = (address: string, port: number) =>
  `nc -w 3 ${address} ${port} </dev/null 2>&1 | grep -E "ESCAPED|denied|refused|unreachable|timed out" || echo silence`;

describe.skipIf(host === "")("from a sandbox with a network", () => {
  let stage: Stage;
  let server: Server;
  let port: number;
  beforeAll(async () => {
    await makeBusyboxImage(host, "aac-escape:network");
    stage = openStage(host, "aac-escape:network");
    server = createServer((socket) => socket.on("error", () => undefined).end("ESCAPED\n"));
    server.listen(0, "0.0.0.0");
    await once(server, "listening");
    port = (server.address() as { port: number }).port;
    await stage.executor.check();
  });
  afterAll(async () => {
    server.close();
    await stage.close();
  });

  const from = (script: string, limits: Parameters<Stage["inSandbox"]>[2] = egress) =>
    stage.inSandbox(script, {}, limits);
  const hostAddresses = () =>
    Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ family, internal }) => family === "IPv4" && !internal)
      .map(({ address }) => address);
  const bridgeGateway = async () => {
    const bridge = (await stage.docker.getNetwork("bridge").inspect()) as { IPAM: { Config: { Gateway?: string }[] } };
    return bridge.IPAM.Config[0]!.Gateway!;
  };

  test.runIf(isHere)(
    "what listens on the engine's host is not reached, by none of its addresses: databases, the center, the engine's API",
    async () => {
      expect(await stage.unguarded(reach(await bridgeGateway(), port), careless)).toContain("ESCAPED");
      const addresses = hostAddresses();
      expect(addresses.length).toBeGreaterThan(0);
      const { log } = await from(addresses.map((address) => reach(address, port)).join("\n"));
      expect(log.trim().split("\n")).toEqual(addresses.map(() => expect.stringContaining("ermission denied")));
      const gateway = await from(reach("$(ip route | awk '/default/ { print $3 }')", port));
      expect(gateway.log).toContain("ermission denied");
    },
  );

  describe("a cloud's metadata", () => {
    // The one of ECS tasks, which hands out credentials, is none that this machine itself needs.
    const fake = "169.254.170.2";
    const ip = (...what: string[]) => spawnSync("ip", ["address", ...what, `${fake}/32`, "dev", "lo"]).status === 0;
    const canFake = isHere && process.getuid?.() === 0;

    test.runIf(canFake)("is not reached, where a container of the engine's own network reaches it", async () => {
      expect(ip("add")).toBe(true);
      try {
        expect(await stage.unguarded(reach(fake, port), careless)).toContain("ESCAPED");
        expect((await from(reach(fake, port))).log).toContain("ermission denied");
      } finally {
        ip("delete");
      }
    });

    test.each([
      "169.254.169.254",
      "169.254.170.2",
      "169.254.169.253",
      "100.100.100.200",
      "168.63.129.16",
      "192.0.0.192",
    ])("%s is refused by the sandbox's own kernel, not by whoever is there", async (address) => {
      expect((await from(reach(address, 80))).log).toContain("ermission denied");
    });

    test("by its IPv6 address or its name is not reached either", async () => {
      const { log } = await from(`${reach("fd00:ec2::254", 80)}; ${reach("metadata.google.internal", 80)}`);
      expect(log).not.toMatch(/ESCAPED|timed out/);
      expect((await from("cat /proc/net/if_inet6 | grep -v ' lo$'; true")).log).toBe("");
    });
  });

  test("other runs are not reached, whose ports other containers reach", async () => {
    const serve = "while true; do echo ESCAPED | nc -l -p 8080; done";
    const neighbour = await stage.neighbour(serve, careless);
    const from8080 = (address: string) => `sleep 1; ${reach(address, 8080)}`;
    expect(await stage.unguarded(from8080(neighbour.address), careless)).toContain("ESCAPED");
    const other = await stage.start(serve, {}, egress);
    const info = await stage.docker.getContainer(other.ref.id).inspect();
    const holder = await stage.docker.getContainer(info.HostConfig.NetworkMode!.replace("container:", "")).inspect();
    const address = holder.NetworkSettings.Networks["aac-sandboxes"]!.IPAddress;
    expect((await from(from8080(address))).log).toContain("ermission denied");
    expect((await from(from8080(neighbour.address))).log).toContain("ermission denied");
    await other.dispose();
  });

  test("the guard cannot be taken away: no rule, route, address or network of its own", async () => {
    const undo =
      "ip rule delete pref 1002 && echo ESCAPED; ip rule add pref 1 lookup main && echo ESCAPED; ip route add 169.254.169.254 dev eth0 && echo ESCAPED; ip address add 169.254.1.1/16 dev eth0 && echo ESCAPED; unshare -n true && echo ESCAPED; echo tried";
    const { log } = await from(undo);
    expect(log).not.toContain("ESCAPED");
    expect(log).toContain("tried");
  });

  test("names are still found, and what is not denied is not", async () => {
    const { log } = await from(
      `ip route get 198.51.100.1 >/dev/null 2>&1 && echo routed; grep nameserver /etc/resolv.conf`,
    );
    expect(log).toMatch(/routed\n(nameserver .*\n)+/);
  });

  test("with no network there is nothing but itself", async () => {
    const { log } = await from("ls /sys/class/net; ip route", { network: "none" });
    expect(log).toBe("lo\n");
  });

  describe("whose network is a list of hosts", () => {
    const listed = (...allowedHosts: string[]) => ({ network: "allow-list", allowedHosts }) as const;
    const route = (address: string) => `ip route get ${address} >/dev/null 2>&1 && echo ${address} || echo no`;

    test("only those are reached, with all others refused and no names of others asked for", async () => {
      const { log } = await from(
        `${route("198.51.100.7")}; ${route("198.51.100.8")}; ${route("203.0.113.9")}; nc -w 3 198.51.100.8 443 2>&1; nslookup example.org 2>&1 | grep -c "^Name"`,
        listed("198.51.100.7", "203.0.113.0/24"),
      );
      expect(log).toBe(
        "198.51.100.7\nno\n203.0.113.9\nnc: can't connect to remote host (198.51.100.8): Permission denied\n0\n",
      );
    });

    test("a port that is named is the only one", async () => {
      const { log } = await from(reach("198.51.100.7", 80), listed("198.51.100.7:443"));
      expect(log).toContain("ermission denied");
    });

    test("the host and metadata are not allowed by naming them", async () => {
      const [address] = hostAddresses();
      for (const entry of ["169.254.169.254", ...(isHere && address ? [address] : [])]) {
        const started = stage.start("true", {}, listed(entry));
        await expect(started).rejects.toMatchObject({ code: "allowed_host_unusable", retry: false });
      }
      // As a network of which they are a part they stay denied.
      const { log } = await from(reach("169.254.169.254", 80), listed("169.254.0.0/16"));
      expect(log).toContain("ermission denied");
    });

    test("a name that nobody knows ends the run with a reason, not with a riddle", async () => {
      const started = stage.start("true", {}, listed("nobody.invalid"));
      await expect(started).rejects.toMatchObject({ code: "allowed_host_unusable" });
    });
  });

  test.runIf(isHere)("an operator may leave a port of the host reachable, and block more", async () => {
    const gateway = await bridgeGateway();
    const network = { mode: "guarded", reach: [`${gateway}:${port}`], blocked: ["198.51.100.0/24"] } as const;
    const center = `escape-reach-${process.pid}`;
    const executor = createDockerExecutor({ host, center, buildArgs: {}, log: silentLog, network, warm: 0 });
    const script = `${reach(gateway, port)}; ${reach(gateway, 22)}; ${reach("198.51.100.1", 80)}`;
    const sandbox = await executor.start(stage.spec(script, {}, egress), go);
    const log = await readLog(sandbox);
    await sandbox.dispose();
    await executor.close();
    expect(log.split("\n").slice(0, 3)).toEqual([
      "ESCAPED",
      expect.stringContaining("denied"),
      expect.stringContaining("denied"),
    ]);
  });

  test("nothing of a network is left when its sandbox is gone", async () => {
    const sandbox = await stage.start("true", {}, egress);
    const { HostConfig } = await stage.docker.getContainer(sandbox.ref.id).inspect();
    const holder = HostConfig.NetworkMode!.replace("container:", "");
    expect((await stage.docker.getContainer(holder).inspect()).State.Running).toBe(true);
    await sandbox.dispose();
    await expect(stage.docker.getContainer(holder).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });
});
