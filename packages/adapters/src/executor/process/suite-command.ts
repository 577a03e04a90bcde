import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
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
export function commandInScratch(spec: SandboxSpec, folder: ScratchFolder): string[] {
  const top = spec.workingDirectory.replace(/\/+$/, "");
  return spec.command.map((argument) => {
    if (argument !== top && !argument.startsWith(`${top}/`)) return argument;
    const path = join(folder.work, argument.slice(top.length));
    // With `/` as the working directory every path is below it; only those that were copied are meant.
    return top !== "" || existsSync(path) ? path : argument;
  });
}

/** Throws the Problem that tells why a command cannot be started, before a shell says so in fewer words. */
export function checkCommand(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: ScratchFolder,
): void {
  const name = command[0] ?? "";
  const directories = name.includes("/") ? [""] : (environment["PATH"] ?? "").split(delimiter);
  const files = directories.map((directory) => resolve(folder.work, directory, name)).filter(isFile);
  const file = files.find(mayExecute);
  if (file !== undefined) return checkFirstLine(file, name);
  if (files.length > 0) throw new Problem("command_not_executable", `"${name}" has no run bit.`);
  throw new Problem("command_not_found", `"${name}" is neither in the suite's directory nor on the PATH.`);
}

/** A script whose interpreter is not there fails as if the script itself were not. */
function checkFirstLine(path: string, name: string): void {
  const line = firstLine(path);
  const interpreter = /^#! *([^\s]+)/.exec(line)?.[1];
  if (interpreter === undefined) return;
  if (line.endsWith("\r")) {
    throw new Problem(
      "command_not_executable",
      `"${name}" has Windows line ends, so that its interpreter is not found.`,
    );
  }
  if (!existsSync(interpreter)) {
    throw new Problem(
      "command_not_found",
      `"${name}" asks for the interpreter ${interpreter}, which this host does not have.`,
    );
  }
}

/** Without its line feed; empty where the file cannot be read. */
export function firstLine(path: string): string {
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const buffer = Buffer.alloc(512);
    return buffer.toString("latin1", 0, readSync(file, buffer)).split("\n", 1)[0] ?? "";
  } catch {
    return "";
  } finally {
    if (file !== null) closeSync(file);
  }
}

export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function mayExecute(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
