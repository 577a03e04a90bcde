import { randomBytes } from "node:crypto";
import { mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient } from "@aac/contract";
import type { Layout, Member } from "./layouts.ts";
import { endingWithUs } from "../services/ending-with-us.ts";
import { freePort } from "../services/free-port.ts";
import { createRealProcess, type RealProcess } from "./real-process.ts";
import { type RealServers, serverNames, serverSettings } from "./real-servers.ts";
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
  /** Where the layout has some; ended by who started them. */
  servers?: RealServers | null;
  /** The database of the store that is shared. */
  database?: string;
}

/** A center of real processes, each started as `aac` starts it. */
export interface RealCenter {
  /** Asks the producers in turn. */
  readonly client: Client;
  readonly members: ReadonlyMap<string, RealProcess>;
  readonly disk: SmallDisk | null;
  readonly servers: RealServers | null;
  /** The data folders, one for all or one each: as this process reaches them, and as the center's own name them. */
  readonly data: readonly { here: string; there: string }[];
  /** Starts what does not run; resolves when all are up. */
  start(): Promise<void>;
  /** Ends all of it, and removes the folder. */
  stop(): Promise<void>;
}

/** Bytes of the disk that can be filled: room enough for some histories. */
const smallDiskBytes = 64 * 1024 * 1024;

export async function startRealCenter(options: RealCenterOptions): Promise<RealCenter> {
  const { layout, folder, servers = null } = options;
  const folderOf = ({ name }: Member) => join(folder, layout.hasServers ? name.replaceAll(" ", "-") : "data");
  const folders = [...new Set(layout.members.map(folderOf))];
  for (const there of folders) await mkdir(there, { recursive: true });
  const disk = layout.smallDisk ? await makeSmallDisk(folders[0]!, smallDiskBytes) : null;
  const data = folders.map((there) => ({ here: disk?.path ?? there, there }));
  if (disk) {
    // A suite that cannot write its own output fails by itself; what is looked at is the center.
    await mkdir(join(folder, "sandboxes"));
    await symlink(join(folder, "sandboxes"), join(disk.path, "sandboxes"));
  }
  const apiKey = `aac_${randomBytes(32).toString("base64url")}`;
  const environment = {
    PATH: process.env["PATH"] ?? "",
    AAC_MODE: "local",
    AAC_API_KEY: apiKey,
    EXECUTOR_URL: options.dockerHost ? `docker:${options.dockerHost}` : "process:",
    ...(layout.hasServers ? { REPORTS_DIR: join(folder, "reports"), ...sharedSecrets() } : {}),
    ...options.settings,
  };

  const ports = new Map<string, number>();
  const members = new Map<string, RealProcess>();
  for (const member of layout.members) {
    const { name } = member;
    const port = await freePort();
    ports.set(name, port);
    const command = endingWithUs(commandOf(member, port));
    const made = createRealProcess({
      name,
      command: disk ? disk.seenBy(command) : command,
      environment: {
        ...environment,
        AAC_DATA: folderOf(member),
        WORKER_PORT: String(port),
        ...(servers ? await linksOf(servers, name, options.database ?? "aac") : {}),
      },
      // What waits for a store that others share is up, and of no use yet.
      isUp: () => answers(`http://127.0.0.1:${port}/health/${servers ? "ready" : "live"}`),
    });
    members.set(name, made);
  }
  const serving = layout.members.filter(({ role }) => role !== "worker");
  const start = async () => {
    await members.get(serving[0]!.name)!.start();
    await Promise.all(members.values().map((member) => member.start()));
  };
  await start();
  const addresses = serving.map(({ name }) => `http://127.0.0.1:${ports.get(name)}`);
  return {
    client: createClient({
      baseUrl: addresses[0]!,
      headers: { authorization: `Bearer ${apiKey}` },
      fetch: inTurn(addresses),
    }),
    members,
    disk,
    servers,
    data,
    start,
    async stop() {
      await Promise.all(members.values().map((member) => member.signal("SIGTERM")));
      await disk?.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What processes without a folder in common have to be told alike. */
function sharedSecrets() {
  return { JWT_SECRET: randomBytes(48).toString("base64"), ENCRYPTION_KEY: randomBytes(32).toString("base64") };
}

async function linksOf(servers: RealServers, member: string, database: string): Promise<Record<string, string>> {
  const links = serverNames.map(async (name) => {
    const { url } = await servers.link(member, name);
    return [serverSettings[name], name === "store" ? new URL(database, url).href : url];
  });
  return Object.fromEntries(await Promise.all(links)) as Record<string, string>;
}

/**
 * Sends each request to another address, and on to the next where that one is not ready, as a load balancer does; what may
 * have been done already is not sent twice.
 */
function inTurn(addresses: readonly string[]): typeof fetch {
  let count = 0;
  return async (input, init) => {
    const isSafe = (init?.method ?? "GET") === "GET";
    const first = count++;
    for (let tries = 1; ; tries++) {
      const address = addresses[(first + tries) % addresses.length]!;
      const isLast = tries === addresses.length;
      try {
        // Our client names addresses as texts.
        const response = await fetch((input as string).replace(addresses[0]!, address), init);
        if (response.status !== 503 || isLast) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast || !isSafe || init?.signal?.aborted) throw error;
      }
    }
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
