import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { cp, glob, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ReportedTest, Totals } from "@aac/contract";
import { readReport, reportGlobs } from "@aac/reports";

export interface ExampleRun {
  exitCode: number | null;
  output: string;
  /** The output in pieces as they came. */
  pieces: { text: string; beforeEndMs: number }[];
  tests: ReportedTest[];
}

/** What stands in the way of a clean copy: the traces of running an example where it is. */
const leftovers = new Set([
  "node_modules",
  "target",
  "test-results",
  "playwright-report",
  "pytest-report",
  "junit.xml",
]);

/**
 * Runs an example's entrypoint as the center does: in a scratch copy, with nothing of our environment but what finds
 * the toolchain, and reads the reports it leaves. The copy is removed again.
 */
export async function runExample(
  directory: string,
  folder: string,
  variables: Record<string, string> = {},
  prepare: (copy: string) => Promise<void> = async () => {},
): Promise<ExampleRun> {
  const copy = await mkdtemp(join(tmpdir(), "aac-example-"));
  try {
    await cp(directory, copy, { recursive: true, filter: (path) => !leftovers.has(basename(path)) });
    await prepare(copy);
    const ended = await runEntrypoint(copy, folder, { ...cleanEnvironment(), ...variables });
    return { ...ended, tests: await readReports(copy) };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

export function totalsOf(tests: readonly ReportedTest[]): Totals {
  const count = (status: ReportedTest["status"]) => tests.filter((test) => test.status === status).length;
  return {
    tests: tests.length,
    passed: count("passed"),
    failed: count("failed"),
    skipped: count("skipped"),
    flaky: tests.filter((test) => test.flaky).length,
  };
}

function cleanEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "CHROMIUM_PATH", "NODE_EXTRA_CA_CERTS"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    CI: "true",
    TASK_ID: "task-1",
    FRAMEWORK_AGNOSTIC: "true",
    AAC_RUN_ID: "run-1",
    AAC_SHARD: "1",
    AAC_SHARDS: "1",
  };
}

async function runEntrypoint(
  cwd: string,
  folder: string,
  env: Record<string, string>,
): Promise<Omit<ExampleRun, "tests">> {
  const child = spawn("/bin/sh", ["entrypoint.sh", folder], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const pieces: { text: string; at: number }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => pieces.push({ text, at: performance.now() }));
  }
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  const end = performance.now();
  return {
    exitCode,
    output: pieces.map(({ text }) => text).join(""),
    pieces: pieces.map(({ text, at }) => ({ text, beforeEndMs: end - at })),
  };
}

async function readReports(directory: string): Promise<ReportedTest[]> {
  const tests: ReportedTest[] = [];
  const exclude = (path: string) => path.includes("node_modules");
  for await (const path of glob(reportGlobs, { cwd: directory, exclude })) {
    const file = join(directory, path);
    const info = await stat(file);
    if (!info.isFile()) continue;
    const report = await readReport({ path, sizeBytes: info.size, open: () => createReadStream(file) });
    for await (const test of report.tests) tests.push(test);
  }
  return tests;
}
