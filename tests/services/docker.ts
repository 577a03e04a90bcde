import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import Docker from "dockerode";
import type { Server } from "./own-server.ts";

const usualHost = "unix:///var/run/docker.sock";

/**
 * Finds an engine: the one that `DOCKER_HOST` names, else the one at the usual socket, else one that is started for us
 * where that is possible (as root, with dockerd installed). Null where there is none to be had.
 */
export async function startDocker(): Promise<Server | null> {
  for (const host of [process.env["DOCKER_HOST"], usualHost]) {
    if (host && (await answers(host))) return { url: host, stop: async () => {} };
  }
  return startOwnDocker();
}

/** Starts an engine that shares nothing with others of this machine; null where it may not or cannot be started. */
export async function startOwnDocker(): Promise<Server | null> {
  if (!mayStart()) return null;
  // Not every machine lets an engine change its packet filter.
  return await runDockerd("bridge").catch(() => runDockerd("none"));
}

/** An engine with a network of its own, as on a machine beside this one. */
export interface EngineBeside extends Server {
  /** At which ports that it publishes are reached from here. */
  address: string;
  /** At which its containers reach what listens here. */
  gateway: string;
}

/**
 * Starts an engine whose networks, packet filter and ports have nothing to do with this machine's: other engines here,
 * which empty each other's rules when they start, take none of its isolation away. Null where it may not or cannot be started.
 */
export async function startDockerBeside(): Promise<EngineBeside | null> {
  if (!mayStart()) return null;
  const net = `10.212.${process.pid % 256}`;
  const [gateway, address] = [`${net}.1`, `${net}.2`];
  return { ...(await runDockerd("beside", gateway, address)), address, gateway };
}

/** A client of the engine at an address as `DOCKER_HOST` takes it. */
export function dockerAt(host: string): Docker {
  const url = new URL(host);
  if (url.protocol === "unix:") return new Docker({ socketPath: url.pathname });
  return new Docker({
    host: url.hostname,
    port: url.port || 2375,
    protocol: url.protocol === "https:" ? "https" : "http",
  });
}

async function answers(host: string): Promise<boolean> {
  const socket = /^unix:\/\/(.*)$/.exec(host)?.[1];
  if (socket !== undefined && !existsSync(socket)) return false;
  return dockerAt(host)
    .ping()
    .then(
      () => true,
      () => false,
    );
}

const mayStart = () => process.getuid?.() === 0 && spawnSync("dockerd", ["--version"]).status === 0;

async function runDockerd(network: "bridge" | "none" | "beside", ...addresses: string[]): Promise<Server> {
  const dir = await mkdtemp(join(tmpdir(), "aac-dockerd-"));
  const script = join(import.meta.dirname, "dockerd.sh");
  const child = spawn("sh", [script, dir, network, ...addresses], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const host = `unix://${dir}/docker.sock`;
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const deadline = Date.now() + 60_000;
  while (!(await answers(host))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`dockerd is installed but does not come up:\n${said}`);
    }
    await pause(50);
  }
  return { url: host, stop };
}
