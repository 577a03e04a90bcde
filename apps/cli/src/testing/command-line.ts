import type { Serve } from "../commands/serve.ts";
import type { Host } from "../host.ts";
import { runProgram } from "../program.ts";
import { readSurroundings } from "../settings.ts";

export interface CommandLineOptions {
  url?: string;
  cwd?: string;
  isTTY?: boolean;
  variables?: Record<string, string>;
  serve?: Serve;
  /** The clock; it stands still where none is given. */
  now?: () => number;
}

/** A command that runs in this process, with everything it may touch in the test's hands. */
export interface CommandLine {
  readonly exitCode: Promise<number>;
  /** What it has written so far. */
  stdout(): string;
  stderr(): string;
  /** Presses Ctrl-C. Throws when the command does not listen, as the process would then just end. */
  interrupt(): void;
}

/** Runs `aac` with these arguments. The current directory is no repository, so neither branch nor commit is found. */
export function aac(argv: readonly string[], options: CommandLineOptions = {}): CommandLine {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written) => ({
    isTTY: options.isTTY ?? false,
    columns: 100,
    write: (text: string) => (written[name] += text),
  });
  const handlers = new Set<() => void>();
  const variables = { AAC_DATA: "/nowhere", ...(options.url === undefined ? {} : { AAC_URL: options.url }) };
  const host: Host = {
    stdout: output("stdout"),
    stderr: output("stderr"),
    cwd: options.cwd ?? "/",
    checkout: "/nowhere",
    surroundings: readSurroundings({ ...variables, ...options.variables }),
    fetch: globalThis.fetch,
    now: options.now ?? (() => Date.parse("2026-11-23T09:05:00.000Z")),
    every: (_, tick) => (tick(), () => undefined),
    pause: async () => undefined,
    onInterrupt(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
  const serve = options.serve ?? (() => Promise.reject(new Error("This command serves nothing.")));
  return {
    exitCode: runProgram(argv, host, serve),
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    interrupt() {
      if (handlers.size === 0) throw new Error("Nobody listens for Ctrl-C.");
      for (const handler of handlers) handler();
    },
  };
}
