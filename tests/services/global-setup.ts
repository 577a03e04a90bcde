import type { TestProject } from "vitest/node";
import { startDocker } from "./docker.ts";
import { startMongo } from "./ferretdb.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a Docker engine, as `DOCKER_HOST` takes it; null where there is none. */
    "docker.host": string | null;
    /** The address of a server that speaks MongoDB's protocol, as `MONGO_URI` takes it; null where there is none. */
    "mongo.uri": string | null;
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
  const mongo = await startMongo();
  if (mongo === null) {
    const remedy = "Name a MongoDB in MONGO_URI, install mongod or FerretDB, or set CI with Go installed.";
    if (process.env["CI"]) throw new Error(`There is no MongoDB to test with. ${remedy}`);
    console.warn(`Skipping the tests that need MongoDB: there is none. ${remedy}`);
  }
  project.provide("mongo.uri", mongo?.url ?? null);
  return async () => {
    await docker?.stop();
    await mongo?.stop();
  };
}
