import type { Surroundings } from "./settings.ts";

/** Where text goes. `columns` is the width of the terminal, where it is one. */
export interface TextOutput {
  write(text: string): unknown;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** Everything outside of the commands that they may touch; `main.ts` passes the process, tests pass their own. */
export interface Host {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly cwd: string;
  /** The root of the checkout this command belongs to: its `.aac` is where `npm start` keeps its data. */
  readonly checkout: string;
  readonly surroundings: Surroundings;
  readonly fetch: typeof fetch;
  now(): number;
  /** Calls `tick` every `ms` until the returned function is called. Does not keep the process alive. */
  every(ms: number, tick: () => void): () => void;
  pause(ms: number): Promise<void>;
  /** Takes Ctrl-C and SIGTERM over until the returned function is called. */
  onInterrupt(handler: () => void): () => void;
}
