import { access, constants, open, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { Problem, type SandboxSpec } from "@aac/core";
import type { ScratchFolder } from "./scratch-folder.ts";

/**
 * What of the host's own environment a command sees: where its programs, caches and settings are, and its language.
 * Toolchains keep their downloads below HOME; with one of its own every run would start with an empty cache.
 */
const fromHost = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];

export function commandEnvironment(
  host: Readonly<Record<string, string | undefined>>,
  folder: ScratchFolder,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = { PATH: "/usr/local/bin:/usr/bin:/bin" };
  for (const name of fromHost) {
    const value = host[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, TMPDIR: folder.temporary, ...variables };
}

/** The command with paths at or below the working directory turned into those of the scratch copy. */
export async function commandInScratch(spec: SandboxSpec, folder: ScratchFolder): Promise<string[]> {
  const top = spec.workingDirectory.replace(/\/+$/, "");
  return Promise.all(
    spec.command.map(async (argument) => {
      if (argument !== top && !argument.startsWith(`${top}/`)) return argument;
      const path = join(folder.work, argument.slice(top.length));
      // With `/` as the working directory every path is below it; only those that were copied are meant.
      return top !== "" || (await exists(path)) ? path : argument;
    }),
  );
}

/** Throws the Problem that tells why a command cannot be started, before a shell says so in fewer words. */
export async function checkCommand(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: ScratchFolder,
): Promise<void> {
  const name = command[0] ?? "";
  const paths = name.includes("/")
    ? [isAbsolute(name) ? name : join(folder.work, name)]
    : (environment["PATH"] ?? "").split(delimiter).map((directory) => join(directory || folder.work, name));
  let found: string | null = null;
  for (const path of paths) {
    if (
      !(await stat(path).then(
        (file) => file.isFile(),
        () => false,
      ))
    )
      continue;
    found ??= path;
    if (await mayExecute(path)) return checkFirstLine(path, name);
  }
  if (found === null)
    throw new Problem("command_not_found", `"${name}" is neither in the suite's directory nor on the PATH.`);
  throw new Problem("command_not_executable", `"${name}" has no run bit.`);
}

/** A script whose interpreter is not there fails as if the script itself were not. */
async function checkFirstLine(path: string, name: string): Promise<void> {
  const line = await firstLine(path);
  const interpreter = /^#! *([^\s]+)/.exec(line)?.[1];
  if (interpreter === undefined) return;
  if (line.endsWith("\r")) {
    throw new Problem(
      "command_not_executable",
      `"${name}" has Windows line ends, so that its interpreter is not found.`,
    );
  }
  if (!(await exists(interpreter))) {
    throw new Problem(
      "command_not_found",
      `"${name}" asks for the interpreter ${interpreter}, which this host does not have.`,
    );
  }
}

/** Without its line feed. Never throws: a file that cannot be read has an empty first line. */
export async function firstLine(path: string): Promise<string> {
  const file = await open(path, "r").catch(() => null);
  if (!file) return "";
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.toString("latin1", 0, bytesRead).split("\n", 1)[0] ?? "";
  } catch {
    return "";
  } finally {
    await file.close();
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
const mayExecute = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
