import { randomBytes } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { type Analysts, type Blobs, type Cache, type Center, defaultTiming, type Executor, Problem } from "@aac/core";
import pino, { type Logger } from "pino";
import type { Config } from "./config.ts";
import type { Checks } from "./observe/checks.ts";

/** What the configuration comes to: every adapter chosen, and how to let go of them all. */
export interface Composition {
  center: Center;
  cache: Cache;
  /** What explains failed runs, besides the rules. */
  analysts: Analysts;
  /** Null where the role runs no sandboxes. */
  executor: Executor | null;
  cookieSecret: string;
  checks: Checks;
  log: Logger;
  close(): Promise<void>;
}

/** The whole wiring. An adapter is loaded only when it is chosen. Throws a Problem with a remedy. */
export async function compose(config: Config): Promise<Composition> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new Problem("data_folder_unusable", `"${config.dataDir}" cannot be made: ${(cause as Error).message}.`, {
      cause,
    });
  });
  const log = await createLog(config);
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const { createIds } = await import("@aac/adapters/ids/ulid");
  const { createSqliteStore } = await import("@aac/adapters/store/sqlite");
  const { createMemoryQueue } = await import("@aac/adapters/queue/memory");
  const { createMemoryBus } = await import("@aac/adapters/bus/memory");
  const { createMemoryCache } = await import("@aac/adapters/cache/memory");
  const clock = createSystemClock();
  const store = await createSqliteStore({ path: join(config.dataDir, "center.db") });
  const queue = createMemoryQueue({ clock, log });
  const bus = createMemoryBus({ log });
  const cache = createMemoryCache({ clock });
  const blobs = await openBlobs(config);
  const { vault, masterKey } = await openVault(config);
  const executor = config.role === "producer" ? null : await chooseExecutor(config, log);
  const timing = { ...defaultTiming, leaseMs: config.leaseMs, heartbeatMs: Math.ceil(config.leaseMs / 3.5) };

  const parts = { store, queue, bus, cache, blobs, ...(executor ? { executor } : {}) };
  return {
    center: { store, queue, bus, blobs, vault, clock, ids: createIds(clock), log, timing },
    cache,
    analysts: {
      own: config.analysts,
      // Loaded when the first failed run is to be sent to a model.
      open: async (access) => (await import("@aac/adapters/analyst/llm")).createLlmAnalyst(access),
    },
    executor,
    cookieSecret: config.jwtSecret ?? masterKey ?? randomBytes(32).toString("base64"),
    checks: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, () => part.check()])),
    log,
    async close() {
      for (const part of [executor, queue, bus, cache, blobs, store]) await part?.close();
    },
  };
}

async function openBlobs(config: Config): Promise<Blobs> {
  const { createFolderBlobs } = await import("@aac/adapters/blobs/folder");
  return createFolderBlobs({ root: config.reportsDir });
}

async function openVault({ encryptionKey, dataDir }: Config) {
  const { createLocalVault, loadOrCreateMasterKey } = await import("@aac/adapters/vault/local");
  const key = encryptionKey
    ? { id: "env", key: Buffer.from(encryptionKey, "base64") }
    : await loadOrCreateMasterKey(join(dataDir, "master-key"));
  return { vault: createLocalVault({ keys: [key] }), masterKey: Buffer.from(key.key).toString("base64") };
}

/** `auto:` takes Docker when it answers, else plain processes in local mode, else refuses with a remedy. */
export async function chooseExecutor(config: Config, log: Logger): Promise<Executor> {
  const { kind } = config.executor;
  if (kind === "scripted") {
    const { createScriptedExecutor, createScriptedHost } = await import("@aac/adapters/executor/scripted");
    const { createSystemClock } = await import("@aac/adapters/clock/system");
    const clock = createSystemClock();
    return createScriptedExecutor({ host: createScriptedHost({ clock }), clock, center: config.dataDir });
  }
  if (kind === "docker") {
    const docker = await dockerExecutor(config, log);
    await docker.check();
    return docker;
  }
  if (kind === "process") return processExecutor(config, log);
  const docker = await dockerExecutor(config, log);
  try {
    await docker.check();
    return docker;
  } catch (error) {
    await docker.close();
    if (config.mode === "local") return processExecutor(config, log);
    throw new Problem("no_executor", "No container engine answers.", { cause: error });
  }
}

async function dockerExecutor({ executor, dataDir }: Config, log: Logger): Promise<Executor> {
  const { createDockerExecutor } = await import("@aac/adapters/executor/docker");
  const { dockerHost, buildArgs } = executor;
  return createDockerExecutor({ ...(dockerHost ? { host: dockerHost } : {}), center: dataDir, buildArgs, log });
}

async function processExecutor(config: Config, log: Logger): Promise<Executor> {
  if (config.mode !== "local") {
    throw new Problem("no_executor", "EXECUTOR_URL=process: isolates nothing and is for local mode only.");
  }
  const { createProcessExecutor } = await import("@aac/adapters/executor/process");
  return createProcessExecutor({
    root: join(config.dataDir, "sandboxes"),
    center: config.dataDir,
    environment: config.hostEnvironment,
    log,
  });
}

/** In local mode the terminal is for people, so the log goes to a file; elsewhere to the standard output, as JSON. */
async function createLog(config: Config): Promise<Logger> {
  const options = {
    level: config.logLevel,
    base: { role: config.role, host: config.hostName, pid: process.pid },
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
  };
  if (config.mode !== "local") return pino(options);
  const dest = join(config.dataDir, "center.log");
  try {
    // Opened by us first: what the logger cannot open, it would throw at the first line, or at the end.
    await (await open(dest, "a", 0o600)).close();
  } catch (cause) {
    throw new Problem("data_folder_unusable", `${(cause as Error).message}.`, { cause });
  }
  const file = pino.destination({ dest, sync: false, maxLength: unwrittenBytes });
  // On a full disk the center goes on without a log: the next line tries to write what waits. Unheard, it would end us.
  file.on("error", () => undefined);
  return pino(options, file);
}

/** What of the log is kept in memory at most while it cannot be written. */
const unwrittenBytes = 4 * 1024 * 1024;
