import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Executor, type Log, Problem, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { centerFilter, refOf } from "./container-settings.ts";
import { createContainers } from "./containers.ts";
import { createDockerSandbox } from "./docker-sandbox.ts";
import { startProblem } from "./engine-problem.ts";
import { answerOf, ask, askFor, type EngineAddress, engineAt } from "./engine.ts";
import { createImages } from "./images.ts";
import { removeContainer } from "./remove-container.ts";

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
  const unconnected = engineAt(options, { ofItsOwn: true });
  const knock = async () => void (await answerOf(() => unconnected.ping()));
  const images = createImages({ docker, buildArgs, log });
  let knownCpus: Promise<number> | null = null;
  const engineCpus = () => {
    knownCpus ??= cpusOf(docker).catch((error: unknown) => {
      knownCpus = null;
      throw error;
    });
    return knownCpus;
  };

  const containers = createContainers({ docker, center, images, engineCpus, log });

  return {
    name: "docker",
    isolates: true,
    async check() {
      const version = await answerOf(() => docker.version());
      await engineCpus();
      return {
        detail: `Docker ${version.Version} (${version.Os}/${version.Arch}) at ${options.host || "the usual socket"}.`,
      };
    },
    async start(spec, { signal, onPrepared }) {
      signal.throwIfAborted();
      const image = await imageOf(spec, (directory) => images.build(directory, signal));
      const { container, info, live } = await containers.prepare(spec, image, signal);
      try {
        onPrepared?.();
        signal.throwIfAborted();
        await ask((abortSignal) => container.start({ abortSignal }));
      } catch (error) {
        live?.destroy();
        await containers.discard(container.id);
        throw signal.aborted ? signal.reason : startProblem(error);
      }
      const ref = { id: container.id, jobId: spec.jobId, attemptId: spec.attemptId };
      return createDockerSandbox({ docker, ref, spec, container: info, live, isFound: false, knock });
    },
    async list() {
      const filters = centerFilter(center);
      const found = await answerOf((abortSignal) => docker.listContainers({ all: true, filters, abortSignal }));
      return found.map(refOf);
    },
    async attach(ref, spec) {
      const info = await askFor((abortSignal) => docker.getContainer(ref.id).inspect({ abortSignal }));
      // One that was made and never started is of no use to anybody.
      if (!info || info.State.Status === "created") return null;
      return createDockerSandbox({ docker, ref, spec, container: info, live: null, isFound: true, knock });
    },
    remove: (ref) => removeContainer(docker, ref.id),
    async close() {},
  };
}

async function cpusOf(docker: Docker): Promise<number> {
  const info = (await answerOf(() => docker.info())) as { NCPU?: number };
  return info.NCPU ?? Number.POSITIVE_INFINITY;
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
