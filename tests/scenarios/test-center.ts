import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFolderBlobs } from "@aac/adapters/blobs/folder";
import { createMemoryBus } from "@aac/adapters/bus/memory";
import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createScriptedExecutor, createScriptedHost, type ScriptedHost } from "@aac/adapters/executor/scripted";
import { createIds } from "@aac/adapters/ids/ulid";
import { createOutbox } from "@aac/adapters/mailer/outbox";
import { createHttpPoster } from "@aac/adapters/poster/http";
import { createMemoryQueue } from "@aac/adapters/queue/memory";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import {
  ApiError,
  type Client,
  createClient,
  followRun,
  type NewRun,
  Retention,
  type Run,
  type RunEvent,
  Scope,
} from "@aac/contract";
import {
  type Analysts,
  type Caller,
  type Center,
  centerCaller,
  type Couriers,
  defaultTiming,
  type Executor,
  silentLog,
  type Timing,
} from "@aac/core";
import { ensureLocalOrganization } from "../../apps/server/src/local-organization.ts";
import { measureStore } from "../../apps/server/src/observe/measure-store.ts";
import { createMetrics } from "../../apps/server/src/observe/metrics.ts";
import { createApp } from "../../apps/server/src/producer/app.ts";
import { digestOf } from "../../apps/server/src/producer/auth.ts";
import { startHerald } from "../../apps/server/src/producer/herald.ts";
import { createCredentials } from "../../apps/server/src/producer/credentials.ts";
import { tellProducers } from "../../apps/server/src/producer/people-parts.ts";
import { startSweeper } from "../../apps/server/src/sweeper.ts";
import { startAnalyser } from "../../apps/server/src/worker/analyser.ts";
import { startWorker, type Worker } from "../../apps/server/src/worker/worker.ts";
import { appOptions, cookieSecret } from "./app-options.ts";
import { addPerson, sessionOf } from "./people.ts";

export interface TestCenterOptions {
  /** Of an earlier test center: it goes on with its data. */
  dir?: string;
  /** Where scripted sandboxes live; shared by centers that follow each other. */
  host?: ScriptedHost;
  /** Instead of the scripted one. */
  executor?: Executor;
  concurrency?: number;
  /** Of its worker. */
  labels?: string[];
  timing?: Partial<Timing>;
  /** Only the API: nothing claims. */
  withoutWorker?: boolean;
  /** What notices are delivered with, instead of the outbox and a poster that may ask this host. */
  couriers?: Partial<Couriers>;
  /** The models it may ask; by default none. */
  analysts?: Analysts;
  /** The store grows no larger. */
  maxStoreBytes?: number;
  /** Parts to use instead, such as a bus that loses news around the real one. */
  instead?: (real: Center) => Partial<Center>;
}

/** A whole center in this process, on real adapters, listening on a port of its own. */
export interface TestCenter {
  center: Center;
  client: Client;
  caller: Caller;
  apiKey: string;
  url: string;
  dir: string;
  host: ScriptedHost;
  executor: Executor;
  worker: Worker | null;
  workerId: string;
  /** A caller of another organization, with its key. */
  addOrganization(
    slug: string,
    limits?: { weight?: number; maxConcurrentJobs?: number | null },
  ): Promise<{ caller: Caller; client: Client }>;
  /** The header that a browser sends in which this person is signed in; by default the owner of the local organization. */
  signIn(userId?: string): Promise<{ cookie: string }>;
  /** Triggers a run of the scripted suite, which does what the variables say. */
  trigger(variables?: Record<string, string>, more?: Partial<NewRun>): Promise<Run>;
  /** Waits for the run's end and answers it, with every event it took. */
  finished(run: string): Promise<{ run: Run; events: RunEvent[]; log: string }>;
  /** Stops everything and removes the data; `keep` leaves the data for the next. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

/** Fast enough for tests, slow enough for a busy machine. */
const testTiming: Timing = {
  ...defaultTiming,
  leaseMs: 3_000,
  heartbeatMs: 300,
  adoptionMs: 500,
  sweepMs: 150,
  reportsMs: 200,
  killGraceMs: 300,
};

const noAnalysts: Analysts = { own: [], open: () => Promise.reject(new Error("There is no model to ask.")) };

export async function startTestCenter(options: TestCenterOptions = {}): Promise<TestCenter> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "aac-test-")));
  const clock = createSystemClock();
  const { maxStoreBytes: maxBytes } = options;
  const metrics = createMetrics({ version: "0.0.0-test", role: "up" });
  const store = measureStore(
    await createSqliteStore({ path: join(dir, "center.db"), ...(maxBytes ? { maxBytes } : {}) }),
    metrics,
  );
  const queue = createMemoryQueue({ clock, log: silentLog });
  const bus = createMemoryBus({ log: silentLog });
  const cache = createMemoryCache({ clock });
  const blobs = await createFolderBlobs({ root: join(dir, "reports") });
  const ids = createIds(clock);
  const keys = createKeyRing([{ id: "test", key: Buffer.alloc(32, 7) }]);
  const vault = createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock });
  const timing = { ...testTiming, ...options.timing };
  const real: Center = {
    store,
    queue,
    bus,
    blobs,
    vault,
    clock,
    ids,
    log: silentLog,
    timing,
    observer: metrics.observer,
  };
  const center: Center = { ...real, ...options.instead?.(real) };
  const host = options.host ?? createScriptedHost({ clock });
  const executor = options.executor ?? createScriptedExecutor({ host, clock, center: dir });
  const { caller, apiKey } = await ensureLocalOrganization(center, { dataDir: dir });
  const analysts = options.analysts ?? noAnalysts;
  const checks = { store: () => store.check(), queue: () => queue.check() };
  const app = await createApp(center, appOptions({ cache, executor: executor.name, checks, analysts, metrics }));
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  const clientOf = (key: string) => createClient({ baseUrl: url, headers: { authorization: `Bearer ${key}` } });
  const client = clientOf(apiKey);
  const workerId = `test:${Math.random()}`;
  const analyser = options.withoutWorker ? null : startAnalyser(center, analysts);
  const worker = options.withoutWorker
    ? null
    : await startWorker(center, executor, {
        identity: { id: workerId, executor: executor.name, labels: options.labels ?? [] },
        concurrency: options.concurrency ?? 4,
        graceMs: 0,
        isGone: () => false,
        onEnd: () => analyser?.look(),
      });
  const sweeper = startSweeper(center, {
    member: {
      id: workerId,
      role: options.withoutWorker ? "producer" : "up",
      host: "test",
      labels: options.labels ?? [],
      executor: executor.name,
      slots: options.concurrency ?? 4,
      startedAt: clock.now(),
    },
  });
  const couriers: Couriers = {
    mailer: createOutbox({ store, clock, bus }),
    poster: createHttpPoster({ allowedHosts: ["127.0.0.1"] }),
    publicUrl: url,
    ...options.couriers,
  };
  const herald = startHerald(center, couriers, {
    everyMs: timing.sweepMs,
    people: tellProducers(center, createCredentials(center)),
  });

  return {
    center,
    client,
    caller,
    apiKey,
    url,
    dir,
    host,
    executor,
    worker,
    workerId,
    async addOrganization(slug, limits = {}) {
      const orgId = center.ids();
      const { weight = 1, maxConcurrentJobs = null } = limits;
      const createdAt = clock.now();
      await store.system.organizations.insert({
        id: orgId,
        slug,
        name: slug,
        weight,
        maxConcurrentJobs,
        retention: Retention.parse({}),
        createdAt,
      });
      const key = `aac_test_${orgId}`;
      await store.system.apiKeys.insert({
        id: center.ids(),
        orgId,
        name: slug,
        digest: digestOf(key),
        scopes: [...Scope.options],
        createdAt,
      });
      return { caller: centerCaller(orgId, slug), client: clientOf(key) };
    },
    async signIn(userId) {
      const person = userId ?? (await addPerson(center, { orgId: caller.orgId })).userId;
      return { cookie: `aac_session=${encodeURIComponent(await sessionOf(center, person, cookieSecret))}` };
    },
    async trigger(variables = {}, more = {}) {
      await ensureScriptedSuite(client);
      return client.call("createRun", { body: { project: "web", suite: "scripted", variables, ...more } });
    },
    async finished(id) {
      const events: RunEvent[] = [];
      for await (const event of followRun(client, id, { signal: AbortSignal.timeout(60_000) })) events.push(event);
      if (events.at(-1)?.event !== "end") throw new Error(`Run ${id} did not end: ${JSON.stringify(events.at(-1))}`);
      const run = await client.call("getRun", { params: { run: id } });
      return { run, events, log: events.map((event) => (event.event === "log" ? event.data.text : "")).join("") };
    },
    async stop({ keep = false } = {}) {
      await app.close();
      await worker?.stop();
      await analyser?.stop();
      await sweeper.stop();
      await herald.stop();
      for (const part of [queue, bus, cache, blobs, store]) await part.close();
      if (!keep) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Project `web` with the suite `scripted`, made once; several may ask at once. */
export async function ensureScriptedSuite(client: Client): Promise<void> {
  const unlessThere = (error: unknown) => {
    if (!(error instanceof ApiError && error.problem.code === "slug_taken")) throw error;
  };
  await client.call("createProject", { body: { slug: "web" } }).catch(unlessThere);
  await client
    .call("createSuite", { params: { project: "web" }, body: { slug: "scripted", image: "scripted" } })
    .catch(unlessThere);
}

/** Waits until `look` answers something; a test that waits in vain says for what. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  patienceMs = 20_000,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`Waited ${patienceMs} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A JUnit report with so many tests of each kind. */
export function junit({
  passed = 0,
  failed = 0,
  skipped = 0,
}: {
  passed?: number;
  failed?: number;
  skipped?: number;
}): string {
  const cases = (count: number, name: string, inner: string) =>
    Array.from(
      { length: count },
      (_, index) => `<testcase classname="Cart" name="${name} ${index + 1}" time="0.01">${inner}</testcase>`,
    ).join("");
  const all =
    cases(passed, "passes", "") +
    cases(failed, "fails", '<failure message="expected 2 to be 1">at cart.js:1</failure>') +
    cases(skipped, "waits", "<skipped/>");
  return `<testsuites><testsuite name="Cart">${all}</testsuite></testsuites>`;
}
