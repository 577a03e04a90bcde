import { statSync } from "node:fs";
import { access, constants, mkdir, readdir } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { type Executor, type Log, Problem, type SandboxRef, type SandboxSpec, toProblem } from "@aac/core";
import { refuseIsolation } from "../refuse-isolation.ts";
import { copyTree } from "./copy-tree.ts";
import { processFamily } from "./process-family.ts";
import { createProcessSandbox } from "./process-sandbox.ts";
import { type ProcessTable, processTableOf } from "./process-table.ts";
import { createProcessWatch } from "./process-watch.ts";
import {
  makeScratchFolder,
  removeScratchFolder,
  marker,
  ownerOf,
  type ScratchFolder,
  scratchFolder,
  signScratchFolder,
} from "./scratch-folder.ts";
import { checkCommand, commandEnvironment, commandInScratch, isFile } from "./suite-command.ts";
import { findWrapped, startWrapped, type WrappedCommand } from "./wrapped-command.ts";

export interface ProcessExecutorOptions {
  /** A folder for the scratch copies; made when it is not there. */
  root: string;
  /** Whose sandboxes these are, among those that use the same folder. */
  center: string;
  /** The host's environment: of it commands see PATH, HOME and the like, nothing else. */
  environment: Readonly<Record<string, string | undefined>>;
  log: Log;
  table?: ProcessTable;
}

/**
 * Runs a suite's directory as plain processes of this host, in a scratch copy, in a session of their own and with a
 * clean environment. It does not isolate: a suite can read and harm whatever this user can. Limits of memory, processes
 * and disk are watched, not enforced by the kernel; the network and the CPU are not limited. What a command writes is
 * kept in a file, so that it neither waits for its reader nor ends with the worker.
 */
export function createProcessExecutor(options: ProcessExecutorOptions): Executor {
  const { root, center, log } = options;
  const table = options.table ?? processTableOf(process.platform);
  const watch = createProcessWatch(table);

  const sandboxOf = (
    ref: SandboxRef,
    spec: SandboxSpec,
    folder: ScratchFolder,
    command: WrappedCommand,
    abandoned = new AbortController(),
  ) => createProcessSandbox({ ref, spec, folder, command, abandoned, table, watch, log });

  return {
    name: "process",
    isolates: false,
    async check() {
      try {
        await mkdir(root, { recursive: true, mode: 0o700 });
        await access(root, constants.W_OK | constants.X_OK);
        await access("/bin/sh", constants.X_OK);
      } catch (error) {
        throw new Problem("no_executor", `Suites cannot be run as processes: ${toProblem(error).message}`, {
          cause: error,
        });
      }
      return { detail: `Plain processes of this host in copies below ${root}. Suites are not isolated.` };
    },
    async start(spec, { signal, onPrepared, onStep }) {
      refuseIsolation("process", spec);
      const directory = suiteDirectory(spec);
      const folder = scratchFolder(root, spec.attemptId);
      const ref: SandboxRef = { id: spec.attemptId, jobId: spec.jobId, attemptId: spec.attemptId };
      onStep?.("create");
      try {
        makeScratchFolder(folder);
      } catch (error) {
        throw startProblem(error, directory);
      }
      try {
        signScratchFolder(folder, center, ref);
        await copyTree(directory, folder.work, signal);
        const environment = commandEnvironment(options.environment, folder, spec.variables);
        const command = commandInScratch(spec, folder);
        checkCommand(command, environment, folder);
        signal.throwIfAborted();
        onPrepared?.();
        onStep?.("start");
        return sandboxOf(ref, spec, folder, await startWrapped(command, environment, folder));
      } catch (error) {
        await removeScratchFolder(folder);
        throw signal.aborted ? signal.reason : startProblem(error, directory);
      }
    },
    async list() {
      const names = await readdir(root).catch(() => []);
      const owners = await Promise.all(names.map((name) => ownerOf(root, name, center)));
      return owners.filter((owner) => owner !== null);
    },
    async attach(ref, spec) {
      if (!(await ownerOf(root, ref.id, center))) return null;
      const folder = scratchFolder(root, ref.id);
      const abandoned = new AbortController();
      const command = await findWrapped(folder, table, abandoned.signal);
      return command && sandboxOf(ref, spec, folder, command, abandoned);
    },
    async remove(ref) {
      if (!(await ownerOf(root, ref.id, center))) return;
      const folder = scratchFolder(root, ref.id);
      const found = await findWrapped(folder, table, AbortSignal.abort());
      await processFamily(found?.pid ?? null, marker(folder), table).end();
      await removeScratchFolder(folder);
    },
    async close() {},
  };
}

function suiteDirectory({ directory, image, usesEntrypoint }: SandboxSpec): string {
  if (directory === null) {
    throw new Problem(
      "suite_needs_directory",
      `The suite names only the image ${image}, and no engine is there to run it.`,
    );
  }
  if (!isAbsolute(directory) || !isDirectory(directory)) {
    throw new Problem("directory_not_found", `There is no directory ${directory} on this host.`);
  }
  if (usesEntrypoint && !isFile(join(directory, "entrypoint.sh"))) {
    throw new Problem("entrypoint_missing", `There is no entrypoint.sh in ${directory}.`);
  }
  return directory;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function startProblem(error: unknown, directory: string): Problem {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new Problem("disk_full", "The suite's directory could not be copied: the disk is full.", { cause: error });
  }
  if ((code === "EACCES" || code === "ENOENT") && path?.startsWith(directory)) {
    return new Problem("directory_not_found", `The suite's directory cannot be read: ${toProblem(error).message}`, {
      cause: error,
    });
  }
  return toProblem(error, "sandbox_failed");
}
