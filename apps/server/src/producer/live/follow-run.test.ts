import type { RunEvent } from "@aac/contract";
import type { Bus, Center, Clock } from "@aac/core";
import { afterEach, describe, expect, test } from "vitest";
import { createRandom } from "../../../../../tests/simulation/random.ts";
import { unreliableBus } from "../../../../../tests/simulation/unreliable.ts";
import {
  junit,
  startTestCenter,
  type TestCenter,
  type TestCenterOptions,
  until,
} from "../../../../../tests/scenarios/test-center.ts";
import { joinEvents } from "../../../../../tests/scenarios/join-events.ts";
import { followRun } from "./follow-run.ts";
import { parsePosition } from "./position.ts";

let center: TestCenter;
afterEach(() => center.stop());

const start = async (instead?: TestCenterOptions["instead"], more: TestCenterOptions = {}) =>
  (center = await startTestCenter({ ...more, ...(instead ? { instead } : {}) }));

interface Viewing {
  /** From the last event's id on; from the beginning when there is none. */
  after?: string | undefined;
  tail?: boolean;
  signal?: AbortSignal;
  onEvent?: (event: RunEvent, id: string) => Promise<void> | void;
  through?: Center;
}

/** Follows a run as a viewer does whose connection takes one event after the other. */
async function view(runId: string, { after, tail = false, signal: given, onEvent, through }: Viewing = {}) {
  const signal = given ?? AbortSignal.timeout(30_000);
  const events: RunEvent[] = [];
  let lastId = after;
  await followRun(through ?? center.center, {
    orgId: center.caller.orgId,
    runId,
    position: parsePosition(after),
    tail,
    untilAnalysed: false,
    signal,
    async send(event, data, id) {
      if (signal.aborted) return;
      events.push({ event, data } as RunEvent);
      lastId = id;
      await onEvent?.(events.at(-1)!, id);
    },
  });
  return { events, lastId };
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);
const lastRun = (events: readonly RunEvent[]) => events.findLast(({ event }) => event === "run")?.data;

describe("a viewer", () => {
  test.each([1, 2, 3])(
    "sees each line, result and artifact once and in order, however news is lost, doubled and late (seed %i)",
    async (seed) => {
      const random = createRandom(seed);
      const hurried: Clock = {
        now: () => Date.now(),
        sleep: (ms, signal) => center.center.clock.sleep(ms / 20, signal),
      };
      const chances = { lost: 0.3, doubled: 0.3, late: 0.4 };
      await start(({ bus }) => ({ bus: unreliableBus(bus, hurried, random, { chances, isAway: () => false }) }));
      const report = junit({ passed: 250, failed: 3 });
      const { id } = await center.trigger({ LOG_LINES: "2000", SLEEP_MS: "2500", REPORT: report }, { shards: 2 });

      /** Loses its connection again and again, and goes on where it was. */
      const restless = async () => {
        const events: RunEvent[] = [];
        let lastId: string | undefined;
        while (events.at(-1)?.event !== "end") {
          const connection = new AbortController();
          let left = random.int(1, 12);
          const seen = await view(id, {
            after: lastId,
            signal: connection.signal,
            onEvent: () => void (--left === 0 && connection.abort()),
          });
          events.push(...seen.events);
          lastId = seen.lastId;
        }
        return events;
      };
      const viewers = await Promise.all([view(id).then(({ events }) => events), restless(), restless()]);
      for (const events of viewers) {
        expect(events.at(-1)?.event).toBe("end");
        const seen = joinEvents(events);
        expect([...seen.keys()].toSorted()).toEqual(["1.1", "2.1"]);
        for (const { lines, results, artifacts } of seen.values()) {
          expect(lines).toEqual(numbered(2000));
          expect([results, artifacts]).toEqual([253, 1]);
        }
        expect(lastRun(events)).toMatchObject({ verdict: "failed", totals: { tests: 506, failed: 6 } });
      }
    },
  );

  test("hears everything within seconds of a bus that tells nothing, as from a worker in another process", async () => {
    await start(({ bus }) => ({ bus: { ...bus, publish: () => undefined } }));
    const { id } = await center.trigger({ LOG_LINES: "10", SLEEP_MS: "200", REPORT: junit({ passed: 1 }) });
    const startedAt = performance.now();
    const { events } = await view(id);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    expect(joinEvents(events).get("1.1")).toEqual({ lines: numbered(10), results: 1, artifacts: 1 });
    expect(lastRun(events)).toMatchObject({ verdict: "passed" });
  });

  test("hears what was lost of one shard while another keeps telling", async () => {
    const isOfFirst = (news: Parameters<Bus["publish"]>[0]) => "shard" in news && news.shard === 1;
    await start(({ bus }) => ({ bus: { ...bus, publish: (news) => void (isOfFirst(news) || bus.publish(news)) } }));
    // Told evenly over ten seconds: the viewer is never without news.
    const { id } = await center.trigger({ LOG_LINES: "200", SLEEP_MS: "10000" }, { shards: 2 });
    const seen: RunEvent[] = [];
    const leaving = new AbortController();
    const watching = view(id, { signal: leaving.signal, onEvent: (event) => void seen.push(event) });
    const linesOf = (shard: number) => joinEvents(seen).get(`${shard}.1`)?.lines.length ?? 0;
    await until("lines of both", async () => linesOf(1) > 0 && linesOf(2) > linesOf(1), 8_000);
    await until("more lines of the first", async () => linesOf(1) > 60, 9_000);
    expect(seen.at(-1)?.event).not.toBe("end");
    leaving.abort();
    await watching;
  });

  test("who reads slowly is waited for: nothing more is read from the store meanwhile, and nothing is missing after", async () => {
    await start();
    const text = `{n} ${"x".repeat(500)}`;
    const { id } = await center.trigger({ LOG_LINES: "20000", SLEEP_MS: "1500", LOG_TEXT: text });
    let reads = 0;
    const { store } = center.center;
    const counting: Center = {
      ...center.center,
      store: {
        ...store,
        tenant(orgId) {
          const tenant = store.tenant(orgId);
          const find: typeof tenant.logChunks.find = (query) => (reads++, tenant.logChunks.find(query));
          return { ...tenant, logChunks: { ...tenant.logChunks, find } };
        },
      },
    };
    let release = () => {};
    const blocked = new Promise<void>((resolve) => (release = resolve));
    let events = 0;
    const watching = view(id, { through: counting, onEvent: () => (++events === 3 ? blocked : undefined) });
    await center.finished(id);
    const [readsBefore, eventsBefore] = [reads, events];
    expect(eventsBefore).toBe(3);
    const other = await center.trigger({ LOG_LINES: "10", SLEEP_MS: "300" });
    await center.finished(other.id);
    expect([reads, events]).toEqual([readsBefore, eventsBefore]);
    release();
    const { lines } = joinEvents((await watching).events).get("1.1")!;
    expect(lines).toHaveLength(20_000);
    expect(lines.at(-1)).toMatch(/^20000 x+$/);
  });

  test("who wants the tail gets what comes, and no line that was there", async () => {
    await start();
    const { id } = await center.trigger({ LOG_LINES: "200", SLEEP_MS: "1500", REPORT: junit({ passed: 2 }) });
    const stored = await until("some lines", async () => {
      const run = await center.client.call("getRun", { params: { run: id } });
      return run.jobs[0]!.attempts[0]?.logLines;
    });
    const { events } = await view(id, { tail: true });
    const logs = events.flatMap((event) => (event.event === "log" ? event.data : []));
    expect(logs[0]!.firstLine).toBeGreaterThan(stored);
    const nexts = logs.map(({ firstLine, lines }) => firstLine + lines);
    expect(logs.slice(1).map(({ firstLine }) => firstLine)).toEqual(nexts.slice(0, -1));
    expect(nexts.at(-1)).toBe(201);
    expect(events.filter(({ event }) => event === "results")).toHaveLength(1);

    const late = await view(id, { tail: true });
    expect(late.events.map(({ event }) => event)).toEqual(["run", "results", "artifacts", "end"]);
  });

  test("of a run that has ended gets all of it and the end, and from its last position on only the end", async () => {
    await start();
    const { id } = await center.trigger({ LOG_LINES: "3", REPORT: junit({ passed: 1 }) });
    await center.finished(id);
    const { events, lastId } = await view(id);
    expect(events.map(({ event }) => event)).toEqual(["run", "log", "results", "artifacts", "end"]);
    const again = await view(id, { after: lastId });
    expect(again.events.map(({ event }) => event)).toEqual(["end"]);
  });

  test("of a cancelled run sees its last lines before the end", async () => {
    await start();
    const { id } = await center.trigger({ LOG_LINES: "20", SLEEP_MS: "60000" });
    const seen: RunEvent[] = [];
    const watching = view(id, { onEvent: (event) => void seen.push(event) });
    await until("the first line", async () => joinEvents(seen).get("1.1")?.lines.length);
    await center.client.call("cancelRun", { params: { run: id } });
    const { events } = await watching;
    const attempt = (await center.client.call("getRun", { params: { run: id } })).jobs[0]!.attempts[0]!;
    expect(attempt.phases.exitedAt).not.toBeNull();
    expect(joinEvents(events).get("1.1")!.lines).toHaveLength(attempt.logLines);
    expect(lastRun(events)).toMatchObject({ verdict: "cancelled" });
  });

  test("of a run whose first worker was lost is told the end at once, though that attempt never exited", async () => {
    await start();
    const { id } = await center.trigger({
      CRASH_AFTER: "200",
      SLEEP_MS: "500",
      FIRST_ATTEMPT_ONLY: "1",
      LOG_LINES: "2",
    });
    const { run } = await center.finished(id);
    expect(run.jobs[0]!.attempts).toHaveLength(2);
    const { attempts } = center.center.store.system;
    const [first] = await attempts.find({ where: { runId: id }, limit: 1 });
    await attempts.update(first!.id, {}, { phases: { ...first!.phases, startedAt: 1, exitedAt: null } });
    const startedAt = performance.now();
    const { events } = await view(id);
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    expect(joinEvents(events).get("1.2")?.lines).toEqual(numbered(2));
  });

  test("of a run that is deleted meanwhile is let go", async () => {
    await start(undefined, { withoutWorker: true });
    const { id } = await center.trigger();
    const watching = view(id);
    await center.center.store.system.runs.delete(id);
    const { events } = await watching;
    expect(events.filter(({ event }) => event === "end")).toEqual([]);
  });
});
