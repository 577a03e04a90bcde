import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SandboxRef } from "@aac/core";
import { removeTree } from "./remove-tree.ts";

/**
 * What a sandbox consists of on disk. All that another worker needs to take it up lies here, and nothing of it is
 * written by the worker once the command runs:
 *
 *     sandbox.json  whose it is (written first, so that what a dying worker leaves is found)
 *     work/         the copy of the suite's directory
 *     tmp/          TMPDIR of the command, which it reaches by a shorter path
 *     log           all it has written
 *     pid           of the wrapper around the command, written by itself right before the command begins
 *     exit          the command's exit status and a line end, written by the wrapper when it has ended
 */
export interface ScratchFolder {
  path: string;
  work: string;
  /** A link to `tmp`: browsers make sockets there, whose paths may have a hundred characters and no more. */
  temporary: string;
  log: string;
  pid: string;
  exit: string;
}

/** Not the one of the environment: on macOS that alone has fifty characters. */
const shortest = existsSync("/tmp") ? "/tmp" : tmpdir();

export function scratchFolder(root: string, attemptId: string): ScratchFolder {
  const path = join(root, attemptId);
  const at = (name: string) => join(path, name);
  const name = createHash("sha256").update(path).digest("hex").slice(0, 12);
  return {
    path,
    work: at("work"),
    temporary: join(shortest, `aac-${name}`),
    log: at("log"),
    pid: at("pid"),
    exit: at("exit"),
  };
}

/**
 * Throws EEXIST when the folder is there already. Synchronous, as all small steps between a claim and its first line
 * are: a trip through the thread pool costs many times the call.
 */
export function makeScratchFolder(folder: ScratchFolder): void {
  mkdirSync(dirname(folder.path), { recursive: true, mode: 0o700 });
  mkdirSync(folder.path, { mode: 0o700 });
}

/** Says whose a folder is. */
export function signScratchFolder(folder: ScratchFolder, center: string, ref: SandboxRef): void {
  const draft = join(folder.path, "sandbox.json.new");
  writeFileSync(draft, JSON.stringify({ center, jobId: ref.jobId, attemptId: ref.attemptId }));
  renameSync(draft, join(folder.path, "sandbox.json"));
  mkdirSync(join(folder.path, "tmp"));
  symlinkSync(join(folder.path, "tmp"), folder.temporary);
}

/** The link first: what is cut short in between is found by its folder, and removed again. */
export async function removeScratchFolder(folder: ScratchFolder): Promise<void> {
  await rm(folder.temporary, { force: true });
  await removeTree(folder.path);
}

/** Whose a folder is; null when it is no sandbox of this center. */
export async function ownerOf(root: string, name: string, center: string): Promise<SandboxRef | null> {
  const text = await readFile(join(root, name, "sandbox.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const owner = parseOwner(text);
  return owner?.center === center ? { id: name, jobId: owner.jobId, attemptId: owner.attemptId } : null;
}

/** Null for a file that a power cut has left empty or cut: nobody can say whose the folder is. */
function parseOwner(text: string): { center: string; jobId: string; attemptId: string } | null {
  try {
    return JSON.parse(text) as { center: string; jobId: string; attemptId: string };
  } catch {
    return null;
  }
}

/** The wrapper's process id; null when the command was never begun. */
export async function wrapperPid(folder: ScratchFolder): Promise<number | null> {
  const text = await readFile(folder.pid, "utf8").catch(() => "");
  return text.endsWith("\n") ? Number(text) : null;
}

/** The command's exit status as a shell tells it; null while it has none. */
export async function exitStatus(folder: ScratchFolder): Promise<number | null> {
  const text = await readFile(folder.exit, "utf8").catch(() => "");
  return text.endsWith("\n") ? Number(text) : null;
}

/** When the command began, by the clock of the file system: everything copied is older or as old. */
export async function begunAtNs(folder: ScratchFolder): Promise<bigint | null> {
  return stat(folder.pid, { bigint: true }).then(
    (file) => file.ctimeNs,
    () => null,
  );
}

/** A setting in the environment of all that comes of the command, unless it sets it anew. */
export const marker = (folder: ScratchFolder) => `TMPDIR=${folder.temporary}`;
