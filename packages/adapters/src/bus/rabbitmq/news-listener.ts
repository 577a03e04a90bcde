import { once } from "node:events";
import { News, runOfNews } from "@aac/contract";
import type { Bus, Log } from "@aac/core";
import type { Consumer, ConsumerProps } from "rabbitmq-client";
import type { RabbitmqConnection } from "../../rabbitmq/index.ts";
import { patternOf, patternsOf } from "./topics.ts";

export interface NewsListener {
  subscribe: Bus["subscribe"];
  close(): Promise<void>;
}

type Listener = (news: News) => void;
type Binding = NonNullable<ConsumerProps["queueBindings"]>[number];

/** All who listen to one pattern share its binding. */
interface Circle {
  binding: Binding;
  bound: Promise<void>;
  members: Set<{ listener: Listener }>;
}

/** What the broker keeps for a process that is too slow; the oldest goes first. Logs come up to 512 KiB at a time. */
const queueSettings = {
  // A vhost may have another kind as its usual one, which cannot be one process's own.
  "x-queue-type": "classic",
  "x-max-length": 10_000,
  "x-max-length-bytes": 32 * 1024 * 1024,
  "x-overflow": "drop-head",
} as const;

/** One queue for this process, with a binding for each pattern that somebody listens to, made anew on every connection. */
export function createNewsListener(
  { amqp, answered, isAway, interrupted }: RabbitmqConnection,
  exchange: { exchange: string; type: string; durable: boolean },
  log: Log,
): NewsListener {
  const circles = new Map<string, Circle>();
  /** Read by the consumer whenever it makes its queue. */
  const bindings: Binding[] = [];
  let consumer: Consumer | null = null;
  let isClosed = false;

  function listen(): Consumer {
    const made = amqp.createConsumer(
      {
        queue: "",
        queueOptions: { exclusive: true, autoDelete: true, arguments: queueSettings },
        exchanges: [exchange],
        queueBindings: bindings,
        noAck: true,
      },
      ({ body }) => {
        const news = News.safeParse(body);
        // Another version of the center may tell what this one does not know.
        if (news.success) spread(news.data);
      },
    );
    made.on("error", (error: unknown) => interrupted("listening was interrupted; it goes on by itself", error));
    return made;
  }

  function spread(news: News): void {
    for (const pattern of patternsOf(news)) {
      const { members } = circles.get(pattern) ?? {};
      for (const member of members ? [...members] : []) {
        // A listener before may have ended this one's subscription.
        if (!members?.has(member) || isClosed) continue;
        try {
          member.listener(news);
        } catch (error) {
          log.error({ err: error, kind: news.kind, runId: runOfNews(news) }, "a listener of the bus threw");
        }
      }
    }
  }

  /** Makes the circle's binding now; where that fails it is made with the queue, once the broker is back. */
  async function bind({ binding }: Circle): Promise<void> {
    consumer ??= listen();
    try {
      if (isAway()) return;
      if (consumer.queue === "") await answered(once(consumer, "ready"));
      await answered(amqp.queueBind({ ...binding, queue: consumer.queue }));
    } catch (error) {
      log.debug({ err: error, pattern: binding.routingKey }, "news of this pattern is lost until RabbitMQ is back");
    }
  }

  async function unbind(pattern: string, { binding }: Circle): Promise<void> {
    bindings.splice(bindings.indexOf(binding), 1);
    if (!consumer?.queue || isAway()) return;
    await amqp.queueUnbind({ ...binding, queue: consumer.queue }).catch(() => undefined);
    // On a new channel it may have overtaken the binding of who has come since.
    const since = circles.get(pattern);
    if (since) await bind(since);
  }

  function openCircle(pattern: string): Circle {
    const binding = { exchange: exchange.exchange, routingKey: pattern };
    const circle: Circle = { binding, bound: Promise.resolve(), members: new Set() };
    bindings.push(binding);
    circles.set(pattern, circle);
    circle.bound = bind(circle);
    return circle;
  }

  return {
    async subscribe(topic, listener) {
      if (isClosed) return () => undefined;
      const pattern = patternOf(topic);
      const circle = circles.get(pattern) ?? openCircle(pattern);
      const member = { listener };
      circle.members.add(member);
      await circle.bound;
      return () => {
        circle.members.delete(member);
        if (circle.members.size > 0 || circles.get(pattern) !== circle) return;
        circles.delete(pattern);
        void unbind(pattern, circle);
      };
    },
    async close() {
      isClosed = true;
      circles.clear();
      if (consumer) await answered(consumer.close()).catch(() => undefined);
    },
  };
}
