import type { TestProject } from "vitest/node";
import { startDocker } from "./docker.ts";
import { startRedis } from "./redis.ts";
import { startS3 } from "./s3.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a Docker engine, as `DOCKER_HOST` takes it; null where there is none. */
    "docker.host": string | null;
    /** As `REDIS_URL` takes it; null where there is none. */
    "redis.url": string | null;
    /** Of an S3-compatible server; null where there is none. */
    "s3.endpoint": string | null;
  }
}

/** One entry each: what it is, how it is found or started, what to do where there is none. */
const servers = [
  { key: "redis.url", name: "Redis", start: startRedis, remedy: "Set REDIS_URL, or install redis-server." },
  { key: "s3.endpoint", name: "S3 server", start: startS3, remedy: "Set S3_ENDPOINT, or pip install 'moto[server]'." },
] as const;

/** Starts the real servers once for all test files of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const docker = await startDocker();
  if (docker === null) {
    const remedy = "Start Docker, name one in DOCKER_HOST, or run as root with dockerd installed.";
    if (process.env["CI"]) throw new Error(`There is no Docker engine to test with. ${remedy}`);
    console.warn(`Skipping the tests that need a Docker engine: there is none. ${remedy}`);
  }
  project.provide("docker.host", docker?.host ?? null);
  const others = await Promise.all(
    servers.map(async ({ key, name, start, remedy }) => {
      const server = await start();
      if (server === null) {
        if (process.env["CI"]) throw new Error(`There is no ${name} to test with. ${remedy}`);
        console.warn(`Skipping the tests that need a ${name}: there is none. ${remedy}`);
      }
      project.provide(key, server?.url ?? null);
      return server;
    }),
  );
  return async () => {
    await docker?.stop();
    for (const server of others) await server?.stop();
  };
}
