import type { ProvidedContext } from "vitest";
import type { TestProject } from "vitest/node";
import { startDocker } from "./docker.ts";
import { startMongo } from "./ferretdb.ts";
import type { Server } from "./own-server.ts";
import { startRabbitmq } from "./rabbitmq.ts";
import { startRedis } from "./redis.ts";
import { startS3 } from "./s3.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a Docker engine, as `DOCKER_HOST` takes it; null where there is none. */
    "docker.host": string | null;
    /** The address of a server that speaks MongoDB's protocol, as `MONGO_URI` takes it; null where there is none. */
    "mongo.uri": string | null;
    /** The address of a RabbitMQ, as `RABBITMQ_URL` takes it; null where there is none. */
    "rabbitmq.url": string | null;
    /** The address of a Redis, as `REDIS_URL` takes it; null where there is none. */
    "redis.url": string | null;
    /** The address of an S3-compatible server; null where there is none. */
    "s3.endpoint": string | null;
  }
}

interface Service {
  key: Extract<keyof ProvidedContext, string>;
  name: string;
  start: () => Promise<Server | null>;
  remedy: string;
}

const services: readonly Service[] = [
  {
    key: "docker.host",
    name: "Docker engine",
    start: startDocker,
    remedy: "Start Docker, name one in DOCKER_HOST, or run as root with dockerd installed.",
  },
  {
    key: "mongo.uri",
    name: "server of MongoDB's protocol",
    start: startMongo,
    remedy: "Install MongoDB, or Go for FerretDB to be built with, or set MONGO_URI.",
  },
  {
    key: "rabbitmq.url",
    name: "RabbitMQ",
    start: startRabbitmq,
    remedy: "Install rabbitmq-server, or set RABBITMQ_URL.",
  },
  { key: "redis.url", name: "Redis", start: startRedis, remedy: "Install redis-server, or set REDIS_URL." },
  {
    key: "s3.endpoint",
    name: "S3-compatible server",
    start: startS3,
    remedy: "Install moto (`pip install 'moto[server]'`), or set S3_ENDPOINT.",
  },
];

/** Starts the real servers once for all test files of a run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started: Server[] = [];
  const stop = () => Promise.all(started.map((server) => server.stop())).then(() => undefined);
  const start = async ({ key, name, start: startOne, remedy }: Service) => {
    const server = await startOne();
    if (server) started.push(server);
    else if (process.env["CI"]) throw new Error(`There is no ${name} to test with. ${remedy}`);
    else console.warn(`Skipping the tests that need a ${name}: there is none. ${remedy}`);
    project.provide(key, server?.url ?? null);
  };
  try {
    // One after the other: some are built or installed first, which holds up everything else in this process.
    for (const service of services) await start(service);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
