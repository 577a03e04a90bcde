import type { WakeUp } from "@aac/contract";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Queue } from "./queue.ts";

export interface QueueUnderTest {
  /** Empty, with a delay of at most a second before a message comes again. */
  queue: Queue;
  dispose: () => Promise<void>;
}

const message = (number: number): WakeUp => ({ jobId: `job-${number}` });
const soon = { timeout: 10_000, interval: 5 };

/** Proves that an adapter keeps the promises of the queue port. `make` is called once for every test. */
export function queueConformance(name: string, make: () => Promise<QueueUnderTest>): void {
  describe(`${name} is a queue`, () => {
    let queue: Queue;
    let dispose: () => Promise<void>;
    /** Lets every handler go that still holds a message: closing waits for them. */
    let end: PromiseWithResolvers<void>;
    beforeEach(async () => {
      end = Promise.withResolvers();
      ({ queue, dispose } = await make());
    });
    afterEach(async () => {
      end.resolve();
      await dispose();
    });

    /** A consumer that keeps what it gets, each until it is let go. */
    async function consumeHeld(concurrency: number) {
      const held: { jobId: string; letGo: () => void }[] = [];
      const stop = await queue.consume(
        async ({ jobId }) => {
          const { promise, resolve } = Promise.withResolvers<void>();
          held.push({ jobId, letGo: resolve });
          await Promise.race([promise, end.promise]);
        },
        { concurrency },
      );
      return { held, stop };
    }
    const holds = (held: readonly unknown[], count: number) => vi.waitFor(() => expect(held).toHaveLength(count), soon);
    const depthIs = (depth: number) => vi.waitFor(async () => expect(await queue.depth()).toBe(depth), soon);

    test("hands every message to one of the consumers, once when nothing goes wrong", async () => {
      const got: string[] = [];
      const handle = async ({ jobId }: WakeUp) => void got.push(jobId);
      await queue.consume(handle, { concurrency: 3 });
      await queue.consume(handle, { concurrency: 3 });
      await Promise.all(Array.from({ length: 100 }, (_, i) => queue.wake(message(i))));
      await holds(got, 100);
      expect(new Set(got).size).toBe(100);
      await depthIs(0);
    });

    test("messages wait for a consumer, and depth counts them", async () => {
      expect(await queue.depth()).toBe(0);
      for (let i = 0; i < 5; i++) await queue.wake(message(i));
      await depthIs(5);
      const { held } = await consumeHeld(10);
      await holds(held, 5);
      expect(held.map(({ jobId }) => jobId).toSorted()).toEqual([0, 1, 2, 3, 4].map((i) => message(i).jobId));
      await depthIs(0);
    });

    test("hands over at most as many at a time as the consumer takes, and another for each that is done", async () => {
      for (let i = 0; i < 6; i++) await queue.wake(message(i));
      const { held } = await consumeHeld(2);
      await holds(held, 2);
      await depthIs(4);
      expect(held).toHaveLength(2);
      held[0]?.letGo();
      await holds(held, 3);
      await depthIs(3);
      expect(held).toHaveLength(3);
    });

    test("a consumer that is held up does not hold up another", async () => {
      const slow = await consumeHeld(1);
      await queue.wake(message(0));
      await holds(slow.held, 1);
      const got: string[] = [];
      await queue.consume(async ({ jobId }) => void got.push(jobId), { concurrency: 1 });
      for (let i = 1; i <= 5; i++) await queue.wake(message(i));
      await holds(got, 5);
      expect(got.toSorted()).toEqual([1, 2, 3, 4, 5].map((i) => message(i).jobId));
    });

    test("a message whose handler threw comes again, until it is handled", async () => {
      let failures = 0;
      const handled: string[] = [];
      await queue.consume(
        async ({ jobId }) => {
          if (jobId === "job-1" && failures < 2) throw new Error(`failure ${++failures}`);
          handled.push(jobId);
        },
        { concurrency: 1 },
      );
      for (let i = 0; i < 3; i++) await queue.wake(message(i));
      await holds(handled, 3);
      expect(failures).toBe(2);
      expect(handled.toSorted()).toEqual(["job-0", "job-1", "job-2"]);
      await depthIs(0);
    });

    test("stopping waits for handlers under way and then nothing more is handed over", async () => {
      const { held, stop } = await consumeHeld(1);
      await queue.wake(message(0));
      await holds(held, 1);
      let isStopped = false;
      const stopped = Promise.all([stop(), stop()]).then(() => (isStopped = true));
      await queue.wake(message(1));
      await depthIs(1);
      expect(isStopped).toBe(false);
      held[0]?.letGo();
      await stopped;
      await stop();
      await depthIs(1);
      expect(held).toHaveLength(1);
    });

    test("what a stopped consumer did not take, another one takes", async () => {
      const first = await consumeHeld(1);
      await first.stop();
      await queue.wake(message(7));
      const second = await consumeHeld(1);
      await holds(second.held, 1);
      expect(second.held[0]?.jobId).toBe("job-7");
      expect(first.held).toEqual([]);
    });

    test("check tells what it is", async () => {
      expect((await queue.check()).detail).toMatch(/\w/);
    });

    test("a closed queue takes nothing; closing waits for handlers and may be done twice", async () => {
      const { held } = await consumeHeld(1);
      await queue.wake(message(0));
      await holds(held, 1);
      let isClosed = false;
      const closed = Promise.all([queue.close(), queue.close()]).then(() => (isClosed = true));
      await expect(queue.wake(message(1))).rejects.toThrow(Error);
      expect(isClosed).toBe(false);
      held[0]?.letGo();
      await closed;
      await queue.close();
      expect(held).toHaveLength(1);
    });
  });
}
