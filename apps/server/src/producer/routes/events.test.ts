import { type AddressInfo, connect as connectSocket, type Socket } from "node:net";
import type { RunSummary } from "@aac/contract";
import type { Bus, Clock } from "@aac/core";
import { EventSourceParserStream } from "eventsource-parser/stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKey, apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import {
  ensureScriptedSuite,
  startTestCenter,
  type TestCenter,
  until,
} from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";
import { digestOf } from "../auth.ts";

let center: TestCenter;
let call: ApiCaller;
let subscriptions = 0;
let finished: string;

/** A bus that counts who listens. */
const counted = (bus: Bus): Bus => ({
  ...bus,
  async subscribe(topic, listener) {
    const unsubscribe = await bus.subscribe(topic, listener);
    subscriptions++;
    return () => {
      subscriptions--;
      unsubscribe();
    };
  },
});

beforeAll(async () => {
  center = await startTestCenter({ instead: ({ bus }) => ({ bus: counted(bus) }) });
  call = apiCaller(center.url, center.apiKey);
  const { id } = await center.trigger({ LOG_LINES: "5" });
  finished = (await center.finished(id)).run.id;
  await until("nobody to listen", async () => subscriptions === 0);
});
afterAll(() => center.stop());

const follow = (run: string, query = "", headers: Record<string, string> = {}) =>
  call("GET", `/api/v1/runs/${run}/events${query}`, { headers });

interface Connection {
  events: { event?: string | undefined; id?: string | undefined; data: string }[];
  /** Resolves when the server ends the stream; rejects when it breaks off. */
  ended: Promise<void>;
  leave(): void;
}

/** A stream that is read as it comes. */
async function connect(url: string, headers: Record<string, string> = {}): Promise<Connection> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers: { "x-api-key": center.apiKey, ...headers }, signal: leaving.signal });
  expect(response.status).toBe(200);
  const events: Connection["events"] = [];
  const ended = (async () => {
    const messages = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const message of messages) events.push(message);
  })();
  ended.catch(() => undefined);
  return { events, ended, leave: () => leaving.abort() };
}

describe("GET /api/v1/runs/:run/events", () => {
  test("200: a stream that nobody between keeps or collects", async () => {
    const response = await follow(finished);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const text = await response.text();
    expect(text).toMatch(/^retry: \d+\n\n/);
    expect(text.match(/^event: .*$/gm)).toEqual(["event: run", "event: log", "event: end"]);
  });

  test("200: goes on after `Last-Event-ID`, which counts more than `after`", async () => {
    const whole = await (await follow(finished)).text();
    const ids = [...whole.matchAll(/^id: (.*)$/gm)].map(([, id = ""]) => id);
    const rest = await (await follow(finished, "?after=0", { "last-event-id": ids[0]! })).text();
    expect(rest.match(/^event: .*$/gm)).toEqual(["event: log", "event: end"]);
    const same = await (await follow(finished, `?after=${encodeURIComponent(ids[1]!)}`)).text();
    expect(same.match(/^event: .*$/gm)).toEqual(["event: end"]);
  });

  test("400: a position that no event had, before anything is streamed", async () => {
    for (const id of ["nonsense", "1;2", "-1"]) {
      await expectProblem(await follow(finished, "", { "last-event-id": id }), 400, "invalid_cursor");
      await expectProblem(await follow(finished, `?after=${id}`), 400, "invalid_cursor");
    }
    const long = await follow(finished, "", { "last-event-id": `1${";1.1=1,1,1".repeat(500)}` });
    await expectProblem(long, 400, "invalid_request");
  });

  test("404: a run that is not there, before anything is streamed", async () => {
    await expectProblem(await follow("no"), 404, "run_not_found");
  });

  test("404: HEAD, for a stream has no end to wait for", async () => {
    expect((await call("HEAD", `/api/v1/runs/${finished}/events`)).status).toBe(404);
    expect((await call("HEAD", "/api/v1/events")).status).toBe(404);
  });

  test("a viewer who leaves is listened for no more", async () => {
    const { id } = await center.trigger({ LOG_LINES: "200", SLEEP_MS: "60000" });
    await until("the worker to listen for a cancel", async () => subscriptions === 1);
    const url = `${center.url}/api/v1/runs/${id}/events`;
    const viewers = await Promise.all(Array.from({ length: 5 }, () => connect(url)));
    await until("all viewers to see lines", async () =>
      viewers.every(({ events }) => events.some(({ event }) => event === "log")),
    );
    expect(subscriptions).toBe(6);
    for (const { leave } of viewers) leave();
    await until("the viewers to be forgotten", async () => subscriptions === 1);
    await center.client.call("cancelRun", { params: { run: id } });
    await until("the worker to listen no more", async () => subscriptions === 0);
  });

  test("a viewer who does not read and leaves is forgotten too", async () => {
    const { id } = await center.trigger({ LOG_LINES: "40000", LOG_TEXT: "x".repeat(1_000) });
    await center.finished(id);
    const leaving = new AbortController();
    const url = `${center.url}/api/v1/runs/${id}/events`;
    await fetch(url, { headers: { "x-api-key": center.apiKey }, signal: leaving.signal });
    await until("the viewer to be heard", async () => subscriptions === 1);
    leaving.abort();
    await until("the viewer to be forgotten", async () => subscriptions === 0);
  });
});

describe("GET /api/v1/events", () => {
  const summaries = ({ events }: Connection) =>
    events.map(({ event, data }) => {
      expect(event).toBe("run");
      return JSON.parse(data) as RunSummary;
    });
  const statesOf = (connection: Connection, run: string) =>
    summaries(connection).flatMap(({ id, state }) => (id === run ? [state] : []));

  test("200: every change of every run from now on, and of no other organization's", async () => {
    const other = await center.addOrganization("other");
    await ensureScriptedSuite(other.client);
    const own = await connect(`${center.url}/api/v1/events`);
    // To runs, and to what else changes.
    await until("the stream to listen", async () => subscriptions === 2);
    const theirs = await other.client.call("createRun", { body: { project: "web", suite: "scripted" } });
    const { id } = await center.trigger({ SLEEP_MS: "300" });
    await until("the run's end", async () => statesOf(own, id).at(-1) === "passed");
    const revisions = summaries(own).flatMap((run) => (run.id === id ? [run.revision] : []));
    expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
    expect(summaries(own).filter((run) => run.id === theirs.id || run.id === finished)).toEqual([]);
    own.leave();
    await until("the stream to be forgotten", async () => subscriptions === 0);
  });
});

/** A second producer on the same data, whose streams look after their viewers without waiting. */
async function startProducer() {
  const { clock } = center.center;
  const hurried: Clock = { now: clock.now, sleep: (ms, signal) => clock.sleep(Math.min(ms, 50), signal) };
  const app = await createApp({ ...center.center, clock: hurried }, appOptions());
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { app, url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
}

describe("a stream ends", () => {
  test("with the producer, at once and in order, so that its viewer goes on elsewhere", async () => {
    const { id } = await center.trigger({ LOG_LINES: "20", SLEEP_MS: "60000" });
    const { app, url } = await startProducer();
    const streams = [await connect(`${url}/api/v1/runs/${id}/events`), await connect(`${url}/api/v1/events`)];
    await until("a first event", async () => streams[0]!.events.length > 0);
    const startedAt = performance.now();
    await app.close();
    await Promise.all(streams.map(({ ended }) => ended));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await center.client.call("cancelRun", { params: { run: id } });
    await until("nobody to listen", async () => subscriptions === 0);
  });

  test("with the producer, also where its viewer does not read", async () => {
    const { id } = await center.trigger({ LOG_LINES: "40000", LOG_TEXT: "x".repeat(1_000) });
    await center.finished(id);
    const { app, url } = await startProducer();
    const connections: Socket[] = [];
    app.server.on("connection", (socket: Socket) => connections.push(socket));
    const viewer = connectSocket(Number(new URL(url).port), "127.0.0.1").pause();
    viewer.write(`GET /api/v1/runs/${id}/events HTTP/1.1\r\nhost: a\r\nx-api-key: ${center.apiKey}\r\n\r\n`);
    await until("the stream to be full", async () => connections[0]?.writableNeedDrain);
    const startedAt = performance.now();
    await app.close();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await until("the viewer to be forgotten", async () => subscriptions === 0);
    viewer.destroy();
  });

  test("with the key that opened it", async () => {
    const { id } = await center.trigger({ LOG_LINES: "20", SLEEP_MS: "60000" });
    const key = await addKey(center.center, center.caller.orgId, ["read"]);
    const { app, url } = await startProducer();
    const paths = [`/api/v1/runs/${id}/events`, "/api/v1/events"];
    const revoked = await Promise.all(paths.map((path) => connect(url + path, { "x-api-key": key })));
    const others = await Promise.all(paths.map((path) => connect(url + path)));
    await until("a first event", async () => revoked[0]!.events.length > 0);
    const { apiKeys } = center.center.store.system;
    const [stored] = await apiKeys.find({ where: { digest: digestOf(key) } });
    await apiKeys.delete(stored!.id);
    await Promise.all(revoked.map(({ ended }) => ended));
    const seen = others.map(({ events }) => events.length);
    await center.trigger();
    await until("the others to go on", async () => others.every(({ events }, index) => events.length > seen[index]!));
    await app.close();
    await center.client.call("cancelRun", { params: { run: id } });
  });

  test("with the session that opened it", async () => {
    const { app, url } = await startProducer();
    const { cookie } = await center.signIn();
    const response = await fetch(`${url}/api/v1/events`, { headers: { cookie } });
    expect(response.status).toBe(200);
    const ended = response.text();
    await apiCaller(url, null)("DELETE", "/api/v1/session", { headers: { cookie } });
    await ended;
    expect((await fetch(`${url}/api/v1/events`, { headers: { cookie } })).status).toBe(401);
    await app.close();
  });
});
