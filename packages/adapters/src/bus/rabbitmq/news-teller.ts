import type { News } from "@aac/contract";
import type { Log } from "@aac/core";
import type { RabbitmqConnection } from "../../rabbitmq/index.ts";
import { routingKey } from "./topics.ts";

/** What has not gone out yet, in characters, beyond which news is dropped: a slow or absent broker costs no more memory. */
const mostUnsentChars = 8 * 1024 * 1024;
/** About what a message takes besides its text. */
const overheadChars = 1_024;

export interface NewsTeller {
  tell(news: News): void;
  /** What waits to go out. */
  close(): Promise<void>;
}

/**
 * Tells without confirmations. While the broker is away news waits for a moment, within bounds, and is then lost:
 * readers find it in the store.
 */
export function createNewsTeller(
  { amqp, answered }: RabbitmqConnection,
  exchange: { exchange: string; type: string; durable: boolean },
  log: Log,
): NewsTeller {
  const publisher = amqp.createPublisher({ exchanges: [exchange] });
  let unsentChars = 0;
  let lost = 0;
  let isClosed = false;

  function lose(reason: unknown): void {
    if (lost++ === 0 && !isClosed) log.warn({ err: reason }, "news is being lost; readers find it in the store");
  }
  function regain(): void {
    if (lost > 0) log.info({ lost }, "news goes out again");
    lost = 0;
  }

  return {
    tell(news) {
      if (isClosed) return;
      const chars = overheadChars + (news.kind === "log" ? news.text.length : 0);
      if (unsentChars + chars > mostUnsentChars) return lose(new Error("too much waits to go out"));
      unsentChars += chars;
      publisher
        .send({ exchange: exchange.exchange, routingKey: routingKey(news) }, news)
        .then(regain, lose)
        .finally(() => (unsentChars -= chars));
    },
    async close() {
      isClosed = true;
      await answered(publisher.close()).catch(() => undefined);
    },
  };
}
