import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { until } from "./test-center.ts";

const program = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));

export interface AacProcess {
  pid: number;
  /** What it has said so far. */
  stdout(): string;
  stderr(): string;
  /** Its exit code, once it has one. */
  exitCode: Promise<number | null>;
  /** The address it serves at; throws what it said when it ends instead. */
  address(): Promise<string>;
  /** Asks it to stop, and waits until it has. Stopping twice is fine. */
  stop(): Promise<number | null>;
}

/** `aac …` as a process of its own, with nothing of this one's settings. */
export function startAac(args: readonly string[], settings: Record<string, string> = {}, user?: number): AacProcess {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH, HOME, EXECUTOR_URL: "process:", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (said[name] += text));
  }
  let hasEnded = false;
  const exitCode = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      hasEnded = true;
      resolve(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    exitCode,
    address: () =>
      until("the address", async () => {
        if (hasEnded) throw new Error(`aac ended: ${said.stdout}${said.stderr}`);
        return /Dashboard +(\S+)/.exec(said.stdout)?.[1];
      }),
    async stop() {
      if (!hasEnded) child.kill("SIGTERM");
      return exitCode;
    },
  };
}
