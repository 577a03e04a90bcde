import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Executor, type Log, Problem, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { type Abilities, centerFilter, containerSettings, refOf } from "./container-settings.ts";
import { copyIn } from "./copy-in.ts";
import { createDockerSandbox, removeContainer } from "./docker-sandbox.ts";
import { engineProblem, saidBy, startProblem, statusOf } from "./engine-problem.ts";
import { ask, askFor, type EngineAddress, engineAt, type EngineStream } from "./engine.ts";
import { createImages } from "./images.ts";

export interface DockerExecutorOptions extends EngineAddress {
  /** Whose containers these are, among those of the same engine. */
  center: string;
  /** For the builds of suites' Dockerfiles. */
  buildArgs: Readonly<Record<string, string>>;
  log: Log;
}

/** Runs suites in containers of a Docker engine, near or far: only its API is used, no file of its host. */
export function createDockerExecutor(options: DockerExecutorOptions): Executor {
  const { center, buildArgs, log } = options;
  const docker = engineAt(options);
  const images = createImages({ docker, buildArgs, log });
  /** Images without a shell, in which the two streams of a command cannot be joined. */
  const shellless = new Set<string>();

  let known: Promise<Abilities> | null = null;
  const abilities = () => {
    known ??= abilitiesOf(docker).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };

  /** Makes a container, and gets its image first where it is not there. */
  const create = async (spec: SandboxSpec, image: string, signal: AbortSignal): Promise<Docker.Container> => {
    const joinsStreams = spec.usesEntrypoint || !shellless.has(image);
    const settings = containerSettings(spec, { center, image, joinsStreams, abilities: await abilities() });
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
    return ask((abortSignal) => docker.createContainer({ ...settings, abortSignal })).catch((error: unknown) => {
      throw engineProblem(error);
    });
  };

  /** Starts a container that was made, with its output attached where that is in one stream. */
  const run = async (
    spec: SandboxSpec,
    image: string,
    { signal, onPrepared }: { signal: AbortSignal; onPrepared?: () => void },
  ) => {
    const container = await create(spec, image, signal);
    const joinsStreams = spec.usesEntrypoint || !shellless.has(image);
    try {
      if (spec.image !== null && spec.directory !== null) {
        await copyIn(docker, container.id, {
          directory: spec.directory,
          workingDirectory: spec.workingDirectory,
          signal,
        });
      }
      signal.throwIfAborted();
      const [live, info] = await Promise.all([
        joinsStreams
          ? ask((abortSignal) => container.attach({ stream: true, stdout: true, stderr: true, abortSignal }))
          : null,
        ask((abortSignal) => container.inspect({ abortSignal })),
      ]);
      onPrepared?.();
      signal.throwIfAborted();
      try {
        await ask((abortSignal) => container.start({ abortSignal }));
      } catch (error) {
        (live as EngineStream | null)?.destroy();
        throw startProblem(error, joinsStreams ? ["/bin/sh"] : spec.command);
      }
      const ref = { id: container.id, jobId: spec.jobId, attemptId: spec.attemptId };
      return createDockerSandbox({ docker, ref, spec, container: info, live: live as EngineStream | null });
    } catch (error) {
      await removeContainer(docker, container.id).catch((failure: unknown) => {
        log.warn({ attempt: spec.attemptId, error: failure }, "a container that did not start could not be removed");
      });
      throw error;
    }
  };

  return {
    name: "docker",
    isolates: true,
    async check() {
      const version = await ask(() => docker.version()).catch((error: unknown) => {
        throw engineProblem(error);
      });
      await abilities();
      return {
        detail: `Docker ${version.Version} (${version.Os}/${version.Arch}) at ${options.host || "the usual socket"}.`,
      };
    },
    async start(spec, { signal, onPrepared }) {
      signal.throwIfAborted();
      const image = await imageOf(spec, (directory) => images.build(directory, signal));
      const start = { signal, ...(onPrepared ? { onPrepared } : {}) };
      try {
        return await run(spec, image, start);
      } catch (error) {
        const lacksShell = error instanceof Problem && error.code === "command_not_found" && !shellless.has(image);
        if (!lacksShell) throw error;
        if (spec.usesEntrypoint)
          throw new Problem("command_not_found", `${image} has no /bin/sh, which runs the entrypoint.`);
        shellless.add(image);
        return run(spec, image, start);
      }
    },
    async list() {
      const filters = centerFilter(center);
      const containers = await ask((abortSignal) => docker.listContainers({ all: true, filters, abortSignal })).catch(
        (error: unknown) => {
          throw engineProblem(error);
        },
      );
      return containers.map(refOf);
    },
    async attach(ref, spec) {
      const info = await askFor((abortSignal) => docker.getContainer(ref.id).inspect({ abortSignal })).catch(
        (error: unknown) => {
          throw engineProblem(error);
        },
      );
      // One that was made and never started is of no use to anybody.
      if (!info || info.State.Status === "created") return null;
      return createDockerSandbox({ docker, ref, spec, container: info, live: null });
    },
    remove: (ref) => removeContainer(docker, ref.id),
    async close() {},
  };
}

async function abilitiesOf(docker: Docker): Promise<Abilities> {
  const info = (await ask(() => docker.info()).catch((error: unknown) => {
    throw engineProblem(error);
  })) as { NCPU?: number; Plugins?: { Log?: string[] } };
  return { cpus: info.NCPU ?? Number.POSITIVE_INFINITY, logDrivers: info.Plugins?.Log ?? [] };
}

/** The image that a suite names, or the one that its directory's Dockerfile makes. */
async function imageOf(
  { image, directory }: SandboxSpec,
  build: (directory: string) => Promise<string>,
): Promise<string> {
  const isThere = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (directory !== null && (!isAbsolute(directory) || !isThere(directory))) {
    throw new Problem("directory_not_found", `There is no directory ${directory} on this host.`);
  }
  if (image !== null) return image;
  if (directory !== null && isThere(join(directory, "Dockerfile"))) return build(directory);
  throw new Problem("suite_needs_image", `The suite names no image, and ${directory} has no Dockerfile.`);
}
