import { type Executor, type Log, Problem, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { pathInfo } from "./container-archive.ts";
import { containerSettings } from "./container-settings.ts";
import { copyIn } from "./copy-in.ts";
import { engineProblem, runtimeProblem, saidBy, statusOf } from "./engine-problem.ts";
import { ask, type EngineStream } from "./engine.ts";
import type { Guard } from "./guard/guard.ts";
import type { Images } from "./images.ts";
import { holderOf, removeContainer } from "./remove-container.ts";

/** A container that is ready to be started, with its output attached where the command writes to one stream. */
export interface PreparedContainer {
  container: Docker.Container;
  info: Docker.ContainerInspectInfo;
  live: EngineStream | null;
  /** By digest of its registry where it came from one, else by id. */
  imageDigest: string;
}

interface Preparing {
  signal: AbortSignal;
  onStep: Parameters<Executor["start"]>[1]["onStep"] | undefined;
}

export interface Containers {
  prepare(spec: SandboxSpec, image: string, how: Preparing): Promise<PreparedContainer>;
  /** After a failure of its own, which is the one to be told: never throws. */
  discard(id: string, network: string): Promise<void>;
  /** Whether a container that did not start would do so if it was made anew; it is then made otherwise. */
  isAnotherTryWorth(error: unknown): boolean;
}

const output = { stream: true, stdout: true, stderr: true };

/** Makes containers. A guess saves a question before each: that an image is there, and that it has a shell. */
export function createContainers({
  docker,
  center,
  images,
  guard,
  engineCpus,
  log,
}: {
  docker: Docker;
  center: string;
  images: Images;
  guard: Guard | null;
  engineCpus: () => Promise<number>;
  log: Log;
}): Containers {
  /** An engine that may itself open fewer files cannot give more to a container, and need not limit it. */
  let limitsFiles = true;
  /** Whether an image, by its id, has a shell, with which the two streams of a command are joined. */
  const shells = new Map<string, boolean>();
  /** The same by its name, which may mean another image tomorrow. */
  const likelyShell = new Map<string, boolean>();

  const networkOf = async ({ network, ...limits }: SandboxSpec["limits"]): Promise<string> => {
    if (network === "none") return "none";
    if (guard) return `container:${await guard.take({ network, ...limits })}`;
    if (network === "egress") return "bridge";
    throw new Problem(
      "isolation_not_available",
      "The network of sandboxes is open (SANDBOX_NETWORK=open), so that no list of hosts can be enforced.",
    );
  };
  const release = async (network: string) => {
    const holder = holderOf(network);
    if (holder !== null) await guard?.release(holder);
  };

  const createOnce = async (spec: SandboxSpec, image: string, joinsStreams: boolean) => {
    const cpus = await engineCpus();
    for (let isAgain = false; ; isAgain = true) {
      const network = await networkOf(spec.limits);
      const settings = containerSettings(spec, { center, image, joinsStreams, engineCpus: cpus, network, limitsFiles });
      try {
        // Not to be given up half way: it would be made nevertheless, and nobody would know of it.
        const container = await ask((abortSignal) => docker.createContainer({ ...settings, abortSignal }));
        return { container, network };
      } catch (error) {
        await release(network).catch(() => undefined);
        const isHolderGone = statusOf(error) === 404 && /no such container/i.test(saidBy(error));
        if (!isHolderGone || isAgain) throw error;
      }
    }
  };

  const create = async (spec: SandboxSpec, image: string, joinsStreams: boolean, how: Preparing) => {
    const { signal, onStep } = how;
    onStep?.("create");
    try {
      return await createOnce(spec, image, joinsStreams);
    } catch (error) {
      if (error instanceof Problem) throw error;
      if (statusOf(error) === 404 && spec.image !== null) {
        onStep?.("image");
        await images.pull(spec, signal);
      } else if (statusOf(error) === 404 && spec.directory !== null) {
        onStep?.("image");
        images.forget(image);
        await images.build(spec.directory, signal);
      } else if (/invalid reference format/i.test(saidBy(error))) {
        throw new Problem("image_not_found", `"${image}" is no name of an image.`, { cause: error });
      } else throw createProblem(error, spec);
    }
    onStep?.("create");
    return createOnce(spec, image, joinsStreams).catch((error: unknown) => {
      throw createProblem(error, spec);
    });
  };

  const discard = (id: string, network: string) =>
    removeContainer(docker, id)
      .then(() => release(network))
      .catch((error: unknown) => {
        log.warn({ container: id, error }, "a container that did not start could not be removed");
      });

  /** Null when the guess was wrong. */
  const tryToPrepare = async (
    spec: SandboxSpec,
    image: string,
    guess: { hasShell: boolean },
    how: Preparing,
  ): Promise<PreparedContainer | null> => {
    const { signal } = how;
    const { container, network } = await create(spec, image, guess.hasShell, how);
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
        await release(network);
        return null;
      }
      if (spec.image !== null && spec.directory !== null) {
        await copyIn(docker, info, { directory: spec.directory, workingDirectory: spec.workingDirectory }, signal);
      }
      const imageDigest = await images.digestOf(info.Image);
      signal.throwIfAborted();
      return { container, info, live, imageDigest };
    } catch (error) {
      live?.destroy();
      await discard(container.id, network);
      throw signal.aborted ? signal.reason : engineProblem(error);
    }
  };

  return {
    discard,
    isAnotherTryWorth(error) {
      if (!/error setting rlimit/i.test(saidBy(error))) return false;
      limitsFiles = false;
      return true;
    },
    async prepare(spec, image, how) {
      const hasShell = likelyShell.get(image) ?? true;
      const prepared =
        (await tryToPrepare(spec, image, { hasShell }, how)) ??
        (await tryToPrepare(spec, image, { hasShell: !hasShell }, how));
      if (!prepared) throw new Problem("engine_failed", `The image ${image} was changed while it was started.`);
      return prepared;
    },
  };
}

function createProblem(error: unknown, { runtime }: SandboxSpec): Problem {
  return runtimeProblem(error, runtime) ?? engineProblem(error);
}
