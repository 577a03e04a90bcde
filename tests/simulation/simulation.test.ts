import { describe, expect, test } from "vitest";
import { type Variant, variants } from "./broken-variants.ts";
import { explore } from "./explore.ts";
import { makePlan } from "./plan.ts";
import { simulate } from "./simulate.ts";
import { stores } from "./explore.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`simulation seed ${seed}: replay one with \`npm run simulate -- --seed N --histories 1\``);

describe("simulated histories", () => {
  test.each([
    ["memory", 850],
    ["sqlite", 150],
  ] as const)(
    "nothing accepted is lost: on the %s store, in %i histories",
    { timeout: 600_000 },
    async (store, histories) => {
      const { failures, faults, runs } = await explore({ seed, histories, store });
      expect(failures).toEqual([]);
      // A history in which nothing happens proves nothing.
      expect(runs).toBeGreaterThan(histories);
      expect(
        Math.min(
          ...["crash", "pause", "leave", "clockJump", "slowStore", "storeAway", "brokerAway", "messages"].map(
            (kind) => faults[kind] ?? 0,
          ),
        ),
      ).toBeGreaterThan(histories / 20);
    },
  );

  test("a run of 31 minutes, longer than a broker holds a message, runs once and passes", async () => {
    const plan = makePlan(1);
    const run = {
      atMs: 0,
      shards: 1,
      variables: { SLEEP_MS: String(31 * 60_000), LOG_LINES: "620", EXIT_CODE: "0" },
      onWorkerLoss: "retry" as const,
      timeoutMs: 3_600_000,
      producerDiesAfterMs: null,
      cancelAtMs: null,
    };
    const fault = { kind: "crash" as const, atMs: 30_000, worker: 0, backAfterMs: 2_000 };
    const { broken, runs, virtualMs } = await simulate(
      { ...plan, workers: [0], runs: [run], faults: [fault] },
      stores.memory,
    );
    expect({ broken, runs }).toEqual({ broken: [], runs: 1 });
    expect(virtualMs).toBeGreaterThan(31 * 60_000);
  });
});

test("while the broker is away for ten minutes runs begin, end and are seen to, without it", async () => {
  const run = {
    atMs: 5_000,
    shards: 1,
    variables: { SLEEP_MS: "2000", LOG_LINES: "60", EXIT_CODE: "0" },
    onWorkerLoss: "retry" as const,
    timeoutMs: 3_600_000,
    producerDiesAfterMs: null,
    cancelAtMs: null,
  };
  const { broken, runs, virtualMs } = await simulate(
    {
      ...makePlan(1),
      workers: [0, 1],
      runs: [run, { ...run, shards: 3 }, { ...run, atMs: 40_000 }],
      faults: [{ kind: "brokerAway", atMs: 0, forMs: 10 * 60_000 }],
      messages: { lost: 0, doubled: 0, late: 0 },
    },
    stores.memory,
  );
  expect({ broken, runs }).toEqual({ broken: [], runs: 3 });
  // It had not come back yet.
  expect(virtualMs).toBeLessThan(9 * 60_000);
});

/** Histories that once broke something. */
const regressions = [114, 694, 711, 878, 20_268_596, 125_278_713];

test.each(regressions)("the history of seed %i, which once broke a promise, keeps them all", async (once) => {
  const { broken } = await simulate(makePlan(once), stores.memory);
  expect(broken).toEqual([]);
});

describe("the checker", () => {
  test.each(Object.keys(variants) as Variant[])(
    "catches a center that is built wrongly: %s",
    { timeout: 300_000 },
    async (variant) => {
      const { failures } = await explore({ seed: 1, histories: 1_000, store: "memory", variant, stopEarly: true });
      expect(failures).toHaveLength(1);
    },
  );
});
