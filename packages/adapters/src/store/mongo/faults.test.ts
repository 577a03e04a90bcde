import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import type { Store } from "@aac/core";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startOwnMongo } from "../../../../../tests/services/ferretdb.ts";
import { createMongoStore } from "./mongo-store.ts";

const server = await startOwnMongo();
afterAll(() => server?.stop());

const member = (id: string) => ({ id, role: "worker", host: "h", startedAt: 0, seenAt: 0 }) as const;
const answerWithinMs = 1_000;

describe.skipIf(server === null)("a server that fails", () => {
  let stores: Store[];
  let database: string;
  const open = async () => {
    const store = await createMongoStore({ uri: server!.url, database, answerWithinMs });
    stores.push(store);
    return store;
  };
  beforeEach(() => {
    stores = [];
    database = `aac-${randomUUID()}`;
  });
  afterEach(() => Promise.all(stores.map((store) => store.close())));
  const isBackFor = (store: Store) => vi.waitFor(() => store.check(), { timeout: 30_000 });

  test("killed in mid-use: calls end as unavailable, what resolved is there when it is back, and nothing has to be reopened", async () => {
    const store = await open();
    const { members } = store.system;
    const resolved: string[] = [];
    const failures: unknown[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; failures.length < 8; i++) {
        const id = `m-${writer}-${i}`;
        await members.insert(member(id)).then(
          () => resolved.push(id),
          (error: unknown) => failures.push(error),
        );
      }
    });
    await vi.waitFor(() => expect(resolved.length).toBeGreaterThan(50), { timeout: 30_000 });
    await server!.kill();
    await Promise.all(writers);
    for (const failure of failures) expect(failure).toMatchObject({ code: "unavailable" });
    await expect(members.get("m-0-0")).rejects.toMatchObject({ code: "unavailable" });
    await expect(store.check()).rejects.toMatchObject({ code: "unavailable" });

    await server!.start();
    await isBackFor(store);
    const ids = new Set((await members.find({ where: { role: "worker" } })).map(({ id }) => id));
    expect(resolved.filter((id) => !ids.has(id))).toEqual([]);
    expect(await members.insert(member("later"))).toBe(true);
  });

  test("all connections torn at once: whoever calls in that moment is told, and it goes on", async () => {
    const sockets: Socket[] = [];
    const onSocket = (message: unknown) => void sockets.push((message as { socket: Socket }).socket);
    subscribe("net.client.socket", onSocket);
    try {
      const store = await open();
      await store.check();
      // Each time the monitor, calls and sockets meet in another order.
      for (let time = 0; time < 10; time++) {
        for (const socket of sockets.splice(0)) socket.destroy();
        const calls = [store.check(), store.system.members.get("m"), store.system.members.insert(member(`m-${time}`))];
        const outcomes = await Promise.allSettled(calls);
        const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
        expect(failures).toEqual(failures.map(() => expect.objectContaining({ code: "unavailable" })));
        await isBackFor(store);
      }
    } finally {
      unsubscribe("net.client.socket", onSocket);
    }
  });

  test("paused: calls end as unavailable in bounded time, and it goes on afterwards", async () => {
    const store = await open();
    const { members } = store.system;
    await members.insert(member("before"));
    server!.pause();
    const begun = performance.now();
    try {
      const calls = [members.get("before"), members.insert(member("during")), members.count({}), store.check()];
      for (const outcome of await Promise.allSettled(calls))
        expect(outcome).toMatchObject({ status: "rejected", reason: { code: "unavailable" } });
      expect(performance.now() - begun).toBeLessThan(10 * answerWithinMs);
    } finally {
      server!.resume();
    }
    await isBackFor(store);
    expect(await members.get("before")).toEqual(member("before"));
    // Nobody knew whether it was stored; to store it again settles it.
    await members.insert(member("during"));
    expect(await members.get("during")).toEqual(member("during"));
  });

  test("absent when the store is to be opened: unavailable, in bounded time", async () => {
    await server!.kill();
    try {
      await expect(open()).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining(database) });
    } finally {
      await server!.start();
    }
    await (await open()).check();
  });
});
