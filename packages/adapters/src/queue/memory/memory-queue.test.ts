import { silentLog } from "@aac/core";
import { queueConformance } from "@aac/core/conformance";
import { expect, test, vi } from "vitest";
import { createSystemClock } from "../../clock/system/index.ts";
import { createMemoryQueue } from "./memory-queue.ts";

queueConformance("the memory queue", async () => {
  const queue = createMemoryQueue({
    clock: createSystemClock(),
    log: silentLog,
    backoffMs: { first: 5, longest: 20 },
  });
  return { queue, dispose: () => queue.close() };
});

test("a message that is not handled rests longer each time, up to a limit, and is told to the log", async () => {
  const rests: number[] = [];
  const clock = { now: () => 0, sleep: async (ms: number) => void rests.push(ms) };
  const warnings: object[] = [];
  const log = { ...silentLog, warn: (fields: object) => void warnings.push(fields) };
  const queue = createMemoryQueue({ clock, log, backoffMs: { first: 100, longest: 1000 } });
  await queue.consume(
    async () => {
      if (rests.length < 6) throw new Error("not now");
    },
    { concurrency: 1 },
  );
  await queue.wake({ jobId: "j" });
  await vi.waitFor(() => expect(rests).toEqual([100, 200, 400, 800, 1000, 1000]));
  expect(warnings).toHaveLength(6);
  expect(warnings[0]).toMatchObject({ jobId: "j", failures: 1 });
  await queue.close();
});

test("a message that rests counts as waiting", async () => {
  const wakened = Promise.withResolvers<void>();
  const clock = { now: () => 0, sleep: () => wakened.promise };
  const queue = createMemoryQueue({ clock, log: silentLog });
  let calls = 0;
  const stop = await queue.consume(
    async () => {
      if (++calls === 1) throw new Error("not now");
    },
    { concurrency: 1 },
  );
  await queue.wake({ jobId: "j" });
  await vi.waitFor(() => expect(calls).toBe(1));
  await vi.waitFor(async () => expect(await queue.depth()).toBe(1));
  wakened.resolve();
  await vi.waitFor(() => expect(calls).toBe(2));
  expect(await queue.depth()).toBe(0);
  await stop();
});
