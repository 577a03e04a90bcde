import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { endingWithUs } from "./ending-with-us.ts";
import { freePort } from "./free-port.ts";

/** A real server that tests may use. */
export interface Server {
  /** As the setting of the center takes it. */
  readonly url: string;
  /** Ends the server if it was started for these tests, with all it has kept. Calling it twice is fine. */
  stop(): Promise<void>;
}

/** A server that was started for the caller alone, who may hurt it. */
export interface OwnServer extends Server {
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and data; resolves when it answers. */
  start(): Promise<void>;
  /** SIGSTOP: connections stay, nothing is answered. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
}

export interface ServerSpec {
  /** For messages. */
  name: string;
  /** What to run; it stays in the foreground and keeps what it must below `dir`. */
  command(place: Place): { file: string; args: readonly string[]; env?: Record<string, string> };
  url(place: Place): string;
  /** Throws, or answers false, until the server takes work. */
  isReady(url: string): Promise<boolean>;
}

export interface Place {
  dir: string;
  /** Free when the server was first started, on 127.0.0.1; nobody takes it while the server is away. */
  port: number;
  /** A second one, for what a server needs besides. */
  otherPort: number;
}

const lookEveryMs = 50;
/** For a minute; counted in looks, because installing another server may hold up this process for as long. */
const mostLooks = 1_200;
const lastWordsChars = 4_000;

/** Starts a server in a process group, a folder and on ports of its own. Throws with its last words when it does not come up. */
export async function startOwnServer(spec: ServerSpec): Promise<OwnServer> {
  const dir = await mkdtemp(join(tmpdir(), `aac-${spec.name}-`));
  const place: Place = { dir, port: await freePort(), otherPort: await freePort() };
  const url = spec.url(place);
  let running: { child: ChildProcess; ended: Promise<void> } | null = null;

  const signal = (name: NodeJS.Signals) => {
    const pid = running?.child.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  const kill = async () => {
    signal("SIGKILL");
    await running?.ended;
  };
  const start = async () => {
    running = await launch(spec, place);
    for (let looks = 1; !(await spec.isReady(url).catch(() => false)); looks++) {
      if (running.child.exitCode !== null || looks === mostLooks) {
        await kill();
        throw new Error(`${spec.name} is installed but does not come up:\n${await lastWords(dir)}`);
      }
      await pause(lookEveryMs);
    }
  };
  const stop = async () => {
    await kill();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, kill, start, stop, pause: () => signal("SIGSTOP"), resume: () => signal("SIGCONT") };
}

async function launch(spec: ServerSpec, place: Place) {
  const { file, args, env } = spec.command(place);
  const log = await open(join(place.dir, "log"), "a");
  const [command, ...rest] = endingWithUs([file, ...args]);
  const child = spawn(command, rest, {
    cwd: place.dir,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  await log.close();
  return { child, ended };
}

const lastWords = (dir: string) =>
  readFile(join(dir, "log"), "utf8").then(
    (text) => text.slice(-lastWordsChars),
    () => "",
  );

/** Whether a program can be run here. With `CI`, as root, the Debian package that has it is installed first. */
export function isInstalled(program: string, debianPackage?: string): boolean {
  const isThere = (name: string) => spawnSync("sh", ["-c", 'command -v "$0"', name]).status === 0;
  if (isThere(program)) return true;
  if (!debianPackage || !process.env["CI"] || process.getuid?.() !== 0 || !isThere("apt-get")) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) => spawnSync("apt-get", ["-q", ...args], { env, stdio: "inherit" }).status === 0;
  const install = () => apt("-y", "install", "--no-install-recommends", debianPackage);
  return (install() || (apt("update") && install())) && isThere(program);
}
