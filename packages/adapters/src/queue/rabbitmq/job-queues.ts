import type { PublisherProps } from "rabbitmq-client";

type QueueDeclaration = NonNullable<PublisherProps["queues"]>[number] & { queue: string };

export interface JobQueues {
  jobs: QueueDeclaration;
  /** Where a message waits after its handler threw, the shortest time first; from there it goes back to `jobs`. */
  resting: readonly QueueDeclaration[];
  dead: QueueDeclaration;
  all: QueueDeclaration[];
}

/** The oldest dead letters go first beyond this. */
const mostDead = 10_000;

/**
 * The queues of a center, with what both RabbitMQ 3.10 and 4 understand. A message rests in a queue and not with a
 * consumer, so that it is counted as waiting and outlives the worker; one queue for each time, because only the head of
 * a queue expires.
 */
export function jobQueues(prefix: string, restsMs: readonly number[], deliveryLimit: number): JobQueues {
  const name = `${prefix}.jobs`;
  const jobs = quorumQueue(name, {
    "x-delivery-limit": deliveryLimit,
    ...deadLettersTo(`${name}.dead`),
  });
  const resting = [...new Set(restsMs)].map((restMs) =>
    quorumQueue(`${name}.rest.${restMs}`, { "x-message-ttl": restMs, ...deadLettersTo(name) }),
  );
  const dead = quorumQueue(`${name}.dead`, { "x-max-length": mostDead, "x-overflow": "drop-head" });
  return { jobs, resting, dead, all: [jobs, ...resting, dead] };
}

const quorumQueue = (queue: string, settings: Record<string, string | number>): QueueDeclaration => ({
  queue,
  durable: true,
  arguments: { "x-queue-type": "quorum", ...settings },
});

/** At least once, which RabbitMQ does only where a full queue refuses. */
const deadLettersTo = (queue: string) => ({
  "x-dead-letter-exchange": "",
  "x-dead-letter-routing-key": queue,
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
});
