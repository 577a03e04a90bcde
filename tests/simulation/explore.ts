import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import type { Store } from "@aac/core";
import type { Variant } from "./broken-variants.ts";
import { makePlan, type Plan } from "./plan.ts";
import { simulate } from "./simulate.ts";

/** The stores that histories are played on. */
export const stores = {
  memory: async (): Promise<Store> => createMemoryStore(),
  async sqlite(): Promise<Store> {
    const dir = await mkdtemp(join(tmpdir(), "aac-simulation-"));
    const store = await createSqliteStore({ path: join(dir, "center.db") });
    return { ...store, close: () => store.close().then(() => rm(dir, { recursive: true, force: true })) };
  },
} as const;

export interface Failure {
  /** The smallest plan found that still breaks something. */
  plan: Plan;
  broken: string[];
}

export interface Explored {
  histories: number;
  runs: number;
  virtualHours: number;
  /** How often each kind of fault was in a history. */
  faults: Record<string, number>;
  failures: Failure[];
}

export interface ExploreOptions {
  /** The first seed; the others follow it. */
  seed: number;
  histories: number;
  store: keyof typeof stores;
  variant?: Variant;
  /** Stop at the first failure. */
  stopEarly?: boolean;
  onHistory?: (index: number) => void;
}

/** Plays many histories, one for each seed; what fails is made as small as it gets. */
export async function explore(options: ExploreOptions): Promise<Explored> {
  const { seed, histories, variant } = options;
  const explored: Explored = { histories: 0, runs: 0, virtualHours: 0, faults: {}, failures: [] };
  for (let index = 0; index < histories; index++) {
    const plan = makePlan(seed + index);
    const { broken, runs, virtualMs } = await simulate(plan, stores[options.store], variant);
    explored.histories++;
    explored.runs += runs;
    explored.virtualHours += virtualMs / 3_600_000;
    for (const { kind } of plan.faults) explored.faults[kind] = (explored.faults[kind] ?? 0) + 1;
    if (plan.messages.lost + plan.messages.doubled + plan.messages.late > 0) {
      explored.faults["messages"] = (explored.faults["messages"] ?? 0) + 1;
    }
    options.onHistory?.(index);
    if (broken.length === 0) continue;
    explored.failures.push(options.stopEarly ? { plan, broken } : await shrink({ plan, broken }, options));
    if (options.stopEarly) break;
  }
  return explored;
}

/** Leaves out faults and runs for as long as something stays broken. */
async function shrink(failure: Failure, { store, variant }: ExploreOptions): Promise<Failure> {
  let smallest = failure;
  const tryOut = async (plan: Plan): Promise<boolean> => {
    const { broken } = await simulate(plan, stores[store], variant);
    if (broken.length > 0) smallest = { plan, broken };
    return broken.length > 0;
  };
  const without = <T>(items: readonly T[], index: number) => items.filter((_, other) => other !== index);
  for (let hasShrunk = true; hasShrunk;) {
    hasShrunk = false;
    const { plan } = smallest;
    const smaller: Plan[] = [
      { ...plan, messages: { lost: 0, doubled: 0, late: 0 } },
      ...plan.faults.map((_, index) => ({ ...plan, faults: without(plan.faults, index) })),
      ...plan.runs.map((_, index) => ({ ...plan, runs: without(plan.runs, index) })),
    ].filter((candidate) => JSON.stringify(candidate) !== JSON.stringify(plan));
    for (const candidate of smaller) {
      if (await tryOut(candidate)) {
        hasShrunk = true;
        break;
      }
    }
  }
  return smallest;
}
