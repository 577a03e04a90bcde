import { createReminder, type Log, Problem, type Reminder } from "@aac/core";
import { AMQPConnectionError, AMQPError, Connection } from "rabbitmq-client";
import { type BrokerAddress, readVersion } from "./read-version.ts";

export interface RabbitmqOptions {
  /** `amqp://user:password@host:port/vhost`, or `amqps:`. Several centers share a broker by vhosts. */
  url: string;
  log: Log;
  /** What RabbitMQ shows of this connection to its operators. */
  name?: string;
  /** How long to wait before connecting again: longer each time, by chance, up to the longest. */
  backoffMs?: { first: number; longest: number };
}

/**
 * A connection that comes back by itself for as long as it is not closed. Queue and bus have one each: RabbitMQ stops
 * reading from whoever tells too much too fast, and acknowledgements should not wait behind log lines.
 */
export interface RabbitmqConnection {
  readonly amqp: Connection;
  /** Without credentials. */
  readonly address: string;
  /** Whether it was lost, or never made, and is being tried again. */
  isAway(): boolean;
  /** What the broker answers; a Problem when it refuses or says nothing in time, and at once while it is known to be away or full. */
  ask<T>(question: () => Promise<T>): Promise<T>;
  /** The same of what was asked already. */
  answered<T>(asked: Promise<T>): Promise<T>;
  /**
   * Says that work over it was interrupted: not while it is known to be away, which it says itself, and the same ever more
   * rarely until it is connected anew.
   */
  interrupted(message: string, error: unknown): void;
  check(): Promise<{ detail: string }>;
  /** After those who use it are closed. Takes a bounded time, also when the broker hangs. */
  close(): Promise<void>;
}

/** Shorter than the time for an answer, so that what is said is that the broker is away. */
const connectedWithinMs = 1_500;
const answeredWithinMs = 1_900;
/** A cut network is noticed after twice as long. */
const heartbeatSeconds = 10;
/** How far apart it is said that it is still away. */
const remindedMs = { firstMs: 30_000, longestMs: 15 * 60_000 };
const connectionTimeoutMs = 5_000;

/** Connects in the background; throws only when the address is none. */
export function connectRabbitmq(options: RabbitmqOptions): RabbitmqConnection {
  const { url, log, name = "aac", backoffMs = { first: 200, longest: 5_000 } } = options;
  const broker = brokerOf(url);
  const address = `${broker.host}:${broker.port}`;
  const amqp = new Connection({
    url,
    connectionName: name,
    noDelay: true,
    heartbeat: heartbeatSeconds,
    connectionTimeout: connectionTimeoutMs,
    acquireTimeout: connectedWithinMs,
    retryLow: backoffMs.first,
    retryHigh: backoffMs.longest,
  });
  let isAway = false;
  let reason: unknown;
  let version: string | null = null;
  /** Why it reads nothing more from us, short of memory or disk; questions would wait with everything else. */
  let blocked: string | null = null;
  /** The library tries every second or two, for as long as it takes. */
  const away = createReminder(remindedMs);
  const interruptions = new Map<string, Reminder>();
  amqp.on("connection", () => {
    const wasAway = away.forget();
    interruptions.clear();
    isAway = false;
    blocked = null;
    version = null;
    log.info({ rabbitmq: address }, wasAway ? "RabbitMQ is back" : "connected to RabbitMQ");
  });
  amqp.on("connection.blocked", (why) => {
    blocked = why;
    log.warn({ rabbitmq: address, why }, "RabbitMQ takes no messages for now");
  });
  amqp.on("connection.unblocked", () => {
    blocked = null;
    log.info({ rabbitmq: address }, "RabbitMQ takes messages again");
  });
  amqp.on("error", (error: unknown) => {
    const isOfChannel = error instanceof AMQPError && !(error instanceof AMQPConnectionError);
    if (isOfChannel) return log.warn({ err: error, rabbitmq: address }, "RabbitMQ refused something");
    isAway = true;
    reason = error;
    const reminder = away.remind(performance.now());
    if (!reminder) return;
    const fields = { err: error, rabbitmq: address, ...(reminder.unsaid > 0 ? { triesSince: reminder.unsaid } : {}) };
    log.warn(fields, "RabbitMQ is away; trying again until it is back");
  });

  function interrupted(message: string, error: unknown): void {
    const fields = { err: error, rabbitmq: address };
    const known = interruptions.get(message) ?? createReminder(remindedMs);
    interruptions.set(message, known);
    if (!isAway && known.remind(performance.now())) log.warn(fields, message);
    else log.debug(fields, message);
  }

  async function answered<T>(asked: Promise<T>): Promise<T> {
    try {
      return await within(answeredWithinMs, asked);
    } catch (error) {
      throw toRabbitmqProblem(isAway ? reason : error, address);
    }
  }

  async function ask<T>(question: () => Promise<T>): Promise<T> {
    if (isAway) throw toRabbitmqProblem(reason, address);
    if (blocked !== null) throw toRabbitmqProblem(new Error(`it takes no messages: ${blocked}`), address);
    return await answered(question());
  }

  async function askVersion(): Promise<string> {
    const channel = await amqp.acquire();
    void channel.close();
    version ??= await readVersion(broker, AbortSignal.timeout(answeredWithinMs));
    return version;
  }

  let closed: Promise<void> | null = null;
  async function close(): Promise<void> {
    try {
      await within(answeredWithinMs, amqp.close());
    } catch {
      amqp.unsafeDestroy();
    }
  }

  return {
    amqp,
    address,
    isAway: () => isAway,
    ask,
    answered,
    interrupted,
    async check() {
      return { detail: `RabbitMQ ${await ask(askVersion)} at ${address}` };
    },
    close: () => (closed ??= close()),
  };
}

function brokerOf(address: string): BrokerAddress {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !["amqp:", "amqps:"].includes(url.protocol) || url.hostname === "") {
    throw new Problem(
      "invalid_configuration",
      "RABBITMQ_URL is not an address such as amqp://user:password@host:5672/vhost.",
    );
  }
  const isTls = url.protocol === "amqps:";
  return { host: url.hostname, port: Number(url.port) || (isTls ? 5671 : 5672), isTls };
}

/** What was declared differently stays so until somebody mends it; everything else may pass. */
function toRabbitmqProblem(error: unknown, address: string): Problem {
  // The library names the method that was refused first, also where there was none.
  const said = (error instanceof Error ? error.message || error.name : String(error))
    .replace(/^undefined: /, "")
    .replace(/\.$/, "");
  if (error instanceof AMQPError && error.code === "PRECONDITION_FAILED") {
    return new Problem(
      "invalid_configuration",
      `RabbitMQ at ${address} has a queue or an exchange of our name that was declared in another way (${said}). ` +
        "Delete it there, or name another vhost in RABBITMQ_URL.",
      { cause: error },
    );
  }
  return new Problem("unavailable", `RabbitMQ at ${address} does not serve us: ${said}.`, { cause: error });
}

/** What comes after `ms` is forgotten, also when it fails. */
async function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
