import { realpathSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { type Exit, type Log, Problem, type Sandbox, type SandboxRef, type SandboxSpec } from "@aac/core";
import { changedFiles } from "./changed-files.ts";
import { entrypointProblem } from "./entrypoint-problem.ts";
import { followFile } from "./follow-file.ts";
import { watchLimits } from "./limit-watch.ts";
import { endProcess, processFamily } from "./process-family.ts";
import type { ProcessTable } from "./process-table.ts";
import type { ProcessWatch } from "./process-watch.ts";
import { begunAtNs, exitStatus, marker, removeScratchFolder, type ScratchFolder } from "./scratch-folder.ts";
import type { WrappedCommand } from "./wrapped-command.ts";

/** A command that runs, or has run, in a scratch folder. Aborting `abandoned` is what lets go of it. */
export function createProcessSandbox(options: {
  ref: SandboxRef;
  spec: SandboxSpec;
  folder: ScratchFolder;
  command: WrappedCommand;
  abandoned: AbortController;
  table: ProcessTable;
  watch: ProcessWatch;
  log: Log;
}): Sandbox {
  const { ref, spec, folder, command, abandoned, table } = options;
  const family = processFamily(command.pid, marker(folder), table);
  const killsBefore = table.outOfMemoryKills();
  let limit: Exit["limit"] = null;
  let isKilled = false;
  let isOver = false;
  let wakeReader = () => {};
  const destroyed = Promise.withResolvers<{ code: null; signal: string }>();

  const destroy = async () => {
    isKilled = true;
    const left = await family.end();
    if (left === 0) destroyed.resolve({ code: null, signal: "SIGKILL" });
    else options.log.warn({ attempt: ref.attemptId, left }, "processes of a sandbox could not be ended");
  };
  const stopWatching = watchLimits({
    family,
    table,
    watch: options.watch,
    limits: spec.limits,
    folder: folder.path,
    onExceeded: (exceeded) => {
      limit = exceeded;
      destroy().catch((error: unknown) =>
        options.log.warn({ error, ...ref }, "a sandbox above a limit could not be ended"),
      );
    },
  });

  const exited = Promise.race([command.ended, destroyed.promise]).then(async (end): Promise<Exit> => {
    stopWatching();
    if (abandoned.signal.aborted) return new Promise(() => {});
    // As in a container: what a command leaves running ends with it.
    await family.end();
    isOver = true;
    wakeReader();
    const code = (await exitStatus(folder)) ?? end.code;
    if (code === null) {
      if (end.signal === null) throw lostSight();
      return { code: null, signal: end.signal, limit, problem: null };
    }
    if (code === 137 && !isKilled && (table.outOfMemoryKills() ?? 0) > (killsBefore ?? 0)) limit = "memory";
    const problem = code === 0 || !spec.usesEntrypoint ? null : entrypointProblem(join(folder.work, "entrypoint.sh"));
    return { code, signal: null, limit, problem };
  });
  const over = exited.then(
    () => undefined,
    () => undefined,
  );

  let disposed: Promise<void> | null = null;
  const sandbox: Sandbox = {
    ref,
    image: null,
    workingDirectory: realpathSync(folder.work),
    exited,
    logs: followFile(folder.log, {
      isOver: () => isOver,
      abandoned: abandoned.signal,
      onWake: (wake) => (wakeReader = wake),
    }),
    async kill(graceMs) {
      if (!isOver && graceMs > 0) {
        if (command.pid !== null) endProcess(-command.pid, "SIGTERM");
        const grace = new AbortController();
        await Promise.race([over, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined)]);
        grace.abort();
      }
      if (!isOver) await destroy();
      await over;
    },
    async *files(globs) {
      const begunAt = await begunAtNs(folder);
      if (begunAt !== null) yield* changedFiles(folder.work, globs, begunAt);
    },
    dispose() {
      disposed ??= remove().catch((error: unknown) => {
        disposed = null;
        throw error;
      });
      return disposed;
    },
    async detach() {
      stopWatching();
      abandoned.abort();
    },
  };
  const remove = async () => {
    if (!isOver) await destroy();
    if (!abandoned.signal.aborted) await over;
    stopWatching();
    abandoned.abort();
    await removeScratchFolder(folder);
  };
  return sandbox;
}

const lostSight = () =>
  new Problem("worker_lost", "The suite's process ended while no worker watched it, without an exit status.");
