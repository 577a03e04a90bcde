import { runOfNews } from "@aac/contract";
import type { Bus, RunRecord } from "@aac/core";
import { afterEach, expect, test } from "vitest";
import { createRandom } from "../../../../../tests/simulation/random.ts";
import { unreliableBus } from "../../../../../tests/simulation/unreliable.ts";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";
import { followOrganization } from "./follow-organization.ts";

let center: TestCenter;
let leaving: AbortController;
let following: Promise<void>;
afterEach(async () => {
  leaving.abort();
  await following;
  await center.stop();
});

/** Starts a center on this bus, and someone who keeps what is told of its runs. */
async function start(bus: (real: Bus) => Bus, onRun: (run: RunRecord) => Promise<void> | void = () => undefined) {
  center = await startTestCenter({ instead: (real) => ({ bus: bus(real.bus) }) });
  leaving = new AbortController();
  const told: RunRecord[] = [];
  const send = async (run: RunRecord) => {
    told.push(run);
    await onRun(run);
  };
  following = followOrganization(center.center, center.caller, send, leaving.signal);
  return told;
}
const lastStateOf = (told: readonly RunRecord[], id: string) => told.findLast((run) => run.id === id)?.state;

/** Each run's revisions only rise: nothing is told twice, nothing old after something new. */
function expectInOrder(told: readonly RunRecord[]): void {
  for (const id of new Set(told.map((run) => run.id))) {
    const revisions = told.flatMap((run) => (run.id === id ? [run.revision] : []));
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
  }
}

test.each([1, 2, 3])("every run comes to its end, however news is lost, doubled and late (seed %i)", async (seed) => {
  const hurried = { now: () => Date.now(), sleep: (ms: number) => center.center.clock.sleep(ms / 20) };
  const chances = { lost: 0.4, doubled: 0.3, late: 0.4 };
  const told = await start((bus) => unreliableBus(bus, hurried, createRandom(seed), { chances, isAway: () => false }));
  const runs = await Promise.all(Array.from({ length: 12 }, () => center.trigger({ SLEEP_MS: "100" })));
  await until("all ends", async () => runs.every(({ id }) => lastStateOf(told, id) === "passed"));
  expectInOrder(told);
});

test("what was lost is told within seconds also while other news keeps coming", async () => {
  let lost = "";
  const told = await start((bus) => ({
    ...bus,
    publish: (news) => void (runOfNews(news) === lost || bus.publish(news)),
  }));
  const busy = await center.trigger({ SLEEP_MS: "20000", LOG_LINES: "20" }, { shards: 3 });
  const unheard = await center.trigger({ SLEEP_MS: "100" }, {});
  lost = unheard.id;
  const revise = async () => {
    const { runs } = center.center.store.system;
    const run = (await runs.get(busy.id))!;
    await runs.update(run.id, {}, { revision: run.revision + 1 });
    center.center.bus.publish({ kind: "run", orgId: run.orgId, runId: run.id, revision: run.revision + 1 });
  };
  await until("the end of the run that was not heard of", async () => {
    await revise();
    return lastStateOf(told, unheard.id) === "passed";
  });
  expectInOrder(told);
  await center.client.call("cancelRun", { params: { run: busy.id } });
});

test("runs that change while a slow reader takes one are told once each, as they are then", async () => {
  let release = () => {};
  const blocked = new Promise<void>((resolve) => (release = resolve));
  const told = await start(
    (bus) => bus,
    () => blocked,
  );
  const first = await center.trigger();
  await until("a first run to be told", async () => told.length === 1);
  const rest = await Promise.all(Array.from({ length: 5 }, () => center.trigger()));
  for (const { id } of [first, ...rest]) await center.finished(id);
  expect(told).toHaveLength(1);
  release();
  await until("all to be told", async () => rest.every(({ id }) => lastStateOf(told, id) === "passed"));
  for (const { id } of rest) expect(told.filter((run) => run.id === id)).toHaveLength(1);
});
