import { once } from "node:events";
import { mkdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Client, createClient } from "@aac/contract";
import type { Layout, Member } from "./layouts.ts";
import { createRealProcess, endingWithUs, type RealProcess } from "./real-process.ts";
import { makeSmallDisk, type SmallDisk } from "./small-disk.ts";

const program = join(import.meta.dirname, "../../apps/cli/src/main.ts");

export interface RealCenterOptions {
  layout: Layout;
  /** A folder of its own. */
  folder: string;
  /** Settings of every process, by the names of the environment. */
  settings: Record<string, string>;
  /** Of the engine, where containers are used. */
  dockerHost: string | null;
}

/** A center of real processes, each started as `aac` starts it, over one data folder. */
export interface RealCenter {
  readonly client: Client;
  readonly members: ReadonlyMap<string, RealProcess>;
  readonly disk: SmallDisk | null;
  /** The data folder: as this process reaches it, and as its own processes name it. */
  readonly data: { here: string; there: string };
  /** Starts what does not run; resolves when all are up. */
  start(): Promise<void>;
  /** Ends all of it, and removes the folder. */
  stop(): Promise<void>;
}

/** Bytes of the disk that can be filled: room enough for some histories. */
const smallDiskBytes = 64 * 1024 * 1024;

export async function startRealCenter(options: RealCenterOptions): Promise<RealCenter> {
  const { layout, folder } = options;
  const there = join(folder, "data");
  await mkdir(there, { recursive: true });
  const disk = layout.smallDisk ? await makeSmallDisk(there, smallDiskBytes) : null;
  const here = disk?.path ?? there;
  if (disk) {
    // A suite that cannot write its own output fails by itself; what is looked at is the center.
    await mkdir(join(folder, "sandboxes"));
    await symlink(join(folder, "sandboxes"), join(here, "sandboxes"));
  }
  const environment = {
    PATH: process.env["PATH"] ?? "",
    AAC_MODE: "local",
    AAC_DATA: there,
    EXECUTOR_URL: options.dockerHost ? `docker:${options.dockerHost}` : "process:",
    ...options.settings,
  };
  const ports = new Map<string, number>();
  for (const { name } of layout.members) ports.set(name, await freePort());

  const members = new Map(
    layout.members.map((member) => {
      const command = endingWithUs(commandOf(member, ports.get(member.name)!));
      const made = createRealProcess({
        name: member.name,
        command: disk ? disk.seenBy(command) : command,
        environment: { ...environment, WORKER_PORT: String(ports.get(member.name)) },
        isUp: () => answers(`http://127.0.0.1:${ports.get(member.name)}/health/live`),
      });
      return [member.name, made];
    }),
  );
  const serving = layout.members.find(({ role }) => role !== "worker")!;
  const start = async () => {
    await members.get(serving.name)!.start();
    await Promise.all(members.values().map((member) => member.start()));
  };
  await start();
  const apiKey = (await readFile(join(here, "api-key"), "utf8")).trim();
  const baseUrl = `http://127.0.0.1:${ports.get(serving.name)}`;
  return {
    client: createClient({ baseUrl, headers: { authorization: `Bearer ${apiKey}` } }),
    members,
    disk,
    data: { here, there },
    start,
    async stop() {
      await Promise.all(members.values().map((member) => member.signal("SIGTERM")));
      await disk?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function commandOf({ role }: Member, port: number): [string, ...string[]] {
  const command: [string, ...string[]] = [process.execPath, program, role];
  if (role === "worker") return command;
  return [...command, "--port", String(port), ...(role === "up" ? ["--no-demo"] : [])];
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.body?.cancel().then(() => response.ok) ?? response.ok,
    () => false,
  );
}

/** Below those that outgoing connections are given: nobody else takes it while its process is away. */
const lowestPort = 20_000;
const ports = 10_000;

async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + Math.floor(Math.random() * ports);
    const server = createServer().listen(port, "127.0.0.1");
    const isFree = await Promise.race([
      once(server, "listening").then(() => true),
      once(server, "error").then(() => false),
    ]).catch(() => false);
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
}
