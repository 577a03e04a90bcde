import { mkdir } from "node:fs/promises";
import {
  type Analysts,
  type Cache,
  type Center,
  type Clock,
  defaultTiming,
  type Executor,
  identifyCenter,
  Problem,
  type SignOn,
} from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import { type Checks, optional } from "./observe/checks.ts";
import { measureStore } from "./observe/measure-store.ts";
import { createMetrics, type Metrics } from "./observe/metrics.ts";
import type { Traces } from "./observe/open-traces.ts";
import { chooseExecutor } from "./parts/choose-executor.ts";
import { createLog } from "./parts/create-log.ts";
import { openBlobs } from "./parts/open-blobs.ts";
import { openCache } from "./parts/open-cache.ts";
import { openCouriers, type OpenedCouriers } from "./parts/open-couriers.ts";
import { openMessaging } from "./parts/open-messaging.ts";
import { openSignOn } from "./parts/open-sign-on.ts";
import { openStore } from "./parts/open-store.ts";
import { checkKeys, openVault } from "./parts/open-vault.ts";
import { version } from "./version.ts";

/** What the configuration comes to: every adapter chosen, and how to let go of them all. */
export interface Composition {
  center: Center;
  cache: Cache;
  /** See `OpenedCache`. */
  sharedCache: Cache | null;
  /** Null where the role delivers no notices. */
  couriers: OpenedCouriers | null;
  /** Null where the role serves no API. */
  signOn: SignOn | null;
  /** What explains failed runs, besides the rules. */
  analysts: Analysts;
  /** Null where the role runs no sandboxes. */
  executor: Executor | null;
  cookieSecret: string;
  checks: Checks;
  metrics: Metrics;
  log: Logger;
  close(): Promise<void>;
}

export interface ComposeOptions {
  /** Told once a part is waited for, with what is wrong. */
  onWaiting?: (problem: Problem) => void;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * The whole wiring. An adapter is loaded only when it is chosen. A store that is away is waited for; queue, bus and cache
 * connect by themselves. Throws a Problem with a remedy.
 */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<Composition> {
  await makeDataFolder(config);
  const log = await createLog(config);
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const { createIds } = await import("@aac/adapters/ids/ulid");
  const clock = createSystemClock();
  const metrics = createMetrics({ version, role: config.role });
  const opened: { close(): Promise<void> }[] = [];
  const closing = async () => {
    for (const part of opened.toReversed()) await part.close();
  };
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.push(part);
    return part;
  };
  try {
    const traces = config.traces && (await openTraces(config.traces, { role: config.role, clock, log }));
    if (traces) keep(traces);
    const plainStore = keep(await whenThere(() => openStore(config, log), { clock, log, ...options }));
    const store = measureStore(plainStore, metrics);
    const { cache, shared: sharedCache } = await openCache(config, { clock, log });
    keep(cache);
    const { queue, bus } = await openMessaging(config, { clock, log });
    keep(bus);
    keep(queue);
    const blobs = keep(await openBlobs(config, log));
    const ids = createIds(clock);
    const { vault, masterKey } = await openVault(config, { store, ids, clock });
    // Only what is sealed under it fails; the rest of the center need not wait for the key.
    await checkKeys(vault, store).catch((error: unknown) => log.error({ error }, "secrets cannot be opened here"));
    const couriers = config.role === "worker" ? null : await openCouriers(config, { store, clock, bus });
    if (couriers) for (const courier of [couriers.poster, couriers.mailer]) keep(courier);
    const signOn = config.role === "worker" ? null : keep(await openSignOn(config));
    const name = config.mongoUri ? await identifyCenter({ store }, Math.random) : config.dataDir;
    const executor = config.role === "producer" ? null : keep(await chooseExecutor(config, { center: name, log }));
    const timing = { ...defaultTiming, leaseMs: config.leaseMs, heartbeatMs: Math.ceil(config.leaseMs / 3.5) };
    return {
      center: {
        store,
        queue,
        bus,
        blobs,
        vault,
        clock,
        ids,
        log,
        timing,
        quotas: config.quotas,
        apiUrl: config.producerUrl,
        observer: traces ? { ...metrics.observer, begin: traces.begin } : metrics.observer,
      },
      cache,
      sharedCache,
      couriers,
      signOn,
      analysts: {
        own: config.analysts,
        // Loaded when the first failed run is to be sent to a model.
        open: async (access) => (await import("@aac/adapters/analyst/llm")).createLlmAnalyst(access),
      },
      executor,
      cookieSecret: config.jwtSecret ?? masterKey,
      checks: {
        store: () => store.check(),
        blobs: () => blobs.check(),
        // Without them work is found, news read and requests counted more slowly, and nothing is lost.
        queue: optional(() => queue.check()),
        bus: optional(() => bus.check()),
        cache: optional(() => cache.check()),
        ...(executor ? { executor: () => executor.check() } : {}),
      },
      metrics,
      log,
      close: closing,
    };
  } catch (error) {
    await closing().catch(() => undefined);
    throw error;
  }
}

/** Loaded where it is wanted: it takes a while, and most centers are not traced. */
async function openTraces(
  settings: NonNullable<Config["traces"]>,
  { role, clock, log }: { role: Config["role"]; clock: Clock; log: Logger },
): Promise<Traces> {
  const { openTraces: open } = await import("./observe/open-traces.ts");
  const resource = { ...settings.resource, "service.version": version, "aac.role": role };
  return open({ ...settings, resource }, { log, now: () => clock.now() });
}

async function makeDataFolder({ dataDir }: Config): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new Problem("data_folder_unusable", `"${dataDir}" cannot be made: ${(cause as Error).message}.`, { cause });
  });
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;

/** Opens what may be away at first, with a growing wait between tries, until `signal` aborts. */
async function whenThere<T>(
  open: () => Promise<T>,
  { clock, log, onWaiting, signal }: ComposeOptions & { clock: Clock; log: Logger },
): Promise<T> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      return await open();
    } catch (error) {
      if (!onWaiting || !(error instanceof Problem && error.code === "unavailable") || signal?.aborted) throw error;
      log.warn({ error, waitMs }, "waiting for the store");
      if (waitMs === firstWaitMs) onWaiting(error);
      await clock.sleep(waitMs, signal);
      if (signal?.aborted) throw error;
    }
  }
}
