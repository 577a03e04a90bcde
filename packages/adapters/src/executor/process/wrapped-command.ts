import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessTable } from "./process-table.ts";
import { exitStatus, type ScratchFolder, wrapperPid } from "./scratch-folder.ts";

/** The wrapper around a command, be it our child or one that another worker has left. */
export interface WrappedCommand {
  /** Null when it had ended before we found it. */
  pid: number | null;
  /** Resolves when the wrapper has ended: with its own exit status or signal where we are its parent. */
  ended: Promise<{ code: number | null; signal: string | null }>;
}

/**
 * Writes down its pid before the command and the exit status after it, so that both outlive us. Signals to the group
 * are for the command to answer: with an empty trap (an ignored signal would be inherited) the wrapper waits on.
 */
const script = `trap : TERM INT HUP QUIT USR1 USR2
__aac_folder=$1; shift
echo $$ >"$__aac_folder/pid"
"$@" >&3 2>&3 3>&-
__aac_status=$?
echo $__aac_status >"$__aac_folder/exit"
exit $__aac_status`;

const mark = "aac-sandbox";

/** Starts a command in a session of its own, with its output in the folder's log. Throws what the system says. */
export async function startWrapped(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder: ScratchFolder,
): Promise<WrappedCommand> {
  const log = openSync(folder.log, "ax");
  try {
    const child = spawn("/bin/sh", ["-c", script, mark, folder.path, ...command], {
      cwd: folder.work,
      env: environment,
      detached: true,
      stdio: ["ignore", "ignore", "ignore", log],
    });
    const pid = child.pid;
    if (pid === undefined) throw await failureOf(child);
    child.unref();
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    return { pid, ended };
  } finally {
    closeSync(log);
  }
}

const failureOf = (child: ChildProcess) => new Promise<Error>((resolve) => child.once("error", resolve));

/** The wrapper that another worker started in a folder; null when its command was never begun. */
export async function findWrapped(
  folder: ScratchFolder,
  table: ProcessTable,
  abandoned: AbortSignal,
): Promise<WrappedCommand | null> {
  const pid = await wrapperPid(folder);
  if (pid === null) return null;
  // The folder among its arguments tells it from another process that was given its pid since.
  const isRunning = async () => (await table.commandLine(pid))?.includes(` ${mark} ${folder.path} `) ?? false;
  const untilEnded = async () => {
    for (let look = 1; !abandoned.aborted; look++) {
      if ((await exitStatus(folder)) !== null) break;
      // Asking for a process can cost a process; its exit status is told by a file in nearly all cases.
      if (look % 5 === 0 && !(await isRunning())) break;
      await sleep(100, undefined, { ref: false });
    }
    return { code: null, signal: null };
  };
  if (await isRunning()) return { pid, ended: untilEnded() };
  return { pid: null, ended: Promise.resolve({ code: null, signal: null }) };
}
