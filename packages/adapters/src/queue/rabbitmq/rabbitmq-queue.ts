import { once } from "node:events";
import { WakeUp } from "@aac/contract";
import { type Log, Problem, type Queue, type Stop } from "@aac/core";
import { type AsyncMessage, ConsumerStatus } from "rabbitmq-client";
import type { RabbitmqConnection } from "../../rabbitmq/index.ts";
import { createConfirmedPublisher, failuresHeader } from "./confirmed-publisher.ts";
import { jobQueues } from "./job-queues.ts";
import { redriveDeadLetters } from "./redrive-dead-letters.ts";

export interface RabbitmqQueueOptions {
  /** Closed by the caller, after the queue. */
  connection: RabbitmqConnection;
  log: Log;
  /** Of the names of its queues. */
  prefix?: string;
  /** How long a message rests after its handler threw, the first time, the second …; from then on the last of them. */
  restsMs?: readonly number[];
  /** After so many failures of its handler, or deaths of its consumer, a message becomes a dead letter. */
  deliveryLimit?: number;
}

export interface RabbitmqQueue extends Queue {
  /** How many messages were given up. */
  deadLetters(): Promise<number>;
  /** Puts the dead letters that are there now back among those that wait. One that is cut short loses none. */
  redriveDeadLetters(): Promise<{ moved: number }>;
}

const usualRestsMs = [1_000, 5_000, 30_000];
const usualDeliveryLimit = 20;

/** The queue between processes. Its queues are declared by whoever comes first, and again when somebody deleted them. */
export function createRabbitmqQueue(options: RabbitmqQueueOptions): RabbitmqQueue {
  const { connection, log, prefix = "aac", restsMs = usualRestsMs, deliveryLimit = usualDeliveryLimit } = options;
  const { amqp, ask, answered } = connection;
  const queues = jobQueues(prefix, restsMs, deliveryLimit);
  const publisher = createConfirmedPublisher(amqp, queues.all);
  const stops = new Set<Stop>();
  let isClosed = false;

  const send = (queue: string, message: WakeUp, failures: number) =>
    ask(() => publisher.send(queue, message, failures));

  const declare = () => ask(() => Promise.all(queues.all.map((queue) => amqp.queueDeclare(queue))));

  /** Only what is ready: what a consumer holds is being claimed. */
  async function countReady(declarations: readonly { queue: string }[]): Promise<number> {
    const counts = await ask(() =>
      Promise.all(declarations.map(({ queue }) => amqp.queueDeclare({ queue, passive: true }))),
    ).catch(async (error: unknown) => {
      if (error instanceof Problem && isNotFound(error.cause)) return await declare().then(() => []);
      throw error;
    });
    return counts.reduce((sum, { messageCount }) => sum + messageCount, 0);
  }

  async function deliver(delivery: AsyncMessage, handle: (message: WakeUp) => Promise<void>): Promise<ConsumerStatus> {
    const message = WakeUp.safeParse(delivery.body);
    if (!message.success) {
      log.error({ err: message.error, queue: delivery.routingKey }, "a message is no wake-up; it is a dead letter now");
      return ConsumerStatus.DROP;
    }
    try {
      await handle(message.data);
      return ConsumerStatus.ACK;
    } catch (error) {
      return await rest(message.data, Number(delivery.headers?.[failuresHeader] ?? 0) + 1, error);
    }
  }

  async function rest(message: WakeUp, failures: number, error: unknown): Promise<ConsumerStatus> {
    const fields = { err: error, ...message, failures };
    if (failures >= deliveryLimit) {
      log.error(fields, "a wake-up was not handled time and again; it is a dead letter now");
      return ConsumerStatus.DROP;
    }
    log.warn(fields, "a wake-up was not handled; it comes again");
    const place = queues.resting[Math.min(failures, queues.resting.length) - 1];
    try {
      await send(place?.queue ?? queues.jobs.queue, message, failures);
      return ConsumerStatus.ACK;
    } catch {
      return ConsumerStatus.REQUEUE;
    }
  }

  async function consume(handle: (message: WakeUp) => Promise<void>, concurrency: number): Promise<Stop> {
    await declare().catch((error: unknown) => {
      if (error instanceof Problem && error.code === "invalid_configuration") throw error;
      log.warn({ err: error }, "waiting for RabbitMQ; wake-ups come when it is there");
    });
    const busy = new Set<Promise<ConsumerStatus>>();
    let isStopping = false;
    const consumer = amqp.createConsumer(
      { queue: queues.jobs.queue, queueOptions: queues.jobs, concurrency, qos: { prefetchCount: concurrency } },
      (delivery) => {
        if (isStopping) return ConsumerStatus.REQUEUE;
        const handled = deliver(delivery, handle).finally(() => busy.delete(handled));
        busy.add(handled);
        return handled;
      },
    );
    consumer.on("error", (error: unknown) =>
      connection.interrupted("consuming was interrupted; it goes on by itself", error),
    );
    if (!connection.isAway()) await answered(once(consumer, "ready")).catch(() => undefined);

    let stopped: Promise<void> | null = null;
    const end = async () => {
      isStopping = true;
      const closed = consumer.close();
      closed.catch(() => undefined);
      await Promise.all(busy);
      // What it cannot hand back now, the broker takes back when the connection ends.
      await answered(closed).catch(() => undefined);
      stops.delete(stop);
    };
    const stop: Stop = () => (stopped ??= end());
    stops.add(stop);
    return stop;
  }

  const assertOpen = () => {
    if (isClosed) throw new Problem("unavailable", "The queue is closed.");
  };

  return {
    isShared: true,
    async wake(message) {
      assertOpen();
      await send(queues.jobs.queue, message, 0);
    },
    async consume(handle, { concurrency }) {
      assertOpen();
      return await consume(handle, concurrency);
    },
    depth: () => countReady([queues.jobs, ...queues.resting]),
    deadLetters: () => countReady([queues.dead]),
    async redriveDeadLetters() {
      await declare();
      return await redriveDeadLetters(connection, { from: queues.dead.queue, to: queues.jobs.queue });
    },
    check: () => connection.check(),
    async close() {
      isClosed = true;
      await Promise.all([...stops].map((stop) => stop()));
      await answered(publisher.close()).catch(() => undefined);
    },
  };
}

const isNotFound = (error: unknown) => error instanceof Error && "code" in error && error.code === "NOT_FOUND";
