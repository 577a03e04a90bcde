import { setTimeout as pause } from "node:timers/promises";
import type { WakeUp } from "@aac/contract";
import type { Connection, PublisherProps } from "rabbitmq-client";

export interface ConfirmedPublisher {
  /** Resolves when the broker has the message in a queue; rejects when it says that it has not. May hang when the broker does. */
  send(queue: string, message: WakeUp, failures: number): Promise<void>;
  close(): Promise<void>;
}

/** Header of a message: how often its handler threw. */
export const failuresHeader = "x-aac-failures";

const deletionMs = 300;

/** Sends to queues, which are declared first whenever the connection is new. */
export function createConfirmedPublisher(amqp: Connection, queues: PublisherProps["queues"] & {}): ConfirmedPublisher {
  /** Sent, not confirmed yet; true once the broker gave it back because the queue is not there. */
  const underWay = new Map<string, boolean>();
  let sent = 0;
  const open = () => {
    const publisher = amqp.createPublisher({ confirm: true, queues });
    publisher.on("basic.return", ({ messageId }) => {
      if (messageId !== undefined && underWay.has(messageId)) underWay.set(messageId, true);
    });
    return publisher;
  };
  let publisher = open();

  async function attempt(queue: string, message: WakeUp, failures: number): Promise<boolean> {
    const messageId = String(++sent);
    underWay.set(messageId, false);
    try {
      const headers = { [failuresHeader]: failures };
      await publisher.send({ routingKey: queue, durable: true, mandatory: true, messageId, headers }, message);
      // What comes back comes before the confirmation, but the library tells of it a turn later.
      await new Promise((resolve) => setImmediate(resolve));
      return underWay.get(messageId) === false;
    } finally {
      underWay.delete(messageId);
    }
  }

  return {
    async send(queue, message, failures) {
      if (await attempt(queue, message, failures)) return;
      // Somebody deleted it: a new publisher declares it again, but not before its consumers were told. RabbitMQ forgets
      // to tell them of a queue that is back at once, and they would be deaf.
      await pause(deletionMs);
      void publisher.close().catch(() => undefined);
      publisher = open();
      if (!(await attempt(queue, message, failures))) throw new Error(`there is no queue "${queue}"`);
    },
    close: () => publisher.close(),
  };
}
