import { createMemoryBlobs } from "@aac/adapters/blobs/memory";
import { createMemoryBus } from "@aac/adapters/bus/memory";
import { createScriptedExecutor, createScriptedHost } from "@aac/adapters/executor/scripted";
import { createMemoryQueue } from "@aac/adapters/queue/memory";
import { createLocalVault } from "@aac/adapters/vault/local";
import {
  cancelRun,
  type Center,
  createProject,
  createSuite,
  defaultTiming,
  isFinal,
  Problem,
  type Queue,
  silentLog,
  type Store,
  triggerRun,
  centerCaller,
} from "@aac/core";
import { Limits, NewSuite, Retention } from "@aac/contract";
import { startSweeper } from "../../apps/server/src/sweeper.ts";
import { startWorker, type Worker } from "../../apps/server/src/worker/worker.ts";
import { type Variant, variants } from "./broken-variants.ts";
import { type Accepted, checkHistory } from "./check-history.ts";
import { busBehind, clockBehind, createGate, executorBehind, type Gate, queueBehind, storeBehind } from "./gate.ts";
import { recorded } from "./history.ts";
import { type Plan, type PlannedFault, type PlannedRun, troubleMs } from "./plan.ts";
import { createRandom } from "./random.ts";
import { unreliableBus, unreliableQueue } from "./unreliable.ts";
import { createVirtualClock } from "./virtual-clock.ts";
import { watch } from "./viewer.ts";

export interface SimulationResult {
  /** What did not hold, in words. */
  broken: string[];
  runs: number;
  virtualMs: number;
}

const startMs = Date.UTC(2026, 0, 1);
const hostCount = 3;
/** A run takes half an hour at most and a few attempts; what has not ended after this never will. */
const longestMs = 4 * 3_600_000;

/** One worker process: dead, alive or paused, on one of the hosts. */
interface Process {
  host: number;
  gate: Gate;
  worker: Worker | null;
  sweeper: { stop(): Promise<void> } | null;
}

/**
 * Plays one history: the real flows and the real worker over the given store, in virtual time, with everything going
 * wrong that the plan says. Answers which promises were broken.
 */
export async function simulate(
  plan: Plan,
  openStore: () => Promise<Store>,
  variant?: Variant,
): Promise<SimulationResult> {
  const random = createRandom(plan.seed ^ 0x5eed);
  const clock = createVirtualClock(startMs);
  const { store, history } = recorded(await openStore());
  const queue = createMemoryQueue({ clock, log: silentLog });
  const bus = createMemoryBus({ log: silentLog });
  const blobs = createMemoryBlobs();
  const hosts = Array.from({ length: hostCount }, () => createScriptedHost({ clock }));
  const gone = new Set<string>();
  let latencyMs = 0;
  let isAway = false;
  let isBrokerAway = false;
  let serial = 0;
  const wrong: { store?: (store: Store, later: (work: () => void) => void) => Store; queue?: (queue: Queue) => Queue } =
    variant ? variants[variant] : {};

  const way = async (): Promise<void> => {
    if (latencyMs > 0) await clock.sleep(random.int(0, latencyMs));
    if (isAway) throw new Problem("unavailable", "The store does not answer.");
  };
  const vault = createLocalVault({ keys: [{ id: "sim", key: Buffer.alloc(32, 1) }] });
  const centerBehind = (gate: Gate, offset: () => number): Center => {
    const later = (work: () => void) => void clock.sleep(400).then(() => gate.isDead() || work());
    const seenStore = wrong.store?.(store, later) ?? store;
    const broker = { isAway: () => isBrokerAway, chances: plan.messages };
    const told = unreliableQueue(queue, clock, random, broker);
    return {
      store: storeBehind(gate, seenStore, way),
      queue: queueBehind(gate, wrong.queue?.(told) ?? told),
      bus: busBehind(gate, unreliableBus(bus, clock, random, broker)),
      blobs,
      vault,
      clock: clockBehind(gate, clock, offset),
      ids: () => `sim${String(++serial).padStart(8, "0")}`,
      log: silentLog,
      timing: { ...defaultTiming, sweepMs: 2_000 },
    };
  };

  const start = async (host: number, process: Process, offsetMs = 0): Promise<void> => {
    process.gate = createGate();
    const center = centerBehind(process.gate, () => offsetMs);
    const identity = { id: `host${host}:${++serial}`, executor: "scripted", labels: [] };
    const executor = executorBehind(process.gate, createScriptedExecutor({ host: hosts[host]!, clock, center: "sim" }));
    const { gate } = process;
    const starting = startWorker(center, executor, {
      identity,
      concurrency: 2,
      graceMs: 1_000,
      isGone: (id) => gone.has(id) && id.startsWith(`host${host}:`),
      onEnd: () => undefined,
    });
    ids.set(process, identity.id);
    void starting.then((worker) => {
      if (gate !== process.gate) return;
      process.worker = worker;
      process.sweeper = startSweeper(center, {
        member: { id: identity.id, role: "worker", host: String(host), labels: [], startedAt: startMs },
        random: () => random.next(),
      });
    });
  };
  const ids = new Map<Process, string>();
  const processes: Process[] = plan.workers.map((host) => ({ host, gate: createGate(), worker: null, sweeper: null }));
  for (const process of processes) void start(process.host, process);

  const crash = (process: Process) => {
    process.gate.kill();
    gone.add(ids.get(process)!);
    process.worker = null;
    process.sweeper = null;
  };
  const inflict = async (fault: PlannedFault): Promise<void> => {
    await clock.sleep(fault.atMs);
    if (fault.kind === "slowStore") {
      latencyMs = fault.latencyMs;
      await clock.sleep(fault.forMs);
      latencyMs = 0;
      return;
    }
    if (fault.kind === "brokerAway") {
      isBrokerAway = true;
      await clock.sleep(fault.forMs);
      isBrokerAway = false;
      return;
    }
    if (fault.kind === "storeAway") {
      isAway = true;
      await clock.sleep(fault.forMs);
      isAway = false;
      return;
    }
    const process = processes[fault.worker]!;
    if (process.gate.isDead()) return;
    const { gate } = process;
    if (fault.kind === "pause") {
      gate.pause();
      await clock.sleep(fault.forMs);
      gate.resume();
    } else if (fault.kind === "clockJump") {
      crash(process);
      await start(process.host, process, fault.byMs);
    } else if (fault.kind === "leave") {
      await process.sweeper?.stop();
      const left = process.worker?.stop();
      await Promise.race([left, clock.sleep(20_000)]);
      crash(process);
      await clock.sleep(fault.backAfterMs);
      await start(process.host, process);
    } else {
      crash(process);
      if (fault.backAfterMs === null) return;
      await clock.sleep(fault.backAfterMs);
      await start(process.host, process);
    }
  };

  const producer = centerBehind(createGate(), () => 0);
  const viewers: Center = { ...producer, store };
  const caller = centerCaller("org", "simulation");
  await store.system.organizations.insert({
    id: "org",
    slug: "org",
    name: "Org",
    weight: 1,
    maxConcurrentJobs: null,
    retention: Retention.parse({}),
    createdAt: startMs,
  });
  const setUp = createProject({ ...producer, store }, caller, { slug: "p", description: "", maxConcurrentJobs: null });
  await clock.advance(1);
  await setUp;

  const accepted: Accepted[] = [];
  const play = async (planned: PlannedRun, index: number): Promise<void> => {
    await clock.sleep(planned.atMs);
    const limits = Limits.parse({ timeoutMs: planned.timeoutMs });
    const suite = NewSuite.parse({ slug: `s${index}`, image: "scripted", onWorkerLoss: planned.onWorkerLoss, limits });
    await createSuite({ ...producer, store }, caller, "p", suite);
    const gate = createGate();
    if (planned.producerDiesAfterMs !== null) void clock.sleep(planned.producerDiesAfterMs).then(() => gate.kill());
    const request = {
      project: "p",
      suite: `s${index}`,
      environment: null,
      variables: planned.variables,
      branch: null,
      commit: null,
      labels: [],
      priority: 0,
      shards: planned.shards,
      trigger: "api" as const,
    };
    // What the caller was never told is not accepted; it may be there all the same, and must end then.
    const run = await triggerRun(
      centerBehind(gate, () => 0),
      caller,
      request,
    ).catch(() => null);
    if (!run) return;
    const { seen, done } = watch(viewers, clock, random, "org", run.id);
    void done;
    const one: Accepted = { planned, isUndisturbed: plan.faults.length === 0, runId: run.id, cancel: null, seen };
    accepted.push(one);
    if (planned.cancelAtMs === null) return;
    await clock.sleep(Math.max(0, startMs + planned.cancelAtMs - clock.now()));
    one.cancel = "unknown";
    one.cancel = await cancelRun(producer, caller, run.id).then(
      () => "won" as const,
      (error: unknown) =>
        error instanceof Problem && error.code === "run_is_final" ? ("lost" as const) : ("unknown" as const),
    );
  };

  for (const fault of plan.faults) void inflict(fault);
  plan.runs.forEach((planned, index) => void play(planned, index));
  await clock.advance(2 * troubleMs + 45_000);
  // All that went wrong is over; from here on somebody is there, on a host of their own if need be.
  const rescuer: Process = { host: hostCount - 1, gate: createGate(), worker: null, sweeper: null };
  if (processes.every(({ gate }) => gate.isDead())) {
    processes.push(rescuer);
    await start(rescuer.host, rescuer);
  }
  const isOver = async () => {
    const runs = await store.system.runs.find({ where: {} });
    return runs.every(({ state }) => isFinal(state)) && accepted.every(({ seen }) => seen.ended);
  };
  while (!(await isOver()) && clock.now() < startMs + longestMs) await clock.advance(10_000);
  await clock.advance(30_000);

  const manned = new Set(processes.filter(({ gate }) => !gate.isDead()).map(({ host }) => host));
  const orphans = hosts.flatMap((host, index) => (manned.has(index) ? host.all().map(({ ref }) => ref.id) : []));
  const broken = await checkHistory({ store, history, accepted, orphans });
  for (const { gate } of processes) gate.kill();
  await store.close();
  return { broken, runs: accepted.length, virtualMs: clock.now() - startMs };
}
