import type { Log } from "@aac/core";
import { Problem, silentLog } from "@aac/core";
import { expect, test, vi } from "vitest";
import { startTestCenter, until } from "../../../tests/scenarios/test-center.ts";

const away = () => Promise.reject(new Problem("unavailable", "RabbitMQ is away."));

test("while the queue is away sweeping goes on, and says nothing of it; a store that is away is told of once", async () => {
  const warn = vi.fn<Log["warn"]>();
  const info = vi.fn<Log["info"]>();
  const depth = vi.fn<() => Promise<never>>(away);
  let isStoreAway = false;
  let asked = 0;
  const center = await startTestCenter({
    withoutWorker: true,
    instead: ({ queue, store }) => ({
      log: { ...silentLog, warn, info },
      queue: { ...queue, depth, wake: away },
      store: {
        ...store,
        system: {
          ...store.system,
          jobs: {
            ...store.system.jobs,
            find: (query) => (isStoreAway && asked++ >= 0 ? away() : store.system.jobs.find(query)),
          },
        },
      },
    }),
  });
  const said = (of: typeof warn | typeof info) =>
    of.mock.calls.map(([, text]) => text).filter((text) => /sweep/.test(text));
  await center.trigger();
  await until("some sweeps", async () => depth.mock.calls.length > 4);
  expect(said(warn).filter((text) => text.startsWith("sweeping failed"))).toEqual([]);
  isStoreAway = true;
  await until("some more", async () => asked > 4);
  isStoreAway = false;
  await until("the good news", async () => said(info).includes("sweeping works again"));
  expect(said(warn).filter((text) => text.startsWith("sweeping failed"))).toHaveLength(1);
  await center.stop();
});
