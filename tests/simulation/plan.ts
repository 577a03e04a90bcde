import { createRandom, type Random } from "./random.ts";

/** One run of a history: when it is triggered and what its sandboxes do. */
export interface PlannedRun {
  atMs: number;
  shards: number;
  variables: Record<string, string>;
  onWorkerLoss: "retry" | "fail";
  timeoutMs: number;
  /** The producer that takes the trigger dies this long after it came in; null: it answers. */
  producerDiesAfterMs: number | null;
  /** When somebody cancels it; null: nobody. */
  cancelAtMs: number | null;
}

/** What goes wrong, and when. `worker` counts the workers that were started first. */
export type PlannedFault =
  | { kind: "crash"; atMs: number; worker: number; backAfterMs: number | null }
  | { kind: "pause"; atMs: number; worker: number; forMs: number }
  | { kind: "leave"; atMs: number; worker: number; backAfterMs: number }
  | { kind: "clockJump"; atMs: number; worker: number; byMs: number }
  | { kind: "slowStore"; atMs: number; forMs: number; latencyMs: number }
  | { kind: "storeAway"; atMs: number; forMs: number }
  /** Nothing is taken by the queue and the bus, and nothing comes from them. */
  | { kind: "brokerAway"; atMs: number; forMs: number };

/** A history before it happens: everything in it follows from the seed. */
export interface Plan {
  seed: number;
  /** The host of each worker. */
  workers: number[];
  runs: PlannedRun[];
  faults: PlannedFault[];
  /** Chances that a wake-up or a piece of news is lost, doubled or late. */
  messages: { lost: number; doubled: number; late: number };
}

/** Within this time everything is triggered and everything goes wrong. */
export const troubleMs = 60_000;

export function makePlan(seed: number): Plan {
  const random = createRandom(seed);
  const workers = Array.from({ length: random.int(1, 3) }, () => random.int(0, 1));
  const plan: Plan = {
    seed,
    workers,
    runs: Array.from({ length: random.int(1, 6) }, () => planRun(random)),
    faults: Array.from({ length: random.int(0, 6) }, () => planFault(random, workers.length)),
    messages: random.chance(0.5)
      ? { lost: random.next() * 0.5, doubled: random.next() * 0.3, late: random.next() * 0.5 }
      : { lost: 0, doubled: 0, late: 0 },
  };
  // Drawn last, so that the histories of earlier seeds stay what they were but for this.
  if (random.chance(0.2)) plan.faults.push(planBrokerFault(random));
  for (const { variables } of plan.runs) if (random.chance(0.7)) variables["REPORT"] = planReport(random, variables);
  return plan;
}

/** Some of a few tests, that are the same ones in every run; they fail only where the run is to fail. */
function planReport(random: Random, { EXIT_CODE }: Record<string, string>): string {
  const tests = Array.from({ length: random.int(1, 4) }, () => random.int(1, 5)).map((number) => {
    const isFailed = EXIT_CODE !== "0" && random.chance(0.5);
    const inside = isFailed ? '<failure message="no"/>' : random.chance(0.2) ? "<skipped/>" : "";
    return `<testcase name="test ${number}" time="${random.int(0, 9)}">${inside}</testcase>`;
  });
  return `<testsuite name="sim">${tests.join("")}</testsuite>`;
}

function planBrokerFault(random: Random): PlannedFault {
  const forMs = random.chance(0.5) ? random.int(500, 30_000) : 10 * 60_000;
  return { kind: "brokerAway", atMs: random.int(0, troubleMs), forMs };
}

function planRun(random: Random): PlannedRun {
  const sleepMs = random.chance(0.03) ? 31 * 60_000 : random.pick([0, 50, 2_000, 20_000]);
  const atMs = random.int(0, 20_000);
  const variables: Record<string, string> = {
    SLEEP_MS: String(sleepMs),
    LOG_LINES: String(random.pick([0, 1, 7, 60, 400])),
    EXIT_CODE: String(random.pick([0, 0, 0, 1])),
    PREPARE_MS: String(random.pick([0, 0, 300, 5_000])),
  };
  if (random.chance(0.15))
    Object.assign(variables, {
      START_PROBLEM: random.pick(["engine_failed", "image_not_found"]),
      FIRST_ATTEMPT_ONLY: "1",
    });
  if (random.chance(0.1))
    Object.assign(variables, { CRASH_AFTER: String(random.int(1, 3_000)), FIRST_ATTEMPT_ONLY: "1" });
  if (random.chance(0.2)) variables["IGNORE_TERM"] = "1";
  return {
    atMs,
    shards: random.pick([1, 1, 1, 2, 3]),
    variables,
    onWorkerLoss: random.chance(0.8) ? "retry" : "fail",
    timeoutMs: random.pick([10_000, 3_600_000]),
    producerDiesAfterMs: random.chance(0.1) ? random.int(0, 30) : null,
    cancelAtMs: random.chance(0.3) ? atMs + random.int(0, 25_000) : null,
  };
}

function planFault(random: Random, workers: number): PlannedFault {
  const atMs = random.int(0, troubleMs);
  const worker = random.int(0, workers - 1);
  switch (random.int(0, 6)) {
    case 0:
    case 1:
      return { kind: "crash", atMs, worker, backAfterMs: random.chance(0.7) ? random.int(100, 40_000) : null };
    case 2:
      return { kind: "pause", atMs, worker, forMs: random.int(1_000, 60_000) };
    case 3:
      return { kind: "leave", atMs, worker, backAfterMs: random.int(100, 30_000) };
    case 4:
      return { kind: "clockJump", atMs, worker, byMs: random.int(-5_000, 5_000) };
    case 5:
      return { kind: "slowStore", atMs, forMs: random.int(1_000, 20_000), latencyMs: random.int(10, 1_500) };
    default:
      return { kind: "storeAway", atMs, forMs: random.int(500, 20_000) };
  }
}
