import type { News } from "@aac/contract";
import { type Log, Problem, silentLog } from "@aac/core";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startOwnRabbitmq } from "../../../../tests/services/rabbitmq.ts";
import { createRabbitmqBus } from "../bus/rabbitmq/index.ts";
import { createRabbitmqQueue } from "../queue/rabbitmq/index.ts";
import { connectRabbitmq } from "./connect-rabbitmq.ts";

const broker = await startOwnRabbitmq();
afterAll(() => broker?.stop());

const soon = { timeout: 30_000, interval: 20 };
const news = (revision: number): News => ({ kind: "run", orgId: "acme", runId: "r1", revision });

describe.skipIf(broker === null)("when the broker is lost", () => {
  const url = broker?.url ?? "";
  const kill = () => broker!.kill();
  const start = () => broker!.start();
  const pause = () => broker!.pause();
  const resume = () => broker!.resume();
  const cleanups: (() => Promise<unknown>)[] = [];
  let prefix = "";
  let tests = 0;
  beforeEach(() => {
    prefix = `test-${++tests}`;
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  /** Queue and bus as another process has them. Heartbeats come every second, so that a cut is noticed in two. */
  function openProcess({ log = silentLog }: { log?: Log } = {}) {
    const connection = connectRabbitmq({ url: `${url}?heartbeat=1`, log, backoffMs: { first: 50, longest: 200 } });
    const queue = createRabbitmqQueue({ connection, log, prefix, restsMs: [50] });
    const bus = createRabbitmqBus({ connection, log, prefix });
    const close = async () => {
      await Promise.all([queue.close(), bus.close()]);
      await connection.close();
    };
    cleanups.push(close);
    return { connection, queue, bus, close };
  }

  async function takesMs(work: () => Promise<unknown>): Promise<number> {
    const startedAt = performance.now();
    await work();
    return performance.now() - startedAt;
  }

  test("killed and started again: what waits is still there, consumers go on, listeners hear again", async () => {
    const [producer, worker] = [openProcess(), openProcess()];
    await producer.queue.wake({ jobId: "before" });
    await producer.queue.wake({ jobId: "also before" });
    const heard: News[] = [];
    await producer.bus.subscribe({ runId: "r1" }, (one) => heard.push(one));
    await kill();
    await start();
    await vi.waitFor(async () => expect(await worker.queue.depth()).toBe(2), soon);
    const got: string[] = [];
    await worker.queue.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
    await vi.waitFor(() => expect(got.toSorted()).toEqual(["also before", "before"]), soon);
    await kill();
    await start();
    await vi.waitFor(() => producer.queue.wake({ jobId: "after" }), soon);
    await vi.waitFor(() => expect(got).toContain("after"), soon);
    await vi.waitFor(() => {
      worker.bus.publish(news(1));
      expect(heard).toContainEqual(news(1));
    }, soon);
  });

  test("a handler that was under way ends in peace, and its message comes again", async () => {
    const { queue } = openProcess();
    const { promise, resolve } = Promise.withResolvers<void>();
    let calls = 0;
    await queue.consume(
      async () => {
        if (++calls === 1) await promise;
      },
      { concurrency: 1 },
    );
    await queue.wake({ jobId: "j" });
    await vi.waitFor(() => expect(calls).toBe(1), soon);
    await kill();
    await start();
    resolve();
    await vi.waitFor(() => expect(calls).toBe(2), soon);
    await vi.waitFor(async () => expect(await queue.depth()).toBe(0), soon);
  });

  test("while it is away a wake-up is refused at once, a consumer and a listener wait for it", async () => {
    const told: string[] = [];
    const tell = (_: object, text: string) => void told.push(text);
    const debug = vi.fn<Log["debug"]>();
    const { queue, bus, connection } = openProcess({ log: { ...silentLog, debug, warn: tell, info: tell } });
    await connection.check();
    await kill();
    await vi.waitFor(() => expect(connection.isAway()).toBe(true), soon);
    const refused = async () => {
      const refusal = await queue.wake({ jobId: "j" }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Problem);
      expect(refusal).toMatchObject({ code: "unavailable" });
    };
    expect(await takesMs(refused)).toBeLessThan(500);
    await expect(queue.depth()).rejects.toMatchObject({ code: "unavailable" });
    await expect(queue.check()).rejects.toMatchObject({ code: "unavailable" });
    const got: string[] = [];
    const heard: News[] = [];
    const begin = async () => {
      await queue.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
      await bus.subscribe({}, (one) => heard.push(one));
    };
    expect(await takesMs(begin)).toBeLessThan(5_000);
    expect(told).toContain("waiting for RabbitMQ; wake-ups come when it is there");
    const unsaid = () => debug.mock.calls.filter(([, text]) => text.includes("interrupted")).length;
    await vi.waitFor(() => expect(unsaid()).toBeGreaterThan(0), soon);
    const saidOfIt = () => told.filter((text) => /RabbitMQ is|interrupted/.test(text));
    expect(saidOfIt()).toEqual(["RabbitMQ is away; trying again until it is back"]);
    await start();
    await vi.waitFor(() => queue.wake({ jobId: "j" }), soon);
    await vi.waitFor(() => expect(got).toEqual(["j"]), soon);
    await vi.waitFor(() => {
      bus.publish(news(1));
      expect(heard).toContainEqual(news(1));
    }, soon);
    expect(saidOfIt()).toEqual(["RabbitMQ is away; trying again until it is back", "RabbitMQ is back"]);
  });

  test("what is told while it is away is kept within bounds, then lost; telling never throws", async () => {
    const text = `${"x".repeat(256 * 1024 - 1)}\n`;
    const regained: object[] = [];
    const log: Log = {
      ...silentLog,
      info: (fields, message) => void (message === "news goes out again" && regained.push(fields)),
    };
    const { bus, connection } = openProcess({ log });
    await connection.check();
    await kill();
    for (let i = 0; i < 1_000; i++) {
      bus.publish({
        kind: "log",
        orgId: "acme",
        runId: "r1",
        shard: 1,
        attempt: 1,
        firstLine: i,
        lines: 1,
        at: 1,
        text,
      });
    }
    await start();
    await vi.waitFor(() => {
      bus.publish(news(1));
      expect(regained).toHaveLength(1);
    }, soon);
    expect(regained[0]).toMatchObject({ lost: expect.toSatisfy((lost: number) => lost > 960) });
  });

  test("a cut that nobody is told of: a wake-up is refused in time, the rest goes on when it is mended", async () => {
    const { queue, bus, connection } = openProcess();
    const got: string[] = [];
    const heard: News[] = [];
    await queue.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
    await bus.subscribe({}, (one) => heard.push(one));
    pause();
    try {
      const refused = () => expect(queue.wake({ jobId: "j" })).rejects.toMatchObject({ code: "unavailable" });
      expect(await takesMs(refused)).toBeLessThan(2_500);
      expect(await takesMs(() => bus.subscribe({ runId: "r2" }, () => undefined))).toBeLessThan(2_500);
      await vi.waitFor(() => expect(connection.isAway()).toBe(true), soon);
    } finally {
      resume();
    }
    await vi.waitFor(() => queue.wake({ jobId: "after" }), soon);
    await vi.waitFor(() => expect(got).toContain("after"), soon);
    await vi.waitFor(() => {
      bus.publish(news(1));
      expect(heard).toContainEqual(news(1));
    }, soon);
  });

  test.each(["away", "silent"])("closing takes a bounded time while the broker is %s", async (how) => {
    const { queue, bus, close } = openProcess();
    await queue.consume(async () => undefined, { concurrency: 1 });
    await bus.subscribe({}, () => undefined);
    await (how === "away" ? kill() : pause());
    expect(await takesMs(close)).toBeLessThan(6_000);
    await (how === "away" ? start() : resume());
  });
});
