import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Client, createClient } from "@aac/contract";
import { until } from "./until.ts";

/** A center in a process of its own, started as a user starts it. */
export interface CenterProcess {
  url: string;
  apiKey: string;
  client: Client;
  pid: number;
  /** Asks it to end, and waits. Ending one that has ended is fine. */
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

const commandLine = join(import.meta.dirname, "../apps/cli/src/main.ts");

/**
 * Starts `aac up` or `aac producer` in local mode with its own settings and nothing of ours. Resolves when it is ready
 * to serve; throws with what it said when it ends before that.
 */
export async function startCenter(options: {
  role: "up" | "producer";
  dataDir: string;
  environment?: Readonly<Record<string, string>>;
  profileDir?: string | null;
}): Promise<CenterProcess> {
  const { role, dataDir, profileDir } = options;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(
    process.execPath,
    [
      ...(profileDir ? ["--cpu-prof", `--cpu-prof-dir=${profileDir}`] : []),
      commandLine,
      role,
      "--port=0",
      `--data=${dataDir}`,
      ...(role === "up" ? ["--no-demo"] : []),
    ],
    { env: { PATH, HOME, AAC_MODE: "local", ...options.environment }, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = once(child, "close");
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
  };

  const read = async (name: string) => {
    if (child.exitCode !== null) throw new Error(`The center ended with ${child.exitCode}:\n${said}`);
    const text = await readFile(join(dataDir, name), "utf8").catch(() => "");
    return text.endsWith("\n") ? text.trim() : null;
  };
  try {
    const apiKey = await until("a center writes its key", () => read("api-key"));
    // One that was killed has left its address: ours is the one that answers.
    const { url, client } = await until("a center answers", async () => {
      const address = await read("address");
      if (address === null) return null;
      const asked = createClient({ baseUrl: address, headers: { authorization: `Bearer ${apiKey}` } });
      return asked.call("healthReady").then(
        () => ({ url: address, client: asked }),
        () => null,
      );
    });
    return { url, apiKey, client, pid: child.pid!, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
  } catch (error) {
    await end("SIGKILL");
    throw error;
  }
}
