import { afterAll, beforeAll, expect, test } from "vitest";
import type { Exit } from "../domain/run/verdict.ts";
import type { Executor, Sandbox, SandboxSpec } from "./executor.ts";

/** What a sandbox of these tests does, in the two languages that executors understand. */
export interface Program {
  /** For executors that run commands. */
  shell: string;
  /** For those that only pretend: the variables that say the same. Null where it cannot be said. */
  script: Readonly<Record<string, string>> | null;
  /** Files of the suite beside it. */
  files?: Readonly<Record<string, { content: string; mode?: number }>>;
  /** Instead of `shell`: run `entrypoint.sh` of the files, or this. */
  command?: "entrypoint" | readonly string[];
  variables?: Readonly<Record<string, string>>;
  limits?: Partial<SandboxSpec["limits"]>;
}

export interface ExecutorHarness {
  /** Each call makes another one on the same host and center, as a worker that starts again does. */
  executor(): Executor;
  /** A spec, with ids of its own, that runs a program. */
  spec(program: Program): Promise<SandboxSpec>;
  /** Whether a process with this word among its arguments runs on the host. */
  isRunning(word: string): Promise<boolean>;
  close(): Promise<void>;
}

export const go = { signal: new AbortController().signal };

/** Each byte as one character, so that none is lost. */
export const textOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

export async function readLog(sandbox: Sandbox): Promise<string> {
  let text = "";
  for await (const bytes of sandbox.logs) text += textOf(bytes);
  return text;
}

export async function readFiles(sandbox: Sandbox, globs: readonly string[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const file of sandbox.files(globs)) {
    let content = "";
    for await (const bytes of file.bytes) content += textOf(bytes);
    expect(content.length).toBe(file.sizeBytes);
    files[file.path] = content;
  }
  return files;
}

/** Reads a log until a text has come; the rest can be read on. */
export async function readUntil(logs: AsyncIterator<Uint8Array>, wanted: string): Promise<string> {
  let text = "";
  while (!text.includes(wanted)) {
    const next = await logs.next();
    if (next.done) throw new Error(`The log ended without "${wanted}": ${text}`);
    text += textOf(next.value);
  }
  return text;
}

/** One executor under test, made before the tests of a file and cleared of its sandboxes after them. */
export interface ExecutorBench {
  understands: "shell" | "script";
  executor(): Executor;
  /** Another one on the same host. */
  another(): Executor;
  spec(program: Program): Promise<SandboxSpec>;
  isRunning(word: string): Promise<boolean>;
  start(program: Program): Promise<{ spec: SandboxSpec; sandbox: Sandbox }>;
  /** Runs a program to its end. */
  run(program: Program): Promise<{ spec: SandboxSpec; sandbox: Sandbox; exit: Exit; log: string }>;
  /** A promise about a program, made only of executors that understand it. */
  promise(title: string, program: Program, keep: (program: Program) => Promise<void>): void;
}

export function executorBench(
  understands: "shell" | "script",
  makeHarness: () => Promise<ExecutorHarness>,
): ExecutorBench {
  let harness: ExecutorHarness;
  let executor: Executor;
  beforeAll(async () => {
    harness = await makeHarness();
    executor = harness.executor();
  });
  afterAll(async () => {
    for (const ref of (await executor?.list()) ?? []) await executor.remove(ref);
    await executor?.close();
    await harness?.close();
  });

  const start = async (program: Program) => {
    const spec = await harness.spec(program);
    return { spec, sandbox: await executor.start(spec, go) };
  };
  return {
    understands,
    executor: () => executor,
    another: () => harness.executor(),
    spec: (program) => harness.spec(program),
    isRunning: (word) => harness.isRunning(word),
    start,
    async run(program) {
      const { spec, sandbox } = await start(program);
      const [exit, log] = await Promise.all([sandbox.exited, readLog(sandbox)]);
      return { spec, sandbox, exit, log };
    },
    promise(title, program, keep) {
      if (understands === "script" && program.script === null) return;
      // oxlint-disable-next-line vitest/valid-title
      test(title, () => keep(program));
    },
  };
}
