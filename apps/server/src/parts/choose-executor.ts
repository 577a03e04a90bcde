import { join } from "node:path";
import { type Executor, Problem } from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "../config.ts";

/** `auto:` takes Docker when it answers, else plain processes in local mode, else refuses with a remedy. */
export async function chooseExecutor(config: Config, context: ExecutorContext): Promise<Executor> {
  const { kind } = config.executor;
  if (kind === "scripted") {
    const { createScriptedExecutor, createScriptedHost } = await import("@aac/adapters/executor/scripted");
    const { createSystemClock } = await import("@aac/adapters/clock/system");
    const clock = createSystemClock();
    return createScriptedExecutor({ host: createScriptedHost({ clock }), clock, center: context.center });
  }
  if (kind === "docker") {
    const docker = await dockerExecutor(config, context);
    await docker.check();
    return docker;
  }
  if (kind === "kubernetes") return kubernetesExecutor(config, context);
  if (kind === "process") return processExecutor(config, context);
  const docker = await dockerExecutor(config, context);
  try {
    await docker.check();
    return docker;
  } catch (error) {
    await docker.close();
    // There is an engine, and it is not as safe as it could be: plain processes would be less so.
    if (error instanceof Problem && error.code === "engine_not_confined") throw error;
    if (config.mode === "local") return processExecutor(config, context);
    throw new Problem("no_executor", "No container engine answers.", { cause: error });
  }
}

/** `center` tells its sandboxes from those of other centers on the same engine or host. */
interface ExecutorContext {
  center: string;
  log: Logger;
}

async function dockerExecutor({ executor }: Config, { center, log }: ExecutorContext): Promise<Executor> {
  const { createDockerExecutor } = await import("@aac/adapters/executor/docker");
  const { dockerHost, ...how } = executor;
  return createDockerExecutor({ ...(dockerHost ? { host: dockerHost } : {}), ...how, center, log });
}

async function kubernetesExecutor(
  { executor, kubernetes }: Config,
  { center, log }: ExecutorContext,
): Promise<Executor> {
  const { createKubernetesExecutor } = await import("@aac/adapters/executor/kubernetes");
  const chosen = createKubernetesExecutor({ ...kubernetes, network: executor.network, center, log });
  try {
    await chosen.check();
    return chosen;
  } catch (error) {
    await chosen.close();
    throw error;
  }
}

async function processExecutor(config: Config, { center, log }: ExecutorContext): Promise<Executor> {
  if (config.mode !== "local") {
    throw new Problem("no_executor", "EXECUTOR_URL=process: isolates nothing and is for local mode only.");
  }
  const { createProcessExecutor } = await import("@aac/adapters/executor/process");
  return createProcessExecutor({
    root: join(config.dataDir, "sandboxes"),
    center,
    environment: config.hostEnvironment,
    log,
  });
}
