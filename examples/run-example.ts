import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { cp, glob, mkdtemp, realpath, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ReportedTest, Totals } from "@aac/contract";
import { ignoredGlobs, type ReportFile, readReports, reportGlobs } from "@aac/reports";

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

export interface ExampleOptions {
  directory: string;
  folder: string;
  /** The environment of this process; what finds toolchains and their caches is taken from it. */
  host: Record<string, string | undefined>;
  variables?: Record<string, string>;
  /** Changes the copy before the suite runs. */
  prepare?: (copy: string) => Promise<void>;
}

/**
 * Runs an example's entrypoint as the center does: in a scratch copy, with a clean environment, and reads the reports
 * it leaves. The copy is removed again.
 */
export async function runExample({ directory, folder, host, variables, prepare }: ExampleOptions): Promise<ExampleRun> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), "aac-example-")));
  try {
    await cp(directory, copy, { recursive: true, filter: (path) => !leftovers.has(basename(path)) });
    await prepare?.(copy);
    const ended = await runEntrypoint(copy, folder, { ...cleanEnvironment(host), ...variables });
    return { ...ended, tests: await readTests(copy) };
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

/** Besides PATH and HOME: the browser to take, and the certificate of a company's own package mirror. */
const fromHost = ["PATH", "HOME", "CHROMIUM_PATH", "NODE_EXTRA_CA_CERTS"];

function cleanEnvironment(host: ExampleOptions["host"]): Record<string, string> {
  const environment: Record<string, string> = {
    CI: "true",
    TASK_ID: "task-1",
    FRAMEWORK_AGNOSTIC: "true",
    AAC_RUN_ID: "run-1",
    AAC_SHARD: "1",
    AAC_SHARDS: "1",
  };
  for (const name of fromHost) {
    const value = host[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
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

async function readTests(directory: string): Promise<ReportedTest[]> {
  const files: ReportFile[] = [];
  for await (const path of glob(reportGlobs, { cwd: directory, exclude: ignoredGlobs })) {
    const file = join(directory, path);
    const info = await stat(file);
    if (info.isFile()) files.push({ path, sizeBytes: info.size, open: () => createReadStream(file) });
  }
  const tests: ReportedTest[] = [];
  for await (const news of readReports(files, { workingDirectory: directory })) {
    if (news.kind === "test") tests.push(news.test);
    else if (news.damage) throw news.damage;
  }
  return tests;
}
