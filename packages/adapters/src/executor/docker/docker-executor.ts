import { statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type Executor, type Log, Problem, type Sandbox, type SandboxSpec } from "@aac/core";
import type Docker from "dockerode";
import { centerFilter, refOf } from "./container-settings.ts";
import { createContainers } from "./containers.ts";
import { createDockerSandbox } from "./docker-sandbox.ts";
import { runtimeProblem, startProblem } from "./engine-problem.ts";
import { describeEngine, engineInfo } from "./engine-security.ts";
import { answerOf, ask, askFor, type EngineAddress, engineAt } from "./engine.ts";
import { createGuard, type NetworkOptions } from "./guard/guard.ts";
import { createImages, type Images } from "./images.ts";
import { removeSandbox } from "./remove-container.ts";

export interface DockerExecutorOptions extends EngineAddress {
  /** Whose containers these are, among those of the same engine. */
  center: string;
  /** For the builds of suites' Dockerfiles. */
  buildArgs: Readonly<Record<string, string>>;
  log: Log;
  /** Default: guarded, with no exception. */
  network?: NetworkOptions;
  /** How many networks wait for sandboxes. Each is one container more to be ended when an engine comes back from a crash. */
  warm?: number;
}

const guarded: NetworkOptions = { mode: "guarded", reach: [], blocked: [] };

const prepareAfterMs = 2000;

/** Runs suites in containers of a Docker engine, near or far: only its API is used, no file of its host. */
export function createDockerExecutor(options: DockerExecutorOptions): Executor {
  const { center, buildArgs, log, network = guarded, warm = 1 } = options;
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

  const guard = network.mode === "open" ? null : createGuard({ docker, center, network, warm, log });
  /** A worker that starts has sandboxes to take up before it makes networks for others: only who asks again waits for them. */
  let preparing: Promise<void> | null = null;
  let later: NodeJS.Timeout | null = null;
  const prepareNow = () => {
    preparing ??= guard?.prepare() ?? Promise.resolve();
    preparing.catch(() => undefined);
    return preparing;
  };
  const prepareNetworks = async () => {
    if (later === null) {
      later = setTimeout(() => void prepareNow(), prepareAfterMs).unref();
      return;
    }
    await prepareNow().catch((error: unknown) => {
      preparing = null;
      throw error;
    });
  };

  const containers = createContainers({ docker, center, images, guard, engineCpus, log });

  const startOnce = async (
    spec: SandboxSpec,
    image: string,
    { signal, onPrepared, onStep }: Parameters<Executor["start"]>[1],
  ): Promise<Sandbox> => {
    const { container, info, live, imageDigest } = await containers.prepare(spec, image, { signal, onStep });
    try {
      onPrepared?.();
      signal.throwIfAborted();
      onStep?.("start");
      await ask((abortSignal) => container.start({ abortSignal }));
    } catch (error) {
      live?.destroy();
      await containers.discard(container.id, info.HostConfig.NetworkMode ?? "");
      throw signal.aborted ? signal.reason : (runtimeProblem(error, spec.runtime) ?? startProblem(error));
    }
    guard?.refill();
    const ref = { id: container.id, jobId: spec.jobId, attemptId: spec.attemptId };
    return createDockerSandbox({ docker, ref, spec, container: info, live, imageDigest, isFound: false, knock });
  };

  return {
    name: "docker",
    isolates: true,
    async check() {
      const version = await answerOf(() => docker.version());
      await engineCpus();
      const notes = describeEngine(await engineInfo(docker), network);
      await prepareNetworks();
      const at = `Docker ${version.Version} (${version.Os}/${version.Arch}) at ${options.host || "the usual socket"}.`;
      return { detail: [at, ...notes].join(" ") };
    },
    async start(spec, how) {
      const { signal } = how;
      signal.throwIfAborted();
      how.onStep?.("image");
      const image = await imageOf(spec, images, signal);
      const start = () => startOnce(spec, image, how);
      return start().catch((error: unknown) => {
        if (signal.aborted || !containers.isAnotherTryWorth(error)) throw error;
        return start();
      });
    },
    async list() {
      const filters = centerFilter(center);
      const found = await answerOf((abortSignal) => docker.listContainers({ all: true, filters, abortSignal }));
      void guard?.sweep().catch((error: unknown) => log.warn({ error }, "left-over networks could not be removed"));
      return found.map(refOf);
    },
    async attach(ref, spec) {
      const info = await askFor((abortSignal) => docker.getContainer(ref.id).inspect({ abortSignal }));
      // One that was made and never started is of no use to anybody.
      if (!info || info.State.Status === "created") return null;
      const imageDigest = await images.digestOf(info.Image);
      return createDockerSandbox({ docker, ref, spec, container: info, live: null, imageDigest, isFound: true, knock });
    },
    remove: (ref) => removeSandbox(docker, ref.id),
    async close() {
      if (later) clearTimeout(later);
      await guard?.close();
    },
  };
}

async function cpusOf(docker: Docker): Promise<number> {
  return (await engineInfo(docker)).NCPU ?? Number.POSITIVE_INFINITY;
}

/** The image that a suite names, or the one that its directory's Dockerfile makes. */
async function imageOf(spec: SandboxSpec, images: Images, signal: AbortSignal): Promise<string> {
  const { image, directory } = spec;
  const isThere = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
  if (directory !== null && (!isAbsolute(directory) || !isThere(directory))) {
    throw new Problem("directory_not_found", `There is no directory ${directory} on this host.`);
  }
  if (image !== null) return images.nameOf(spec);
  if (directory !== null && isThere(join(directory, "Dockerfile"))) return images.build(directory, signal);
  throw new Problem("suite_needs_image", `The suite names no image, and ${directory} has no Dockerfile.`);
}
