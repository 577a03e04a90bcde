import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { buildAgent } from "../kubernetes.ts";
import {
  type AgentSession,
  createAgentSession,
} from "../../../packages/adapters/src/executor/kubernetes/agent-session.ts";
import type { ExecConnection } from "../../../packages/adapters/src/executor/kubernetes/exec-connection.ts";

/** The agent as the first process of a family of its own, without a cluster and a container around it. */
export interface LocalAgent {
  session(): AgentSession;
  /** Breaks the connections that there are. */
  cut(): void;
  /** Where a command may work. */
  dir: string;
  stop(): Promise<void>;
}

/** Null where Go is missing, or this system lets us make no family of processes. */
export async function startLocalAgent(): Promise<LocalAgent | null> {
  const apart = ["--pid", "--mount-proc", "--fork", "--kill-child"];
  const canBuild = spawnSync("go", ["version"]).status === 0;
  if (!canBuild || process.getuid?.() !== 0 || spawnSync("unshare", [...apart, "true"]).status !== 0) return null;
  const program = buildAgent();
  const dir = await mkdtemp(join(tmpdir(), "aac-agent-"));
  const outer = spawn("unshare", [...apart, program, "run", dir], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => outer.once("close", () => resolve()));
  let first = "";
  while (first === "") {
    first = await readFile(`/proc/${outer.pid}/task/${outer.pid}/children`, "utf8").then((text) => text.trim());
    await pause(10);
  }
  const connections = new Set<ExecConnection>();
  const connect = async (onOutput: (bytes: Buffer) => boolean): Promise<ExecConnection> => {
    const child = spawn("nsenter", ["-t", first, "-p", "-m", program, "serve", dir], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    child.stdin.on("error", () => undefined);
    child.stdout.on("data", onOutput);
    const connection = {
      send: (text: string) => void child.stdin.write(text),
      close: () => void child.kill("SIGKILL"),
      closed: new Promise<string>((resolve) => child.once("close", () => resolve(""))),
    };
    connections.add(connection);
    void connection.closed.then(() => connections.delete(connection));
    return connection;
  };
  return {
    dir,
    session: () => createAgentSession({ connect, isGone: () => outer.exitCode !== null || outer.signalCode !== null }),
    cut: () => connections.forEach((connection) => connection.close()),
    async stop() {
      outer.kill("SIGKILL");
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
