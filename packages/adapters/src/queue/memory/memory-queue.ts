import type { WakeUp } from "@aac/contract";
import { type Clock, type Log, Problem, type Queue } from "@aac/core";

export interface MemoryQueueOptions {
  clock: Clock;
  log: Log;
  /** How long a message rests after its handler threw: doubled with every further time, up to the longest. */
  backoffMs?: { first: number; longest: number };
}

interface Message {
  body: WakeUp;
  failures: number;
}

interface Consumer {
  handle: (message: WakeUp) => Promise<void>;
  free: number;
  /** Handlers under way. */
  busy: Set<Promise<void>>;
}

/** So many messages are kept while nobody consumes. */
const mostUnheard = 10_000;

/** The queue between the roles of one process; it ends with the process, and the sweep heals from the store. */
export function createMemoryQueue({ clock, log, backoffMs }: MemoryQueueOptions): Queue {
  const { first, longest } = backoffMs ?? { first: 200, longest: 30_000 };
  const ready: Message[] = [];
  const resting = new Set<Message>();
  const consumers: Consumer[] = [];
  const closing = new AbortController();

  function dispatch(): void {
    while (ready.length > 0) {
      const consumer = consumers.find(({ free }) => free > 0);
      if (!consumer) return;
      // Who was served goes to the end of the line.
      consumers.push(...consumers.splice(consumers.indexOf(consumer), 1));
      deliver(ready.shift()!, consumer);
    }
  }

  function deliver(message: Message, consumer: Consumer): void {
    consumer.free--;
    const handled = run(message, consumer).finally(() => {
      consumer.free++;
      consumer.busy.delete(handled);
      dispatch();
    });
    consumer.busy.add(handled);
  }

  async function run(message: Message, consumer: Consumer): Promise<void> {
    try {
      await consumer.handle({ ...message.body });
    } catch (error) {
      message.failures++;
      log.warn(
        { err: error, ...message.body, failures: message.failures },
        "a wake-up was not handled; it comes again",
      );
      void rest(message);
    }
  }

  async function rest(message: Message): Promise<void> {
    resting.add(message);
    await clock.sleep(Math.min(first * 2 ** (message.failures - 1), longest), closing.signal);
    resting.delete(message);
    ready.push(message);
    dispatch();
  }

  async function stop(consumer: Consumer): Promise<void> {
    const index = consumers.indexOf(consumer);
    if (index >= 0) consumers.splice(index, 1);
    await Promise.all(consumer.busy);
  }

  return {
    isShared: false,
    async wake(message) {
      if (closing.signal.aborted) throw new Problem("unavailable", "The queue is closed.");
      // A role that only wakes has nobody to hand messages to; whoever works on the same store finds the jobs there.
      if (consumers.length === 0 && ready.length >= mostUnheard) ready.shift();
      ready.push({ body: { ...message }, failures: 0 });
      queueMicrotask(dispatch);
    },
    async consume(handle, { concurrency }) {
      if (closing.signal.aborted) throw new Problem("unavailable", "The queue is closed.");
      const consumer: Consumer = { handle, free: concurrency, busy: new Set() };
      consumers.push(consumer);
      queueMicrotask(dispatch);
      return () => stop(consumer);
    },
    depth: async () => ready.length + resting.size,
    async check() {
      return { detail: "in this process" };
    },
    async close() {
      const all = [...consumers];
      closing.abort();
      await Promise.all(all.map(stop));
    },
  };
}
