import { setTimeout as sleep } from "node:timers/promises";
import type { Exit, Sandbox, SandboxRef, SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { awaitEnd, exitOf } from "./container-exit.ts";
import { containerFiles } from "./container-files.ts";
import { containerLog } from "./container-log.ts";
import { engineProblem, statusOf } from "./engine-problem.ts";
import { ask, type EngineStream } from "./engine.ts";
import { imageMistake } from "./image-mistake.ts";
import { removeSandbox } from "./remove-container.ts";
import { watchSize } from "./size-watch.ts";

/** A container that runs, or has run, a command. `live` is its output where we were there before the start. */
export function createDockerSandbox(options: {
  docker: Docker;
  ref: SandboxRef;
  spec: SandboxSpec;
  container: Docker.ContainerInspectInfo;
  live: EngineStream | null;
  imageDigest: string;
  /** It was started by an earlier worker, and nobody was there for a while. */
  isFound: boolean;
  /** Throws when the engine takes no new connections. */
  knock: () => Promise<void>;
}): Sandbox {
  const { docker, ref, spec } = options;
  const container = docker.getContainer(ref.id);
  const abandoned = new AbortController();
  let limit: Exit["limit"] = null;
  let isKilled = false;
  let isOver = false;

  const signal = async (name: "SIGTERM" | "SIGKILL") => {
    isKilled = true;
    try {
      await ask((abortSignal) => container.kill({ signal: name, abortSignal }));
    } catch (error) {
      // It is gone, or does not run any more.
      if (statusOf(error) !== 404 && statusOf(error) !== 409) throw engineProblem(error);
    }
  };
  const exceed = () => {
    limit = "disk";
    void signal("SIGKILL").catch(() => undefined);
  };
  const stopWatching = watchSize(docker, ref.id, spec.limits.diskBytes, exceed);

  const ended = awaitEnd(docker, ref.id, { abandoned: abandoned.signal, isFound: options.isFound }).finally(
    stopWatching,
  );
  const exited = ended
    .then(async ({ isUnbroken }): Promise<Exit> => {
      const exit = await exitOf(docker, ref.id, { isUnbroken, isKilled: () => isKilled, knock: options.knock });
      if (limit) return { ...exit, limit };
      if (exit.code === 0 || exit.code === null || exit.limit || isKilled) return exit;
      const path = searchPath(options.container);
      return { ...exit, problem: await imageMistake(docker, ref.id, spec, { code: exit.code, path }) };
    })
    .catch((error: unknown): Exit => {
      if (isDisposed()) return { code: null, signal: "SIGKILL", limit, problem: null };
      throw engineProblem(error);
    });
  const over = exited.then(
    () => void (isOver = true),
    () => void (isOver = true),
  );

  /** The engine keeps the log on its disk, where nothing else limits it. */
  let logBytes = 0;
  const countLog = (bytes: number) => {
    logBytes += bytes;
    if (logBytes > spec.limits.diskBytes && limit === null) exceed();
  };

  let disposed: Promise<void> | null = null;
  const isDisposed = () => disposed !== null;
  return {
    ref,
    image: options.imageDigest,
    workingDirectory: spec.workingDirectory,
    exited,
    logs: containerLog(docker, ref.id, {
      live: options.live,
      abandoned: abandoned.signal,
      ended,
      onBytes: countLog,
    }),
    async kill(graceMs) {
      if (!isOver && graceMs > 0) {
        await signal("SIGTERM");
        const grace = new AbortController();
        await Promise.race([over, sleep(graceMs, undefined, { signal: grace.signal }).catch(() => undefined)]);
        grace.abort();
      }
      if (!isOver) await signal("SIGKILL");
      await over;
    },
    files: (globs) =>
      containerFiles(docker, ref.id, {
        workingDirectory: spec.workingDirectory,
        copiedFrom: spec.image === null ? null : spec.directory,
        globs,
      }),
    dispose() {
      disposed ??= removeSandbox(docker, ref.id)
        .then(async () => {
          stopWatching();
          if (!abandoned.signal.aborted) await over;
          abandoned.abort();
          options.live?.destroy();
        })
        .catch((error: unknown) => {
          disposed = null;
          throw error;
        });
      return disposed;
    },
    async detach() {
      stopWatching();
      abandoned.abort();
      options.live?.destroy();
    },
  };
}

/** What engines set where an image sets none. */
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function searchPath({ Config }: Docker.ContainerInspectInfo): string {
  // Null, whatever the types say, for an image and a spec without variables.
  const environment = (Config.Env as string[] | null) ?? [];
  return environment.find((setting) => setting.startsWith("PATH="))?.slice("PATH=".length) ?? usualPath;
}
