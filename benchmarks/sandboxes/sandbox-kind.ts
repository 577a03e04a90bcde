/** A way to run a command: in the center, and with nothing around it. */
export interface SandboxKind {
  /** The executor's name. */
  name: "process" | "docker";
  /** What `runBare` is, in words. */
  bare: string;
  /** Settings of a center that runs its sandboxes in this way. */
  environment: Readonly<Record<string, string>>;
  /** What a suite names beside its command. */
  source: { directory: string } | { image: string };
  /** Runs a shell script and gives its output as it comes; nothing is left of it after the last byte. */
  runBare(script: string): AsyncIterable<Uint8Array>;
  /** Resolves when nothing is left of what a center has run, so that it does not disturb what comes next. */
  untilIdle(dataDir: string): Promise<void>;
}

/** The command of a suite, or of a bare run. */
export const commandOf = (script: string) => ["/bin/sh", "-c", script];
