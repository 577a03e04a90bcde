import { randomUUID } from "node:crypto";
import type { News } from "@aac/contract";
import { type Log, silentLog } from "@aac/core";
import { busConformance } from "@aac/core/conformance";
import { afterEach, describe, expect, inject, test, vi } from "vitest";
import { connectRabbitmq } from "../../rabbitmq/index.ts";
import { createRabbitmqBus } from "./rabbitmq-bus.ts";

const url = inject("rabbitmq.url");
const soon = { timeout: 20_000, interval: 10 };
const news = (revision: number, runId = "r1"): News => ({ kind: "run", orgId: "acme", runId, revision });

describe.skipIf(url === null)("on a broker", () => {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  function connect() {
    const connection = connectRabbitmq({ url: url!, log: silentLog, backoffMs: { first: 20, longest: 100 } });
    cleanups.push(() => connection.close());
    return connection;
  }

  /** The bus as any number of processes have it: each call is another one. */
  function freshBus({ log = silentLog }: { log?: Log } = {}) {
    const prefix = `test-${randomUUID()}`;
    const bench = connect();
    cleanups.push(() => bench.amqp.exchangeDelete({ exchange: `${prefix}.news` }));
    const open = (connection = connect()) => {
      const bus = createRabbitmqBus({ connection, log, prefix });
      cleanups.push(() => bus.close());
      return bus;
    };
    return { open };
  }

  busConformance("RabbitMQ", async () => {
    const { open } = freshBus();
    const [bus, other] = [open(), open()];
    return { bus, other, dispose: () => Promise.all([bus.close(), other.close()]).then(() => undefined) };
  });

  test("tells in the order of publishing, and a log of half a megabyte as it is", async () => {
    const { open } = freshBus();
    const [teller, reader] = [open(), open()];
    const heard: News[] = [];
    await reader.subscribe({ runId: "r1" }, (one) => heard.push(one));
    const text = `${"ü".repeat(1023)}\n`.repeat(512);
    const log: News = {
      kind: "log",
      orgId: "acme",
      runId: "r1",
      shard: 1,
      attempt: 1,
      firstLine: 1,
      lines: 512,
      at: 1,
      text,
    };
    const all = [...Array.from({ length: 100 }, (_, i) => news(i)), log, news(100)];
    for (const one of all) teller.publish(one);
    await vi.waitFor(() => expect(heard).toHaveLength(all.length), soon);
    expect(heard).toEqual(all);
  });

  test("who comes and goes on the same topic leaves the others listening", async () => {
    const { open } = freshBus();
    const [teller, reader] = [open(), open()];
    const end = await reader.subscribe({ runId: "r1" }, () => undefined);
    end();
    const heard: News[] = [];
    const [second] = await Promise.all([
      reader.subscribe({ runId: "r1" }, () => undefined),
      reader.subscribe({ runId: "r1" }, (one) => heard.push(one)),
    ]);
    second();
    teller.publish(news(1));
    await vi.waitFor(() => expect(heard).toEqual([news(1)]), soon);
  });

  test("what a listener throws is told to the log", async () => {
    const errors: object[] = [];
    const { open } = freshBus({ log: { ...silentLog, error: (fields) => void errors.push(fields) } });
    const bus = open();
    const failure = new Error("a listener's mistake");
    await bus.subscribe({}, () => {
      throw failure;
    });
    bus.publish(news(1));
    await vi.waitFor(() => expect(errors).toMatchObject([{ err: failure, kind: "run", runId: "r1" }]), soon);
  });
});
