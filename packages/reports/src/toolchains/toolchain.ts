import { execFile, spawnSync } from "node:child_process";
import { createReadStream, statSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ReportFile } from "../report-format.ts";

/** A directory with a suite that a real tool can run; it is removed when the test is over. */
export interface Workspace {
  directory: string;
  /** Runs a command in it, whatever it comes to, and returns what it printed. */
  run(command: string, args: readonly string[]): Promise<string>;
  report(path: string): ReportFile;
}

/**
 * Whether to test with a tool: says so where it is missing. With `CI=true` the answer for a tool that every machine of
 * ours has is always yes, so that its absence fails the tests instead of skipping them.
 */
export function hasTool(tool: string, probe: readonly [string, ...string[]], isRequired = true): boolean {
  const [command, ...args] = probe;
  if (spawnSync(command, args, { stdio: "ignore" }).status === 0) return true;
  process.stdout.write(`${tool} is not on this machine: its reports are not tested.\n`);
  // oxlint-disable-next-line node/no-process-env -- of the machine that runs the tests, not of the product
  return isRequired && process.env.CI === "true";
}

export async function createWorkspace(files: Readonly<Record<string, string>>): Promise<Workspace> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "aac-reports-")));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  return {
    directory,
    run: (command, args) =>
      new Promise((resolve) => {
        const options = { cwd: directory, env: cleanEnvironment(), maxBuffer: 64 * 1024 * 1024 };
        execFile(command, args, options, (_error, stdout, stderr) => resolve(stdout === "" ? stderr : stdout));
      }),
    report: (path) => ({
      path,
      sizeBytes: statSync(join(directory, path)).size,
      open: () => createReadStream(join(directory, path)),
    }),
  };
}

// What the test runner sets for itself would change how the tools behave.
function cleanEnvironment(): NodeJS.ProcessEnv {
  // oxlint-disable-next-line node/no-process-env -- of the machine that runs the tests, not of the product
  const { PATH, HOME, TMPDIR, GOPATH, GOCACHE, GOMODCACHE, JAVA_HOME, LANG } = process.env;
  return { PATH, HOME, TMPDIR, GOPATH, GOCACHE, GOMODCACHE, JAVA_HOME, LANG, GOTOOLCHAIN: "local" };
}
