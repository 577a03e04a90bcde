import { randomUUID } from "node:crypto";
import { type Log, Problem, silentLog } from "@aac/core";
import { queueConformance } from "@aac/core/conformance";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { connectRabbitmq, type RabbitmqConnection } from "../../rabbitmq/index.ts";
import { jobQueues } from "./job-queues.ts";
import { createRabbitmqQueue } from "./rabbitmq-queue.ts";

const url = inject("rabbitmq.url");
const soon = { timeout: 20_000, interval: 10 };
const restsMs = [20, 40];
const deliveryLimit = 4;

describe.skipIf(url === null)("on a broker", () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  function connect(): RabbitmqConnection {
    const connection = connectRabbitmq({ url: url!, log: silentLog, backoffMs: { first: 20, longest: 100 } });
    cleanups.push(() => connection.close());
    return connection;
  }

  /** The queue as any number of processes have it: each call is another one. */
  function freshQueue({ log = silentLog }: { log?: Log } = {}) {
    const prefix = `test-${randomUUID()}`;
    const { all, jobs, dead } = jobQueues(prefix, restsMs, deliveryLimit);
    const bench = connect();
    cleanups.push(async () => {
      for (const { queue } of all) await bench.amqp.queueDelete({ queue });
    });
    const open = (connection = connect()) => {
      const queue = createRabbitmqQueue({ connection, log, prefix, restsMs, deliveryLimit });
      cleanups.push(() => queue.close());
      return queue;
    };
    return { open, bench: bench.amqp, jobs: jobs.queue, dead: dead.queue };
  }

  queueConformance("RabbitMQ", async () => {
    const queue = freshQueue().open();
    return { queue, dispose: () => queue.close() };
  });

  test("what one process wakes, another works on", async () => {
    const { open } = freshQueue();
    const got: string[] = [];
    await open().consume(async ({ jobId }) => void got.push(jobId), { concurrency: 2 });
    const producer = open();
    for (const jobId of ["a", "b", "c"]) await producer.wake({ jobId });
    await vi.waitFor(() => expect(got.toSorted()).toEqual(["a", "b", "c"]), soon);
  });

  test("what a consumer held whose connection broke goes to another", async () => {
    const { open } = freshQueue();
    const breaking = connect();
    const held: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    await open(breaking).consume(
      async ({ jobId }) => {
        held.push(jobId);
        await promise;
      },
      { concurrency: 1 },
    );
    const other = open();
    await other.wake({ jobId: "j" });
    await vi.waitFor(() => expect(held).toEqual(["j"]), soon);
    const got: string[] = [];
    await other.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
    breaking.amqp.unsafeDestroy();
    await vi.waitFor(() => expect(got).toEqual(["j"]), soon);
    resolve();
  });

  test("a message that is never handled ends as a dead letter, and a redrive brings it back", async () => {
    const warnings: object[] = [];
    const errors: object[] = [];
    const log = { ...silentLog, warn: (f: object) => warnings.push(f), error: (f: object) => errors.push(f) };
    const queue = freshQueue({ log }).open();
    let calls = 0;
    let isMended = false;
    const handled: string[] = [];
    await queue.consume(
      async ({ jobId }) => {
        calls++;
        if (!isMended) throw new Error("never");
        handled.push(jobId);
      },
      { concurrency: 1 },
    );
    await queue.wake({ jobId: "poison" });
    await vi.waitFor(async () => expect(await queue.deadLetters()).toBe(1), soon);
    expect(calls).toBe(deliveryLimit);
    expect(await queue.depth()).toBe(0);
    expect(warnings).toMatchObject([1, 2, 3].map((failures) => ({ jobId: "poison", failures })));
    expect(errors).toMatchObject([{ jobId: "poison", failures: deliveryLimit }]);
    isMended = true;
    expect(await queue.redriveDeadLetters()).toEqual({ moved: 1 });
    await vi.waitFor(() => expect(handled).toEqual(["poison"]), soon);
    expect(await queue.deadLetters()).toBe(0);
    expect(await queue.redriveDeadLetters()).toEqual({ moved: 0 });
  });

  test("a redrive that is cut short loses nothing, and another one ends it", async () => {
    const { open, bench, jobs, dead } = freshQueue();
    const breaking = connect();
    const queue = open(breaking);
    const other = open();
    expect(await queue.redriveDeadLetters()).toEqual({ moved: 0 });
    const publisher = bench.createPublisher({ confirm: true });
    const letters = Array.from({ length: 1_000 }, (_, i) => `job-${i}`);
    await Promise.all(letters.map((jobId) => publisher.send(dead, { jobId })));
    await publisher.close();
    const cutShort = queue.redriveDeadLetters().catch((error: unknown) => error);
    await vi.waitFor(async () => {
      expect((await bench.queueDeclare({ queue: jobs, passive: true })).messageCount).toBeGreaterThan(0);
    }, soon);
    breaking.amqp.unsafeDestroy();
    expect(await cutShort).toBeInstanceOf(Problem);
    await vi.waitFor(
      async () => expect((await other.depth()) + (await other.deadLetters())).toBeGreaterThan(999),
      soon,
    );
    await other.redriveDeadLetters();
    expect(await other.deadLetters()).toBe(0);
    const got = new Set<string>();
    await other.consume(async ({ jobId }) => void got.add(jobId), { concurrency: 100 });
    await vi.waitFor(() => expect(got).toEqual(new Set(letters)), soon);
  });

  test("a message whose consumers die of it ends as a dead letter", async () => {
    const { open, bench, jobs } = freshQueue();
    const queue = open();
    await queue.wake({ jobId: "deadly" });
    for (let i = 0; i <= deliveryLimit; i++) {
      const channel = await bench.acquire();
      await vi.waitFor(async () => expect(await channel.basicGet({ queue: jobs })).toBeDefined(), soon);
      await channel.close();
    }
    await vi.waitFor(async () => expect(await queue.deadLetters()).toBe(1), soon);
    expect(await queue.depth()).toBe(0);
  });

  test("what is no wake-up is a dead letter at once", async () => {
    const { open, bench, jobs } = freshQueue();
    const queue = open();
    const got: string[] = [];
    await queue.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
    const publisher = bench.createPublisher({ confirm: true });
    await publisher.send(jobs, "hello");
    await publisher.send(jobs, { job: 1 });
    await publisher.close();
    await queue.wake({ jobId: "j" });
    await vi.waitFor(() => expect(got).toEqual(["j"]), soon);
    await vi.waitFor(async () => expect(await queue.deadLetters()).toBe(2), soon);
  });

  test("a queue that was deleted is declared again: a wake-up is not lost, consuming goes on", async () => {
    const { open, bench, jobs } = freshQueue();
    const queue = open();
    const got: string[] = [];
    await queue.wake({ jobId: "a" });
    await bench.queueDelete({ queue: jobs });
    await queue.wake({ jobId: "b" });
    expect(await queue.depth()).toBe(1);
    await queue.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
    await vi.waitFor(() => expect(got).toEqual(["b"]), soon);
    await bench.queueDelete({ queue: jobs });
    await queue.wake({ jobId: "c" });
    await vi.waitFor(() => expect(got).toEqual(["b", "c"]), soon);
  });

  test("a queue of our name that is another kind is a Problem that says what to do", async () => {
    const { open, bench, jobs } = freshQueue();
    await bench.queueDeclare({ queue: jobs, durable: true });
    const queue = open();
    const problem = { code: "invalid_configuration", message: expect.stringContaining(jobs) };
    await expect(queue.wake({ jobId: "j" })).rejects.toMatchObject(problem);
    await expect(queue.consume(async () => undefined, { concurrency: 1 })).rejects.toMatchObject(problem);
    await expect(queue.redriveDeadLetters()).rejects.toBeInstanceOf(Problem);
  });
});
