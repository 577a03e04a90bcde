import { Limits } from "@aac/contract";
import { silentLog } from "@aac/core";
import { afterAll, describe, expect, inject, test } from "vitest";
import { dockerAt, startDockerBeside } from "../../../../../../tests/services/docker.ts";
import { makeBusyboxImage } from "../../../../../../tests/services/images.ts";
import { createGuard, type NetworkOptions } from "./guard.ts";

const host = inject("docker.host") ?? "";
const guarded: NetworkOptions = { mode: "guarded", reach: [], blocked: [] };

describe.skipIf(host === "")("networks that wait for sandboxes", () => {
  const docker = dockerAt(host === "" ? "unix:///none" : host);
  const center = `guard-${process.pid}-${Date.now()}`;
  const resolve = async () => ["198.51.100.7", "198.51.100.8"];
  const guard = createGuard({ docker, center, network: guarded, warm: 2, log: silentLog, resolve });
  const ours = () => docker.listContainers({ all: true, filters: { label: [`aac.guard=${center}`] } });
  afterAll(() => guard.close());

  test("are there before they are asked for, are given once, and are made up for", async () => {
    await guard.prepare();
    const waiting = (await ours()).map(({ Id }) => Id);
    expect(waiting).toHaveLength(2);
    const limits = Limits.parse({});
    const taken = await Promise.all([guard.take(limits), guard.take(limits), guard.take(limits)]);
    expect(new Set(taken).size).toBe(3);
    expect(taken).toEqual(expect.arrayContaining(waiting));
    guard.refill();
    await expect.poll(async () => (await ours()).length, { timeout: 30_000 }).toBe(5);
    for (const id of taken) await guard.release(id);
    expect(await ours()).toHaveLength(2);
  });

  test("that have died are not given", async () => {
    const waiting = (await ours()).map(({ Id }) => Id);
    for (const id of waiting) await docker.getContainer(id).kill();
    const id = await guard.take(Limits.parse({}));
    const { State } = await docker.getContainer(id).inspect();
    expect(State.Running).toBe(true);
    await guard.release(id);
  });

  test("of a list of hosts tell their names the addresses that they were asked for with", async () => {
    const id = await guard.take(Limits.parse({ network: "allow-list", allowedHosts: ["shop.example:443"] }));
    const { HostConfig } = await docker.getContainer(id).inspect();
    expect(HostConfig.ExtraHosts).toEqual(["shop.example:198.51.100.7", "shop.example:198.51.100.8"]);
    await guard.release(id);
  });

  test("go when their worker does", async () => {
    await guard.prepare();
    await guard.close();
    await expect.poll(async () => (await ours()).filter(({ State }) => State === "running")).toEqual([]);
  });
});

describe.skipIf(host === "")("an engine whose way to the world is narrow", { timeout: 90_000 }, () => {
  test("gives sandboxes networks that are as narrow: else what is too large for that way is lost", async () => {
    const engine = await startDockerBeside();
    if (!engine) throw new Error("An engine answers here, but none can be started.");
    try {
      const docker = dockerAt(engine.url);
      const image = "aac-narrow:test";
      await makeBusyboxImage(engine.url, image);
      const run = async (script: string, HostConfig: object) => {
        const container = await docker.createContainer({
          Image: image,
          Cmd: ["sh", "-c", script],
          Tty: true,
          HostConfig,
        });
        const stream = await container.attach({ stream: true, stdout: true, stderr: true });
        await container.start();
        let said = "";
        for await (const bytes of stream) said += String(bytes);
        await container.remove({ force: true });
        return said.trim();
      };
      const narrow = "ip link set dev $(ip route | sed -n 's/^default.* dev //p') mtu 1400 && ip route";
      expect(await run(narrow, { NetworkMode: "host", CapAdd: ["NET_ADMIN"] })).toContain("default");
      const guard = createGuard({ docker, center: "narrow", network: guarded, warm: 0, log: silentLog });
      try {
        const holder = await guard.take(Limits.parse({}));
        expect(await run("cat /sys/class/net/eth0/mtu", { NetworkMode: `container:${holder}` })).toBe("1400");
        await guard.release(holder);
      } finally {
        await guard.close();
      }
    } finally {
      await engine.stop();
    }
  });
});
