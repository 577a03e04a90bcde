import type { News } from "@aac/contract";
import { silentLog } from "@aac/core";
import { busConformance } from "@aac/core/conformance";
import { expect, test, vi } from "vitest";
import { createMemoryBus } from "./memory-bus.ts";

busConformance("the memory bus", async () => {
  const bus = createMemoryBus({ log: silentLog });
  return { bus, other: bus, dispose: () => bus.close() };
});

const news = (revision: number): News => ({ kind: "run", orgId: "acme", runId: "r1", revision });

test("tells in the order of publishing", async () => {
  const bus = createMemoryBus({ log: silentLog });
  const heard: News[] = [];
  await bus.subscribe({ runId: "r1" }, (told) => heard.push(told));
  const all = Array.from({ length: 100 }, (_, i) => news(i));
  for (const one of all) bus.publish(one);
  await vi.waitFor(() => expect(heard).toEqual(all));
});

test("what a listener throws is told to the log", async () => {
  const errors: object[] = [];
  const bus = createMemoryBus({ log: { ...silentLog, error: (fields) => void errors.push(fields) } });
  const failure = new Error("a listener's mistake");
  await bus.subscribe({}, () => {
    throw failure;
  });
  bus.publish(news(1));
  await vi.waitFor(() => expect(errors).toMatchObject([{ err: failure, kind: "run", runId: "r1" }]));
});
