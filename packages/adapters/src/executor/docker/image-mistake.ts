import { posix } from "node:path";
import type { Exit, SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { type PathInfo, pathInfo, readHead } from "./container-archive.ts";

type Mistake = NonNullable<Exit["problem"]>;

const runBits = 0o111;

/**
 * Looks, after a command has failed, for what the image did wrong: an entrypoint that is missing or has Windows line
 * ends, a command that is not there or cannot be executed. Null where the failure is the suite's own.
 */
export async function imageMistake(
  docker: Docker,
  id: string,
  spec: SandboxSpec,
  options: { code: number; path: string },
): Promise<Mistake | null> {
  if (spec.usesEntrypoint) return entrypointMistake(docker, id, posix.join(spec.workingDirectory, "entrypoint.sh"));
  // What a shell answers for a command that it cannot find or execute; a suite may use these codes too.
  if (options.code !== 126 && options.code !== 127) return null;
  return commandMistake(docker, id, spec, options.path);
}

async function entrypointMistake(docker: Docker, id: string, path: string): Promise<Mistake | null> {
  const head = await readFollowed(docker, id, path);
  if (head === null) return { code: "entrypoint_missing", detail: `The image has no ${path}.` };
  if (!firstLine(head).endsWith("\r")) return null;
  const detail = `Lines of ${path} end in a carriage return, which the shell takes for a part of the commands.`;
  return { code: "entrypoint_crlf", detail };
}

async function commandMistake(docker: Docker, id: string, spec: SandboxSpec, path: string): Promise<Mistake | null> {
  const name = spec.command[0] ?? "";
  const directories = name.includes("/") ? [""] : path.split(":");
  let found: { path: string; info: PathInfo } | null = null;
  for (const directory of directories) {
    const candidate = posix.resolve(spec.workingDirectory, directory, name);
    const info = await followed(docker, id, candidate);
    if (info === null || info.isDirectory) continue;
    found ??= { path: candidate, info };
    if ((info.mode & runBits) !== 0) return scriptMistake(docker, id, candidate);
  }
  if (found) return { code: "command_not_executable", detail: `${found.path} has no run bit.` };
  return { code: "command_not_found", detail: `"${name}" is not in the image.` };
}

/** A script whose interpreter is not there fails as if the script itself were not. */
async function scriptMistake(docker: Docker, id: string, path: string): Promise<Mistake | null> {
  const line = firstLine((await readFollowed(docker, id, path)) ?? "");
  const interpreter = /^#! *(\S+)/.exec(line)?.[1];
  if (interpreter === undefined) return null;
  if (line.endsWith("\r")) {
    const detail = `${path} has Windows line ends, so that its interpreter is not found.`;
    return { code: "command_not_executable", detail };
  }
  if (await followed(docker, id, interpreter)) return null;
  return {
    code: "command_not_found",
    detail: `${path} asks for the interpreter ${interpreter}, which the image does not have.`,
  };
}

/** Engines look at a link itself; a few steps suffice for any that leads somewhere. */
async function followed(docker: Docker, id: string, path: string, steps = 8): Promise<PathInfo | null> {
  const info = await pathInfo(docker, id, path);
  if (!info?.linkTarget || steps === 0) return info;
  return followed(docker, id, info.linkTarget, steps - 1);
}

async function readFollowed(docker: Docker, id: string, path: string): Promise<string | null> {
  const info = await pathInfo(docker, id, path);
  if (info?.linkTarget) return readFollowed(docker, id, info.linkTarget);
  return info && readHead(docker, id, path, 512);
}

const firstLine = (text: string) => text.split("\n", 1)[0] ?? "";
