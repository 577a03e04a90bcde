import { type Log, Problem, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { pathInfo } from "./container-archive.ts";
import { containerSettings } from "./container-settings.ts";
import { copyIn } from "./copy-in.ts";
import { engineProblem, saidBy, statusOf } from "./engine-problem.ts";
import { answerOf, ask, type EngineStream } from "./engine.ts";
import type { Images } from "./images.ts";
import { removeContainer } from "./remove-container.ts";

/** A container that is ready to be started, with its output attached where the command writes to one stream. */
export interface PreparedContainer {
  container: Docker.Container;
  info: Docker.ContainerInspectInfo;
  live: EngineStream | null;
}

export interface Containers {
  prepare(spec: SandboxSpec, image: string, signal: AbortSignal): Promise<PreparedContainer>;
  /** After a failure of its own, which is the one to be told: never throws. */
  discard(id: string): Promise<void>;
}

const output = { stream: true, stdout: true, stderr: true };

/** Makes containers. A guess saves a question before each: that an image is there, and that it has a shell. */
export function createContainers({
  docker,
  center,
  images,
  engineCpus,
  log,
}: {
  docker: Docker;
  center: string;
  images: Images;
  engineCpus: () => Promise<number>;
  log: Log;
}): Containers {
  /** Whether an image, by its id, has a shell, with which the two streams of a command are joined. */
  const shells = new Map<string, boolean>();
  /** The same by its name, which may mean another image tomorrow. */
  const likelyShell = new Map<string, boolean>();

  const create = async (spec: SandboxSpec, image: string, joinsStreams: boolean, signal: AbortSignal) => {
    const settings = containerSettings(spec, { center, image, joinsStreams, engineCpus: await engineCpus() });
    try {
      // Not to be given up half way: it would be made nevertheless, and nobody would know of it.
      return await ask((abortSignal) => docker.createContainer({ ...settings, abortSignal }));
    } catch (error) {
      if (statusOf(error) === 404 && spec.image !== null) {
        await images.pull(image, signal);
      } else if (statusOf(error) === 404 && spec.directory !== null) {
        images.forget(image);
        await images.build(spec.directory, signal);
      } else if (/invalid reference format/i.test(saidBy(error))) {
        throw new Problem("image_not_found", `"${image}" is no name of an image.`, { cause: error });
      } else throw engineProblem(error);
    }
    return answerOf((abortSignal) => docker.createContainer({ ...settings, abortSignal }));
  };

  const discard = (id: string) =>
    removeContainer(docker, id).catch((error: unknown) => {
      log.warn({ container: id, error }, "a container that did not start could not be removed");
    });

  /** Null when the guess was wrong. */
  const tryToPrepare = async (
    spec: SandboxSpec,
    image: string,
    guess: { hasShell: boolean },
    signal: AbortSignal,
  ): Promise<PreparedContainer | null> => {
    const container = await create(spec, image, guess.hasShell, signal);
    let live: EngineStream | null = null;
    try {
      const [stream, info] = await Promise.all([
        guess.hasShell ? ask((abortSignal) => container.attach({ ...output, abortSignal })) : null,
        ask((abortSignal) => container.inspect({ abortSignal })),
      ]);
      live = stream as EngineStream | null;
      const hasShell = shells.get(info.Image) ?? (await pathInfo(docker, container.id, "/bin/sh")) !== null;
      shells.set(info.Image, hasShell);
      likelyShell.set(image, hasShell);
      if (!hasShell && spec.usesEntrypoint) {
        throw new Problem("command_not_found", `${image} has no /bin/sh, which runs the entrypoint.`);
      }
      if (hasShell !== guess.hasShell) {
        live?.destroy();
        await removeContainer(docker, container.id);
        return null;
      }
      if (spec.image !== null && spec.directory !== null) {
        await copyIn(docker, info, { directory: spec.directory, workingDirectory: spec.workingDirectory }, signal);
      }
      signal.throwIfAborted();
      return { container, info, live };
    } catch (error) {
      live?.destroy();
      await discard(container.id);
      throw signal.aborted ? signal.reason : engineProblem(error);
    }
  };

  return {
    discard,
    async prepare(spec, image, signal) {
      const hasShell = likelyShell.get(image) ?? true;
      const prepared =
        (await tryToPrepare(spec, image, { hasShell }, signal)) ??
        (await tryToPrepare(spec, image, { hasShell: !hasShell }, signal));
      if (!prepared) throw new Problem("engine_failed", `The image ${image} was changed while it was started.`);
      return prepared;
    },
  };
}
