import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Log, Problem, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { pack } from "tar-stream";
import { withoutFrames } from "../container-frames.ts";
import { engineProblem, statusOf } from "../engine-problem.ts";
import { ask, type EngineStream } from "../engine.ts";
import { removeContainer } from "../remove-container.ts";
import { isDeniedBy, resolveList, targetsOf } from "./allow-list.ts";
import { guardImage } from "./guard-image.ts";
import { engineSubnets, ensureNetwork, networkName } from "./guard-network.ts";
import { hostFiles, type HostView, mtuFile, readHost, readWayOut, routesFile } from "./host-addresses.ts";
import { type Reach, ruleMessages, type Target } from "./rules.ts";

/** What an operator says of sandboxes' networks. */
export interface NetworkOptions {
  /** `open`: the engine's own network as it is. */
  mode: "guarded" | "open";
  /** Addresses, with or without a port, that stay reachable although they are the host's. */
  reach: readonly string[];
  /** More networks that are not to be reached. */
  blocked: readonly string[];
}

/** Gives each sandbox a network of its own, guarded from the inside before anything of the suite runs in it. */
export interface Guard {
  /** Resolves when a sandbox can be given a network at once. */
  prepare(): Promise<void>;
  /** The id of a container whose network the sandbox is to join; it goes when that is released. */
  take(limits: SandboxSpec["limits"]): Promise<string>;
  /** Makes up for what was taken, in the background. */
  refill(): void;
  release(holder: string): Promise<void>;
  /** Removes what workers that were killed have left. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

/** Where clouds tell their machines of themselves, credentials included: see docs/adr/0015. */
const metadata = ["169.254.0.0/16", "100.100.100.200", "168.63.129.16", "192.0.0.192"];
const everybody = ["224.0.0.0/4", "255.255.255.255"];

/** What is known of the host is asked again, and a network that waits is made anew, after so long. */
const freshMs = 5 * 60_000;
/** No network waits so long for its sandbox to be made: what nobody uses then is left over. */
const leftoverMs = 15 * 60_000;
const readyMs = 20_000;
const label = "aac.guard";

interface Holder {
  id: string;
  madeAt: number;
  stream: EngineStream;
}

export function createGuard({
  docker,
  center,
  network,
  warm,
  log,
  resolve = resolveName,
}: {
  docker: Docker;
  center: string;
  network: NetworkOptions;
  /** How many networks wait for sandboxes. */
  warm: number;
  log: Log;
  resolve?: (name: string) => Promise<string[]>;
}): Guard {
  const reach = targetsOf(network.reach);
  const waiting: Holder[] = [];
  let known: { at: number; image: string; host: HostView; subnets: string[] } | null = null;
  let filling: Promise<void> | null = null;
  let sweptAt: number | null = null;
  let isClosed = false;

  const look = async () => {
    if (known && performance.now() - known.at < freshMs) return known;
    const image = await guardImage(docker);
    await ensureNetwork(docker, () => lookAtMtu(docker, image, center));
    const [host, subnets] = await Promise.all([lookAtHost(docker, image, center), engineSubnets(docker)]);
    known = { at: performance.now(), image, host, subnets };
    return known;
  };

  const reachOf = async (limits: SandboxSpec["limits"] | null): Promise<Reach & { hosts: string[] }> => {
    const { host, subnets } = await look();
    const denied = [...metadata, ...everybody, ...host.addresses, ...subnets, ...network.blocked];
    if (limits?.network !== "allow-list") {
      const names: Target[] = host.nameServers.map((to) => ({ to, port: 53 }));
      return { allowed: [...names, ...reach], denied, only: null, hosts: [] };
    }
    const { only, names } = await resolveList(limits.allowedHosts, { resolve, denied: isDeniedBy(denied, reach) });
    return { allowed: [], denied: denied, only, hosts: names.map(({ name, address }) => `${name}:${address}`) };
  };

  const make = async (limits: SandboxSpec["limits"] | null): Promise<Holder> => {
    const { hosts, ...rules } = await reachOf(limits);
    const { image } = await look();
    let id: string | null = null;
    try {
      const container = await ask((abortSignal) =>
        docker.createContainer({ ...holderSettings(image, center, hosts), abortSignal }),
      );
      id = container.id;
      const archive = pack();
      archive.entry({ name: "rules" }, ruleMessages(rules));
      archive.finalize();
      await container.putArchive(archive as unknown as NodeJS.ReadableStream, { path: "/" });
      const stream = (await ask((abortSignal) =>
        container.attach({ stream: true, stdout: true, abortSignal }),
      )) as unknown as EngineStream;
      await ask((abortSignal) => container.start({ abortSignal }));
      if (!(await saysReady(stream))) throw await refusal(container);
      return { id, madeAt: performance.now(), stream };
    } catch (error) {
      // Somebody may have removed the network or the image.
      known = null;
      if (id !== null) await removeContainer(docker, id).catch(() => undefined);
      throw guardProblem(error);
    }
  };

  const drop = async (holder: Holder) => {
    holder.stream.destroy();
    await removeContainer(docker, holder.id).catch((error: unknown) => {
      log.warn({ container: holder.id, error }, "a sandbox's network could not be removed");
    });
  };

  const isFresh = ({ madeAt }: Holder) => performance.now() - madeAt < freshMs;
  const fill = async () => {
    for (const old of waiting.filter((holder) => !isFresh(holder))) {
      waiting.splice(waiting.indexOf(old), 1);
      await drop(old);
    }
    while (waiting.length < warm && !isClosed) {
      const holder = await make(null);
      if (isClosed) return drop(holder);
      waiting.push(holder);
      holder.stream.once("close", () => {
        // It has died, with the engine for instance.
        const index = waiting.indexOf(holder);
        if (index !== -1) waiting.splice(index, 1);
      });
      holder.stream.resume();
    }
  };
  const fillOnce = () => {
    filling ??= fill().finally(() => (filling = null));
    return filling;
  };
  const inBackground = () => {
    void fillOnce().catch((error: unknown) => log.warn({ error }, "no network could be made for sandboxes to come"));
  };
  let renewing: NodeJS.Timeout | null = null;
  const renewRegularly = () => {
    renewing ??= setInterval(inBackground, freshMs / 2).unref();
  };

  return {
    async prepare() {
      if (network.mode === "open" || waiting.some(isFresh)) return;
      renewRegularly();
      await fillOnce();
    },
    async take(limits) {
      renewRegularly();
      if (limits.network === "allow-list") {
        const holder = await make(limits);
        holder.stream.destroy();
        return holder.id;
      }
      for (let holder = waiting.shift(); holder; holder = waiting.shift()) {
        if (isFresh(holder) && !holder.stream.destroyed) {
          holder.stream.destroy();
          return holder.id;
        }
        void drop(holder);
      }
      const holder = await make(null);
      holder.stream.destroy();
      return holder.id;
    },
    refill() {
      if (network.mode === "guarded" && renewing !== null) inBackground();
    },
    release: (id) => removeContainer(docker, id),
    async sweep() {
      // Not at the start, when there is better to do.
      sweptAt ??= performance.now();
      if (network.mode === "open" || performance.now() - sweptAt < leftoverMs / 3) return;
      sweptAt = performance.now();
      await removeLeftovers(docker, center);
    },
    async close() {
      isClosed = true;
      if (renewing) clearInterval(renewing);
      await filling?.catch(() => undefined);
      await Promise.all(waiting.splice(0).map(drop));
    },
  };
}

const resolveName = async (name: string) =>
  (await lookup(name, { all: true, family: 4 })).map(({ address }) => address);

function holderSettings(image: string, center: string, hosts: string[]): Docker.ContainerCreateOptions {
  return {
    name: `aac-network-${randomBytes(8).toString("hex")}`,
    Image: image,
    Labels: { [label]: center },
    // It has nothing to finish, and as process 1 it would not hear anything else: an engine that stops would wait 10 s for it.
    StopSignal: "SIGKILL",
    HostConfig: {
      ...bare,
      CapAdd: ["NET_ADMIN"],
      NetworkMode: networkName,
      ExtraHosts: hosts,
      // What comes from where nothing may be sent to is not taken.
      Sysctls: { "net.ipv4.conf.all.rp_filter": "1" },
    },
  };
}

const bare = {
  CapDrop: ["ALL"],
  SecurityOpt: ["no-new-privileges"],
  PidsLimit: 16,
  Memory: 32 * 1024 * 1024,
  LogConfig: { Type: "json-file", Config: { "max-size": "64k", "max-file": "1" } },
} satisfies Docker.HostConfig;

async function lookAtHost(docker: Docker, image: string, center: string): Promise<HostView> {
  const text = await show(docker, { image, center, files: hostFiles });
  if (!/^(Main|Local):$/m.test(text)) throw new Error("The addresses of the engine's host could not be read.");
  return readHost(text);
}

/** How large packets may be on the host's way to the world; null where it has none, or says nothing of it. */
async function lookAtMtu(docker: Docker, image: string, center: string): Promise<number | null> {
  const device = readWayOut(await show(docker, { image, center, files: [routesFile] }));
  if (device === null) return null;
  const mtu = Number(await show(docker, { image, center, files: [mtuFile(device)] }));
  // Less than that is no network for IPv4.
  return Number.isInteger(mtu) && mtu >= 576 ? mtu : null;
}

/** What files of the engine's host say, in one piece; nothing of those that are not there. */
async function show(
  docker: Docker,
  { image, center, files }: { image: string; center: string; files: readonly string[] },
): Promise<string> {
  const container = await ask((abortSignal) =>
    docker.createContainer({
      Image: image,
      Cmd: [...files],
      Labels: { [label]: center },
      HostConfig: { ...bare, NetworkMode: "host", UsernsMode: "host" },
      abortSignal,
    }),
  );
  try {
    const stream = await ask((abortSignal) => container.attach({ stream: true, stdout: true, abortSignal }));
    await ask((abortSignal) => container.start({ abortSignal }));
    let text = "";
    for await (const bytes of withoutFrames(stream as unknown as EngineStream)) text += Buffer.from(bytes).toString();
    return text;
  } finally {
    await removeContainer(docker, container.id).catch(() => undefined);
  }
}

async function saysReady(stream: EngineStream): Promise<boolean> {
  const heard = (async () => {
    const payloads = withoutFrames({ [Symbol.asyncIterator]: () => stream.iterator({ destroyOnReturn: false }) });
    for await (const bytes of payloads) if (Buffer.from(bytes).includes("ready")) return true;
    return false;
  })();
  heard.catch(() => undefined);
  return Promise.race([heard, sleep(readyMs, false, { ref: false })]);
}

async function refusal(container: Docker.Container): Promise<Problem> {
  const { State } = await ask((abortSignal) => container.inspect({ abortSignal }));
  const end = State.Running ? "it does not get ready" : `the kernel answers with error ${State.ExitCode}`;
  return new Problem("sandbox_network_failed", `A sandbox's network could not be guarded: ${end}.`);
}

function guardProblem(error: unknown): Problem {
  const problem = engineProblem(error);
  if (problem.code !== "engine_failed") return problem;
  return new Problem("sandbox_network_failed", problem.message, { cause: error });
}

/** Those that no container has joined although they are old. */
async function removeLeftovers(docker: Docker, center: string): Promise<void> {
  const list = (filter: string) =>
    ask((abortSignal) => docker.listContainers({ all: true, filters: { label: [filter] }, abortSignal }));
  const holders = await list(`${label}=${center}`);
  const sandboxes = await list("aac.attempt");
  const used = new Set(sandboxes.map(({ HostConfig }) => HostConfig.NetworkMode.replace(/^container:/, "")));
  const { SystemTime } = (await ask(() => docker.info())) as { SystemTime: string };
  for (const { Id, Created } of holders) {
    const ageMs = Date.parse(SystemTime) - Created * 1000;
    if (used.has(Id) || ageMs < leftoverMs) continue;
    await removeContainer(docker, Id).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    });
  }
}
