import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../scenarios/test-center.ts";
import { dockerAt } from "../services/docker.ts";
import { freePort } from "../services/free-port.ts";
import { endingWithUs } from "../services/ending-with-us.ts";
import { createRealProcess } from "./real-process.ts";

/** A container engine that may be killed. It shares nothing with others of this machine, and has no network. */
export interface FaultyEngine {
  readonly host: string;
  /** `kill -9`, and started again after a while; resolves when it answers. Its containers end with it, or outlive it. */
  kill(options: { keepsContainers: boolean; backAfterMs: number }): Promise<void>;
  /** Ends it with all that is in it. */
  stop(): Promise<void>;
}

/**
 * Null where an engine may not or cannot be started: that takes root, dockerd and containerd.
 * @param at a socket, or a port of loopback, as where the engine stands beside a worker in its pod
 */
export async function startFaultyEngine(at: "socket" | "loopback" = "socket"): Promise<FaultyEngine | null> {
  const isThere = (program: string) => spawnSync(program, ["--version"]).status === 0;
  if (process.getuid?.() !== 0 || !isThere("dockerd") || !isThere("containerd")) return null;
  const folder = await mkdtemp(join(tmpdir(), "aac-engine-"));
  const inFolder = (name: string) => join(folder, name);
  const host = at === "socket" ? `unix://${inFolder("docker.sock")}` : `tcp://127.0.0.1:${await freePort()}`;
  const docker = dockerAt(host);
  const environment = { PATH: process.env["PATH"] ?? "" };
  // In a service of its own, as distributions have it: a dockerd that is killed would else wait long for its own.
  const runtime = createRealProcess({
    name: "containerd",
    command: endingWithUs([
      "containerd",
      `--config=${inFolder("containerd.toml")}`,
      `--root=${inFolder("containerd")}`,
      `--state=${inFolder("containerd-state")}`,
      `--address=${inFolder("containerd.sock")}`,
      "--log-level=fatal",
    ]),
    environment,
    isUp: async () => existsSync(inFolder("containerd.sock")),
  });
  const engine = createRealProcess({
    name: "engine",
    command: endingWithUs([
      "dockerd",
      `--containerd=${inFolder("containerd.sock")}`,
      `--host=${host}`,
      ...(at === "loopback" ? ["--tls=false"] : []),
      `--data-root=${inFolder("data")}`,
      `--exec-root=${inFolder("exec")}`,
      `--pidfile=${inFolder("pid")}`,
      `--config-file=${inFolder("settings.json")}`,
      "--shutdown-timeout=1",
      "--bridge=none",
      "--iptables=false",
      "--ip6tables=false",
      "--ip-masq=false",
    ]),
    environment,
    isUp: () =>
      docker.ping().then(
        () => true,
        () => false,
      ),
  });
  await writeFile(inFolder("containerd.toml"), 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
  await writeFile(inFolder("settings.json"), "{}");
  await runtime.start();
  await engine.start();

  return {
    host,
    async kill({ keepsContainers, backAfterMs }) {
      await writeFile(inFolder("settings.json"), JSON.stringify({ "live-restore": keepsContainers }));
      await engine.signal("SIGHUP");
      await until("the engine to take its settings", async () => {
        const info = (await docker.info()) as { LiveRestoreEnabled: boolean };
        return info.LiveRestoreEnabled === keepsContainers;
      });
      await engine.signal("SIGKILL");
      await pause(backAfterMs);
      await engine.start();
    },
    async stop() {
      for (const { Id } of await docker.listContainers({ all: true })) {
        await docker.getContainer(Id).remove({ force: true });
      }
      // Their bridges would stay on the machine.
      await docker.pruneNetworks();
      await engine.signal("SIGTERM");
      await runtime.signal("SIGTERM");
      for (const pid of processesOf(folder)) process.kill(pid, "SIGKILL");
      for (const mounted of mountsBelow(folder)) spawnSync("umount", ["-l", mounted]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What watched the containers of an engine that was killed: the next one does not know of it. */
function processesOf(folder: string): number[] {
  const commandOf = (pid: number) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "latin1");
    } catch {
      return "";
    }
  };
  const pids = readdirSync("/proc").map(Number);
  return pids.filter((pid) => pid > 0 && pid !== process.pid && commandOf(pid).includes(`\0${folder}/`));
}

/** What an engine that was killed has left mounted, innermost first. */
function mountsBelow(folder: string): string[] {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  return mounts
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${folder}/`))
    .toSorted()
    .toReversed();
}
