import type { RabbitmqConnection } from "../../rabbitmq/index.ts";

/** Moves what is there when it begins, each message put in its new place before it is taken from the old. */
export async function redriveDeadLetters(
  { amqp, ask, answered }: RabbitmqConnection,
  { from, to }: { from: string; to: string },
): Promise<{ moved: number }> {
  const channel = await ask(() => amqp.acquire());
  let isReturned = false;
  channel.on("basic.return", () => (isReturned = true));
  try {
    await answered(channel.confirmSelect());
    const { messageCount } = await answered(channel.queueDeclare({ queue: from, passive: true }));
    let moved = 0;
    while (moved < messageCount) {
      const letter = await answered(channel.basicGet({ queue: from }));
      if (!letter) break;
      await answered(channel.basicPublish({ routingKey: to, durable: true, mandatory: true }, letter.body));
      // What comes back comes before the confirmation, but the library tells of it a turn later.
      await new Promise((resolve) => setImmediate(resolve));
      if (isReturned) break;
      channel.basicAck({ deliveryTag: letter.deliveryTag });
      moved++;
    }
    return { moved };
  } finally {
    // What was taken and not moved goes back.
    await answered(channel.close()).catch(() => undefined);
  }
}
