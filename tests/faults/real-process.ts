import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** An end that nobody asked for. */
export interface UnaskedExit {
  name: string;
  at: number;
  /** It had not come up yet. */
  isStart: boolean;
  code: number | null;
  signal: string | null;
  said: string;
}

/** A process that is kept running, as an init system would: one that ends unasked is started again. */
export interface RealProcess {
  readonly name: string;
  /** Starts it, where it does not run; resolves when it is up. */
  start(): Promise<void>;
  /** Sends a signal. SIGKILL and SIGTERM end it for good, and resolve when it has ended; `start` brings it back. */
  signal(name: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT" | "SIGHUP"): Promise<void>;
  /** Pids with the instants they were started at, oldest first. */
  readonly lives: readonly { pid: number; at: number }[];
  readonly unasked: readonly UnaskedExit[];
}

/** A process that is not up by then, however often it is started, never will be: nothing can be tested with it. */
const longestStartMs = 60_000;
/** What an init system waits before it starts a process again that has ended by itself. */
const againMs = 300;
/** A process that does not end this long after SIGTERM is killed, and that is noted as an unasked end. */
const longestStopMs = 30_000;

export function createRealProcess(options: {
  name: string;
  command: readonly [string, ...string[]];
  environment: Record<string, string>;
  /** Whether it is up. */
  isUp: (pid: number) => Promise<boolean>;
}): RealProcess {
  const { name } = options;
  const lives: { pid: number; at: number }[] = [];
  const unasked: UnaskedExit[] = [];
  let isWanted = false;
  let child: ChildProcess | null = null;
  let isUp = false;
  let ended: Promise<void> = Promise.resolve();

  const launch = () => {
    const [program, ...args] = options.command;
    const launched = spawn(program, args, { env: options.environment, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    launched.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4_000)));
    child = launched;
    isUp = false;
    if (launched.pid !== undefined) lives.push({ pid: launched.pid, at: Date.now() });
    ended = new Promise((resolve, reject) => {
      launched.once("error", reject);
      launched.once("close", (code, signal) => {
        child = null;
        // Asked to end once it is up, it ends well.
        const isAsked = signal === "SIGKILL" || (signal === "SIGTERM" && !isUp) || code === 0;
        if (isWanted || !isAsked) unasked.push({ name, at: Date.now(), isStart: !isUp, code, signal, said });
        if (isWanted) setTimeout(() => isWanted && child === null && launch(), againMs);
        resolve();
      });
    });
    void watchStart(launched);
  };
  const watchStart = async (launched: ChildProcess) => {
    while (child === launched && !isUp) {
      if (launched.pid !== undefined && (await options.isUp(launched.pid))) isUp = child === launched;
      else await pause(50);
    }
  };

  return {
    name,
    lives,
    unasked,
    async start() {
      isWanted = true;
      if (child === null) launch();
      const deadline = performance.now() + longestStartMs;
      while (isWanted && !isUp) {
        if (performance.now() > deadline) throw new Error(`${name} does not come up: ${unasked.at(-1)?.said ?? ""}`);
        await pause(20);
      }
    },
    async signal(signal) {
      if (signal !== "SIGKILL" && signal !== "SIGTERM") {
        child?.kill(signal);
        return;
      }
      isWanted = false;
      const { pid } = child ?? {};
      child?.kill(signal);
      const patience = setTimeout(() => {
        unasked.push({ name, at: Date.now(), isStart: false, code: null, signal: null, said: "It does not stop." });
        if (pid !== undefined) process.kill(pid, "SIGKILL");
      }, longestStopMs);
      await ended;
      clearTimeout(patience);
    },
  };
}
