import { createClient, type RunEvent } from "@aac/contract";
import { expect, test, vi } from "vitest";
import { lineAt } from "./log-lines.ts";
import { aJob, anAttempt, aResult, aRun } from "./run.fixture.ts";
import { currentResults } from "./run-reducer.ts";
import { createRunFollower } from "./run-follower.ts";

const place = { shard: 1, attempt: 1 };
const at = "2026-11-23T09:00:00.000Z";
const text = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `line ${from + i}\n`).join("");

/** A server with one run whose log has `logLines` lines; its event stream is fed by `send`. */
function aServer({
  logLines = 0,
  log = (from: number, to: number) => new Response(text(from, to)),
  soon = (callback: () => void) => queueMicrotask(callback),
} = {}) {
  const run = aRun({ jobs: [aJob({ attempts: [anAttempt({ logLines })] })] });
  const asked: string[] = [];
  const stream = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>();
  const client = createClient({
    baseUrl: "http://server",
    fetch: async (input) => {
      const url = new URL(input as string);
      asked.push(`${url.pathname.split("/").at(-1)}${url.search}`);
      if (url.pathname.endsWith("/log")) {
        return log(Number(url.searchParams.get("from")), Number(url.searchParams.get("to")));
      }
      return new Response(new ReadableStream({ start: (controller) => stream.resolve(controller) }));
    },
  });
  const follower = createRunFollower({ client, run, soon });
  return {
    run,
    follower,
    asked,
    async send(...events: RunEvent[]) {
      const controller = await stream.promise;
      for (const [id, { event, data }] of events.entries()) {
        const message = `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
        controller.enqueue(new TextEncoder().encode(message));
      }
    },
  };
}

test("what the stream tells is in the view, until the end", async () => {
  const { follower, run, send } = aServer();
  const stop = follower.subscribe(() => undefined);
  await send(
    { event: "log", data: { ...place, firstLine: 1, lines: 2, text: text(1, 2), at } },
    { event: "results", data: { ...place, items: [aResult(0)] } },
    { event: "run", data: { ...run, revision: 2, state: "passed", verdict: "passed" } },
    { event: "end", data: {} },
  );
  await vi.waitFor(() => expect(follower.snapshot().connection).toBe("ended"));
  const { view } = follower.snapshot();
  expect(view.run?.verdict).toBe("passed");
  expect(view.isComplete).toBe(true);
  expect(lineAt(view.logs.get("1/1")!, 2)).toBe("line 2");
  expect(currentResults(view)).toHaveLength(1);
  stop();
});

test("lines from before are read only where somebody looks, in whole pages and once", async () => {
  const { follower, asked } = aServer({ logLines: 10_000 });
  follower.wantLines(place, 4_500, 4_560);
  follower.wantLines(place, 4_520, 4_580);
  await vi.waitFor(() => expect(lineAt(follower.snapshot().view.logs.get("1/1")!, 4_555)).toBe("line 4555"));
  follower.wantLines(place, 4_500, 4_560);
  expect(asked).toEqual(["log?shard=1&attempt=1&from=4001&to=6000"]);
});

test("a log that grows on and on is kept only near where somebody looks; the rest is read again", async () => {
  const { follower, send, asked } = aServer();
  const stop = follower.subscribe(() => undefined);
  const long = "x".repeat(9_999);
  for (let firstLine = 1; firstLine < 4_000; firstLine += 1_000) {
    await send({ event: "log", data: { ...place, firstLine, lines: 1_000, text: `${long}\n`.repeat(1_000), at } });
  }
  const log = () => follower.snapshot().view.logs.get("1/1");
  await vi.waitFor(() => expect(log()?.count).toBe(4_000));
  expect([lineAt(log()!, 4_000), lineAt(log()!, 1)]).toEqual([long, undefined]);
  follower.wantLines(place, 1, 50);
  await vi.waitFor(() => expect(lineAt(log()!, 1)).toBe("line 1"));
  expect(asked.filter((url) => url.startsWith("log"))).toHaveLength(1);
  stop();
});

test("lines that cannot be read are told, and not asked for again until somebody says so", async () => {
  let isDown = true;
  const { follower, asked } = aServer({
    logLines: 100,
    log: (from, to) => (isDown ? new Response("", { status: 503 }) : new Response(text(from, to))),
  });
  follower.wantLines(place, 1, 50);
  await vi.waitFor(() => expect(follower.snapshot().logError).toMatchObject({ problem: { status: 503 } }));
  follower.wantLines(place, 1, 50);
  expect(asked).toHaveLength(1);
  follower.retryLines();
  follower.wantLines(place, 1, 50);
  await vi.waitFor(() => expect(follower.snapshot().logError).not.toBeNull());
  expect(follower.snapshot().logError).toMatchObject({ problem: { status: 503 } });
  isDown = false;
  follower.retryLines();
  follower.wantLines(place, 1, 50);
  await vi.waitFor(() => expect(lineAt(follower.snapshot().view.logs.get("1/1")!, 50)).toBe("line 50"));
});

test("lines that could not be read while the server was away are read again once the stream is back", async () => {
  let isDown = true;
  const { follower, asked } = aServer({
    logLines: 100,
    log: (from, to) => (isDown ? new Response("", { status: 503 }) : new Response(text(from, to))),
  });
  follower.wantLines(place, 1, 50);
  await vi.waitFor(() => expect(follower.snapshot().logError).not.toBeNull());
  isDown = false;
  const stop = follower.subscribe(() => follower.wantLines(place, 1, 50));
  await vi.waitFor(() => expect(lineAt(follower.snapshot().view.logs.get("1/1")!, 50)).toBe("line 50"));
  expect(asked.filter((url) => url.startsWith("log"))).toHaveLength(2);
  stop();
});

test("many events at once are shown with one change", async () => {
  let flush = () => {};
  const { follower, send } = aServer({ soon: (callback) => (flush = callback) });
  let changes = 0;
  const stop = follower.subscribe(() => changes++);
  await vi.waitFor(() => expect(changes).toBe(1));
  await send(
    ...Array.from({ length: 50 }, (_, index): RunEvent => {
      const firstLine = index + 1;
      return { event: "log", data: { ...place, firstLine, lines: 1, text: text(firstLine, firstLine), at } };
    }),
  );
  await vi.waitFor(() => {
    flush();
    expect(follower.snapshot().view.logs.get("1/1")?.count).toBe(50);
  });
  expect(changes).toBeLessThan(5);
  stop();
});

test("nobody listening, nothing is followed", async () => {
  const { follower, asked } = aServer();
  expect(asked).toEqual([]);
  follower.subscribe(() => undefined)();
  await vi.waitFor(() => expect(asked).toEqual(["events?until=analysis&after=tail"]));
  expect(follower.snapshot().connection).toBe("live");
});
