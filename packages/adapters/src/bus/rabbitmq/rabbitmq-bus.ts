import type { Bus, Log } from "@aac/core";
import type { RabbitmqConnection } from "../../rabbitmq/index.ts";
import { createNewsListener } from "./news-listener.ts";
import { createNewsTeller } from "./news-teller.ts";

export interface RabbitmqBusOptions {
  /** Closed by the caller, after the bus. */
  connection: RabbitmqConnection;
  log: Log;
  /** Of the name of its exchange. */
  prefix?: string;
}

/** The bus between processes: one topic exchange, and for each process that listens one queue that ends with it. */
export function createRabbitmqBus({ connection, log, prefix = "aac" }: RabbitmqBusOptions): Bus {
  const exchange = { exchange: `${prefix}.news`, type: "topic", durable: true };
  const teller = createNewsTeller(connection, exchange, log);
  const listener = createNewsListener(connection, exchange, log);
  let closed: Promise<void> | null = null;
  const close = async () => {
    await Promise.all([teller.close(), listener.close()]);
  };
  return {
    publish: teller.tell,
    subscribe: listener.subscribe,
    check: () => connection.check(),
    close: () => (closed ??= close()),
  };
}
