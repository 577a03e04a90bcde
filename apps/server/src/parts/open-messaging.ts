import type { Bus, Clock, Queue } from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "../config.ts";

interface Surroundings {
  clock: Clock;
  log: Logger;
}

/** Queue and bus have a connection each, so that acknowledgements do not wait behind log lines. */
export async function openMessaging(
  { rabbitmqUrl, role, hostName }: Config,
  { clock, log }: Surroundings,
): Promise<{ queue: Queue; bus: Bus }> {
  if (rabbitmqUrl === null) {
    const { createMemoryQueue } = await import("@aac/adapters/queue/memory");
    const { createMemoryBus } = await import("@aac/adapters/bus/memory");
    return { queue: createMemoryQueue({ clock, log }), bus: createMemoryBus({ log }) };
  }
  const { connectRabbitmq } = await import("@aac/adapters/rabbitmq");
  const { createRabbitmqQueue } = await import("@aac/adapters/queue/rabbitmq");
  const { createRabbitmqBus } = await import("@aac/adapters/bus/rabbitmq");
  const connect = (part: string) =>
    connectRabbitmq({ url: rabbitmqUrl, log, name: `aac ${role} ${part} on ${hostName}` });
  const [ofQueue, ofBus] = [connect("queue"), connect("bus")];
  return {
    queue: closingWith(createRabbitmqQueue({ connection: ofQueue, log }), ofQueue),
    bus: closingWith(createRabbitmqBus({ connection: ofBus, log }), ofBus),
  };
}

/** A part that closes what it stands on, after itself. */
function closingWith<T extends { close(): Promise<void> }>(part: T, base: { close(): Promise<void> }): T {
  return { ...part, close: () => part.close().then(() => base.close()) };
}
