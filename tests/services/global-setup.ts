import type { TestProject } from "vitest/node";
import { startDocker } from "./docker.ts";
import { startRabbitmq } from "./rabbitmq.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a Docker engine, as `DOCKER_HOST` takes it; null where there is none. */
    "docker.host": string | null;
    /** The address of a RabbitMQ, as `RABBITMQ_URL` takes it; null where there is none. */
    "rabbitmq.url": string | null;
  }
}

/** Starts the real servers once for all test files of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const docker = await startDocker();
  if (docker === null) {
    const remedy = "Start Docker, name one in DOCKER_HOST, or run as root with dockerd installed.";
    if (process.env["CI"]) throw new Error(`There is no Docker engine to test with. ${remedy}`);
    console.warn(`Skipping the tests that need a Docker engine: there is none. ${remedy}`);
  }
  project.provide("docker.host", docker?.host ?? null);
  const rabbitmq = await startRabbitmq();
  if (rabbitmq === null && process.env["CI"])
    throw new Error("There is no RabbitMQ to test with. Install rabbitmq-server.");
  project.provide("rabbitmq.url", rabbitmq?.url ?? null);
  return async () => {
    await docker?.stop();
    await rabbitmq?.stop();
  };
}
