import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createContactKeeper } from "./contact.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that may be away, and a device that may be offline. */
function setUp() {
  const world = { isAway: false, isOnline: true, asked: 0, back: 0, answer: () => new Response("{}") };
  const keeper = createContactKeeper({
    fetch: async (_input, init) => {
      world.asked++;
      if (world.isAway) throw new TypeError("Failed to fetch");
      init?.signal?.throwIfAborted();
      return world.answer();
    },
    now: Date.now,
    isOnline: () => world.isOnline,
    probe: async () => void (await keeper.fetch("/session").catch(() => undefined)),
    onBack: () => world.back++,
  });
  const ask = (init?: RequestInit) => keeper.fetch("/anything", init).catch((error: unknown) => error);
  return { world, keeper, ask };
}

test("a request that nobody answers starts tries, ever more seldom, until one is answered", async () => {
  const { world, keeper, ask } = setUp();
  world.isAway = true;
  const since = Date.now();
  await ask();
  expect(keeper.snapshot()).toEqual({ reason: "unreachable", since });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(keeper.snapshot()).toEqual({ reason: "unreachable", since });
  expect(world.asked).toBeGreaterThan(8);
  expect(world.asked).toBeLessThan(13);
  world.isAway = false;
  await vi.advanceTimersByTimeAsync(8_000);
  expect(keeper.snapshot()).toEqual({ reason: null, since: null });
  expect(world.back).toBe(1);
  const { asked } = world;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(world.asked).toBe(asked);
});

test("what a proxy answers for a server that is away is no answer; what the server refuses is one", async () => {
  const { world, keeper, ask } = setUp();
  world.answer = () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "content-type": "text/html" } });
  await ask();
  expect(keeper.snapshot().reason).toBe("unreachable");
  const headers = { "content-type": "application/problem+json" };
  world.answer = () => new Response("{}", { status: 503, headers });
  await ask();
  expect(keeper.snapshot().reason).toBeNull();
});

test("a device without a network says so at once, and asks at once when told that it has one", async () => {
  const { world, keeper } = setUp();
  Object.assign(world, { isAway: true, isOnline: false });
  keeper.lose();
  expect(keeper.snapshot().reason).toBe("offline");
  await vi.advanceTimersByTimeAsync(30_000);
  Object.assign(world, { isAway: false, isOnline: true });
  keeper.tryNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(keeper.snapshot().reason).toBeNull();
});

test("a request that was given up says nothing of the server", async () => {
  const { keeper, ask } = setUp();
  expect(await ask({ signal: AbortSignal.abort() })).toMatchObject({ name: "AbortError" });
  expect(keeper.snapshot().reason).toBeNull();
});

test("streams, and nothing else, are ended when the device wakes", async () => {
  const { world, keeper } = setUp();
  const signals: AbortSignal[] = [];
  const types = ["text/event-stream", "application/json"];
  world.answer = () => new Response("", { headers: { "content-type": types[signals.length - 1]! } });
  const watching = createContactKeeper({
    fetch: async (input, init) => {
      signals.push(init!.signal!);
      return keeper.fetch(input, init);
    },
    now: Date.now,
    isOnline: () => true,
    probe: async () => undefined,
    onBack: () => world.back++,
  });
  await watching.fetch("/events", { signal: new AbortController().signal });
  await watching.fetch("/runs");
  watching.wake();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect(world.back).toBe(1);
});
