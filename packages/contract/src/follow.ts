import { EventSourceParserStream } from "eventsource-parser/stream";
import { ApiError, type Client } from "./client.ts";
import { type OrganizationEvent, organizationEvents, type RunEvent } from "./live.ts";

export interface FollowOptions {
  signal?: AbortSignal;
  /** A position to go on from: the last event's id, or `tail` to leave out the log that is there. */
  after?: string;
  /** Waits for the analysis of a failed run, too, before the end; without it the stream ends when the run has. */
  untilAnalysed?: boolean;
  /** Told when the stream is lost (with the milliseconds until the next try) and when it is there again. */
  onConnection?: (state: { connected: true } | { connected: false; retryInMs: number }) => void;
}

/**
 * The events of one run until its end, each exactly once: reconnects by itself with `Last-Event-ID`.
 * Throws ApiError when the server refuses (the run is not there, the key is not valid).
 */
export async function* followRun(client: Client, run: string, options: FollowOptions = {}): AsyncGenerator<RunEvent> {
  let position = options.after;
  const until = options.untilAnalysed ? ({ until: "analysis" } as const) : {};
  for await (const message of reconnecting(options, (signal) =>
    client.request(
      "runEvents",
      { params: { run }, query: { ...until, ...(position ? { after: position } : {}) } },
      signal,
    ),
  )) {
    if (message.id) position = message.id;
    const event = { event: message.event, data: JSON.parse(message.data) } as RunEvent;
    yield event;
    if (event.event === "end") return;
  }
}

/** Changes of all runs of the organization, from now on; `reconnected` means some may have been missed. */
export async function* followOrganization(
  client: Client,
  options: Omit<FollowOptions, "after"> = {},
): AsyncGenerator<OrganizationEvent | { event: "reconnected" }> {
  let connections = 0;
  const messages = reconnecting(
    options,
    (signal) => client.request("events", {}, signal),
    () => connections++,
  );
  let seen = 0;
  for await (const message of messages) {
    if (connections > 1 && seen !== connections) yield { event: "reconnected" };
    seen = connections;
    if (message.event && message.event in organizationEvents)
      yield { event: message.event, data: JSON.parse(message.data) } as OrganizationEvent;
  }
}

interface Message {
  id?: string | undefined;
  event?: string | undefined;
  data: string;
}

/** Longer than the server's keep-alive interval: a stream that is silent for this long is dead. */
const silenceMs = 40_000;

async function* reconnecting(
  options: FollowOptions,
  open: (signal: AbortSignal) => Promise<Response>,
  onOpen?: () => void,
): AsyncGenerator<Message> {
  let failures = 0;
  while (!options.signal?.aborted) {
    const attempt = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, attempt.signal]) : attempt.signal;
    let watchdog = setTimeout(() => attempt.abort(), silenceMs);
    try {
      const response = await open(signal);
      onOpen?.();
      options.onConnection?.({ connected: true });
      const alive = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(bytes, controller) {
          clearTimeout(watchdog);
          watchdog = setTimeout(() => attempt.abort(), silenceMs);
          controller.enqueue(bytes);
        },
      });
      const messages = response
        .body!.pipeThrough(alive)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream());
      for await (const message of iterate(messages)) {
        failures = 0;
        yield message;
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      if (error instanceof ApiError && error.problem.status < 500 && error.problem.status !== 429) throw error;
    } finally {
      clearTimeout(watchdog);
      attempt.abort();
    }
    const retryInMs = Math.min(250 * 2 ** failures++, 10_000);
    options.onConnection?.({ connected: false, retryInMs });
    await pause(retryInMs, options.signal);
  }
}

/** Browsers do not yet all iterate streams by themselves. */
async function* iterate<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
