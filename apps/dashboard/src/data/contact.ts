/** Whether the server can be reached. */
export interface Contact {
  /** `offline`: this device has no network; `unreachable`: nobody answers; null: all is well. */
  readonly reason: "offline" | "unreachable" | null;
  /** Since when, in milliseconds since the epoch. */
  readonly since: number | null;
}

export interface ContactKeeper {
  /** For all requests: it notes whether they are answered, and can end the streams among them. */
  readonly fetch: typeof fetch;
  snapshot(): Contact;
  subscribe(onChange: () => void): () => void;
  /** The device lost its network. */
  lose(): void;
  /** Asks at once whether somebody answers. */
  tryNow(): void;
  /** The device slept, or was elsewhere: streams are opened anew, as their old connections may be dead unnoticed. */
  wake(): void;
}

export interface ContactOptions {
  fetch: typeof fetch;
  now(): number;
  isOnline(): boolean;
  /** Asks something small of the server, by the keeper's own `fetch`. Answers when it is done, well or not. */
  probe(): Promise<void>;
  /** The server is there again, or may have told things that nobody heard. */
  onBack(): void;
}

const inContact: Contact = { reason: null, since: null };
/** How long to wait before each try while nobody answers; the last one holds on. */
const retriesMs = [500, 1_000, 2_000, 4_000, 8_000];
/** What a proxy answers in place of a server that is away. */
const gatewayStatuses = new Set([502, 503, 504]);

export function createContactKeeper({ fetch: send, now, isOnline, probe, onBack }: ContactOptions): ContactKeeper {
  const listeners = new Set<() => void>();
  const streams = new Set<AbortController>();
  let contact = inContact;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function change(next: Contact): void {
    contact = next;
    for (const listener of listeners) listener();
  }

  function lost(): void {
    const reason = isOnline() ? "unreachable" : "offline";
    if (contact.reason !== reason) change({ reason, since: contact.since ?? now() });
    if (timer === undefined) tryIn(retriesMs[Math.min(tries++, retriesMs.length - 1)]!);
  }

  function reached(): void {
    clearTimeout(timer);
    timer = undefined;
    tries = 0;
    if (contact.reason === null) return;
    change(inContact);
    onBack();
  }

  function tryIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // What the probe's own request comes to is heard in `fetch`.
      timer = undefined;
      void probe();
    }, ms);
  }

  function keep(stream: AbortController, caller: AbortSignal | null | undefined): void {
    streams.add(stream);
    caller?.addEventListener("abort", () => streams.delete(stream), { once: true });
  }

  return {
    async fetch(input, init) {
      const own = new AbortController();
      const signal = init?.signal ? AbortSignal.any([init.signal, own.signal]) : own.signal;
      try {
        const response = await send(input, { ...init, signal });
        const type = response.headers.get("content-type") ?? "";
        if (gatewayStatuses.has(response.status) && !type.includes("problem+json")) lost();
        else reached();
        if (type.includes("event-stream")) keep(own, init?.signal);
        return response;
      } catch (error) {
        // What `fetch` throws when nobody answers; what was given up by us is another error.
        if (error instanceof TypeError) lost();
        throw error;
      }
    },
    snapshot: () => contact,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    lose: lost,
    tryNow: () => tryIn(0),
    wake() {
      for (const stream of streams) stream.abort();
      streams.clear();
      onBack();
    },
  };
}
