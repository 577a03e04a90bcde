import { once } from "node:events";
import type { Clock } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Proxies and clients take a stream for dead that is silent for longer. */
const keepAliveMs = 15_000;
/** Who may not read any more reads on for so long at most, and what it takes to find out. */
const allowedEveryMs = 3_000;
/** How long a client that lost the stream waits before it comes again. */
const retryMs = 1_000;

type SendEvent = (event: string, data: unknown, id?: string) => Promise<void>;

export interface EventStream {
  /** Runs `write` until it ends or the client leaves, then ends the response. */
  feed(write: (send: SendEvent, signal: AbortSignal) => Promise<void>): Promise<void>;
}

export interface EventStreamOptions {
  clock: Clock;
  /** Aborts when the producer stops. */
  closing: AbortSignal;
  /** Whether the client may still read; never throws. */
  isAllowed: () => Promise<boolean>;
}

/**
 * Answers a request with server-sent events. A client that reads slowly is written to slowly. The stream ends with the
 * client, with the producer, and with the client's permission.
 */
export function openEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { clock, closing, isAllowed }: EventStreamOptions,
): EventStream {
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.on("close", () => gone.abort());
  raw.on("error", () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    // Nothing comes after a stream; a producer that stops would wait for what might.
    connection: "close",
    // nginx would otherwise collect events before it passes them on.
    "x-accel-buffering": "no",
  });
  raw.socket?.setNoDelay(true);
  raw.write(`retry: ${retryMs}\n\n`);

  const write = async (text: string) => {
    if (signal.aborted || raw.write(text)) return;
    await once(raw, "drain", { signal }).catch(() => undefined);
  };
  const keepAlive = async () => {
    for (;;) {
      await clock.sleep(keepAliveMs, signal);
      if (signal.aborted) return;
      await write(": still here\n\n");
    }
  };
  const watchPermission = async () => {
    for (;;) {
      await clock.sleep(allowedEveryMs, signal);
      if (signal.aborted) return;
      if (!(await isAllowed())) return gone.abort();
    }
  };
  return {
    async feed(follow) {
      void keepAlive();
      void watchPermission();
      try {
        await follow(async (event, data, id) => {
          await write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        }, signal);
      } catch (error) {
        request.log.error({ error }, "an event stream failed; the client will come again");
      } finally {
        gone.abort();
        // Who does not read would hold up the producer's end; he comes again and reads on elsewhere.
        if (closing.aborted && raw.writableNeedDrain) raw.destroy();
        else raw.end();
      }
    },
  };
}
