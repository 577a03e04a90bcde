import { afterEach, expect, test } from "vitest";
import { ensureScriptedSuite, startTestCenter, type TestCenter, until } from "./test-center.ts";

const centers: TestCenter[] = [];
afterEach(async () => {
  // Those that came later work on the first one's data.
  for (const [index, center] of centers.splice(0).toReversed().entries()) await center.stop({ keep: index > 0 });
});

async function start(...given: Parameters<typeof startTestCenter>): Promise<TestCenter> {
  const center = await startTestCenter(...given);
  centers.unshift(center);
  return center;
}

test("a suite that asks for labels waits, and says so, until a worker that has them is there", async () => {
  const plain = await start();
  await ensureScriptedSuite(plain.client);
  const params = { project: "web", suite: "scripted" };
  await plain.client.call("changeSuite", { params, body: { runsOn: ["gpu", "arm64"] } });
  const waiting = await plain.trigger();
  expect(await plain.client.call("getRun", { params: { run: waiting.id } })).toMatchObject({
    state: "queued",
    warnings: [{ code: "no_worker", detail: expect.stringContaining("WORKER_LABELS=arm64,gpu") }],
  });

  await plain.client.call("changeSuite", { params, body: { runsOn: [] } });
  const overtaking = await plain.trigger();
  expect((await plain.finished(overtaking.id)).run.verdict).toBe("passed");
  expect((await plain.client.call("getRun", { params: { run: waiting.id } })).state).toBe("queued");

  const special = await start({ dir: plain.dir, host: plain.host, labels: ["gpu", "linux", "arm64"] });
  const { run } = await plain.finished(waiting.id);
  expect(run).toMatchObject({ verdict: "passed", warnings: [] });
  expect(run.jobs[0]!.attempts[0]!.worker).toBe(special.workerId);
});

test("of several processes one at a time sweeps, and another goes on when that one is gone", async () => {
  const first = await start({ withoutWorker: true });
  const second = await start({ dir: first.dir, withoutWorker: true });
  const turn = async () => (await first.center.store.system.counters.get("turn:sweep"))?.value ?? 0;
  const sweptAt: number[] = [];
  await until("some sweeps", async () => {
    const next = await turn();
    if (next !== sweptAt.at(-1)) sweptAt.push(next);
    return sweptAt.length >= 8;
  });
  const { sweepMs } = first.center.timing;
  // No turn begins before the one before it is over: two that sweep do not sweep twice as often.
  for (const [index, at] of sweptAt.slice(1).entries())
    expect(at - sweptAt[index]!).toBeGreaterThanOrEqual(sweepMs / 2);

  centers.splice(centers.indexOf(second), 1);
  await second.stop({ keep: true });
  const before = await turn();
  await until("the other to sweep", async () => (await turn()) > before);
});
