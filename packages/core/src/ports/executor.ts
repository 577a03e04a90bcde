import type { Limits } from "@aac/contract";
import type { Exit } from "../domain/run/verdict.ts";

/** What one attempt of a job needs of a sandbox. */
export interface SandboxSpec {
  orgId: string;
  runId: string;
  jobId: string;
  attemptId: string;
  /** At least one of the two: an image to run, a directory of this host to run (in an image, or built into one). */
  image: string | null;
  directory: string | null;
  /** The whole command. */
  command: readonly string[];
  /** The command is `/bin/sh <workingDirectory>/entrypoint.sh …`: a missing or damaged one is told as such. */
  usesEntrypoint: boolean;
  workingDirectory: string;
  /** Everything the command sees besides what its image sets. */
  variables: Readonly<Record<string, string>>;
  limits: Limits;
  /** The engine's runtime that the organization wants, such as `runsc`; null: the engine's own choice. */
  runtime: string | null;
  /** What the image's registry wants to be shown; null: nothing. Of no use to anything but the pull. */
  registry: RegistryAccess | null;
}

export interface RegistryAccess {
  host: string;
  username: string;
  password: string;
}

/** A sandbox as it can be found again by a worker that did not start it. */
export interface SandboxRef {
  /** The executor's own name of it. */
  id: string;
  jobId: string;
  attemptId: string;
}

export interface SandboxFile {
  /** Relative to the working directory, `/`-separated, never absolute and never with `..`. */
  path: string;
  sizeBytes: number;
  /** To be read before the next file is asked for, or not at all. */
  bytes: AsyncIterable<Uint8Array>;
}

export interface Sandbox {
  readonly ref: SandboxRef;
  /** The image that runs, by digest or id where there is one. */
  readonly image: string | null;
  /** Where the command runs, as it sees it: reports may name files by it. */
  readonly workingDirectory: string;
  /**
   * Everything the command has written to its standard output and error, in order, from its first byte (also when
   * attached to later). Ends when all of it was read after the exit. Not reading it slows the command down; may be
   * iterated once.
   */
  readonly logs: AsyncIterable<Uint8Array>;
  /** Resolves when the command has ended, for whatever reason; rejects with a Problem when that cannot be learned. */
  readonly exited: Promise<Exit>;
  /** Ends the command and all its children: asks first, insists after `graceMs`. Also after the exit; resolves when they are gone. */
  kill(graceMs: number): Promise<void>;
  /**
   * The regular files below the working directory that the command made or changed and that match one of the globs.
   * Symbolic links, devices and what lies outside are not followed and not given. After the exit they are complete. While
   * the command runs they are what is there at that moment: one that is being written may come in part, with fewer bytes
   * than its size, or throw; asked for again it is given anew.
   */
  files(globs: readonly string[]): AsyncIterable<SandboxFile>;
  /** Removes it and everything of it. Safe at any moment, any number of times; ends the command where it still runs. */
  dispose(): Promise<void>;
  /** Lets go of it without ending it, so that another worker (or this one, restarted) can attach to it. */
  detach(): Promise<void>;
}

/** Runs one attempt in one sandbox. Made once per worker; `start` may be called concurrently. */
export interface Executor {
  readonly name: string;
  /** Whether a suite is kept from harming the host and other suites. */
  readonly isolates: boolean;
  /** Throws a Problem naming the remedy when this host cannot run sandboxes. */
  check(): Promise<{ detail: string }>;
  /**
   * Prepares and starts a sandbox; `onPrepared` is called when the image and files are there and the command is about
   * to be started. Throws a Problem that says whose failure it was; nothing of the sandbox is then left. When `signal`
   * aborts, preparing ends early with the signal's reason.
   */
  start(
    spec: SandboxSpec,
    options: {
      signal: AbortSignal;
      onPrepared?: () => void;
      /**
       * Told as each begins: the image is made or pulled, where that is known, the sandbox made, the command started.
       * `create` and `start` are always told, and `start` last.
       */
      onStep?: (step: "image" | "create" | "start") => void;
    },
  ): Promise<Sandbox>;
  /** Sandboxes of this center on this host, running or ended, that were not disposed of. */
  list(): Promise<SandboxRef[]>;
  /** Takes up a sandbox that another process started; null when it is not there any more. */
  attach(ref: SandboxRef, spec: SandboxSpec): Promise<Sandbox | null>;
  /** Removes a sandbox that nobody wants any more. */
  remove(ref: SandboxRef): Promise<void>;
  close(): Promise<void>;
}
