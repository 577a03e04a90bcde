import { ApiError } from "@aac/contract";
import { afterEach, expect, test } from "vitest";
import { startTestCenter, type TestCenter, until } from "./test-center.ts";

const centers: TestCenter[] = [];
afterEach(async () => {
  // Those that came later work on the first one's data.
  for (const [index, center] of centers.splice(0).toReversed().entries()) await center.stop({ keep: index > 0 });
});

async function start(...given: Parameters<typeof startTestCenter>): Promise<TestCenter> {
  const center = await startTestCenter(...given);
  centers.unshift(center);
  await until("the worker to be listed", async () => (await listed(center)).some(({ id }) => id === center.workerId));
  return center;
}

const listed = async ({ client }: TestCenter) => (await client.call("listWorkers")).items;
const shown = async (center: TestCenter, id = center.workerId) => (await listed(center)).find((one) => one.id === id);
const drain = ({ client, workerId }: TestCenter, draining = true) =>
  client.call("changeWorker", { params: { worker: workerId }, body: { draining } });
const stateOf = async ({ client }: TestCenter, run: string) => (await client.call("getRun", { params: { run } })).state;

test("a worker that drains finishes what it runs, claims nothing more, and another takes what waits", async () => {
  const first = await start();
  const going = await first.trigger({ SLEEP_MS: "1500" });
  await until("it to run", async () => (await stateOf(first, going.id)) === "running");

  expect(await drain(first)).toMatchObject({ state: "draining", draining: { by: "local key" }, used: 1 });
  const waiting = await first.trigger();
  expect((await first.finished(going.id)).run.verdict).toBe("passed");
  // It was free, and awake, all the while.
  expect(await stateOf(first, waiting.id)).toBe("queued");
  expect(await shown(first)).toMatchObject({ state: "drained", used: 0 });
  const { jobs } = await first.client.call("getQueue");
  expect(jobs).toMatchObject([{ run: waiting.id, place: 1, why: { code: "workers_draining" } }]);

  const second = await start({ dir: first.dir, host: first.host });
  const { run } = await first.finished(waiting.id);
  expect(run.jobs[0]!.attempts[0]!.worker).toBe(second.workerId);
});

test("a drained worker claims again when that is taken back", async () => {
  const center = await start();
  await drain(center);
  const { id } = await center.trigger();
  expect(await stateOf(center, id)).toBe("queued");
  expect(await drain(center, false)).toMatchObject({ state: "active", draining: null });
  expect((await center.finished(id)).run.verdict).toBe("passed");
});

test("a worker that was taken for gone goes on as it was asked to", async () => {
  // It tells that it is alive every ten seconds: here, that is a fiftieth of that.
  const center = await start({
    instead: ({ clock }) => ({
      clock: { ...clock, sleep: (ms, signal) => clock.sleep(ms > 5_000 ? ms / 50 : ms, signal) },
    }),
  });
  await drain(center);
  const { members } = center.center.store.system;
  for (let told = 0; told < 3; told++) {
    const before = (await members.get(center.workerId))?.seenAt;
    await until("it to tell that it is alive", async () => (await members.get(center.workerId))?.seenAt !== before);
  }
  await members.delete(center.workerId);
  const { id } = await center.trigger();
  await until("it to be there again", () => members.get(center.workerId));
  expect(await shown(center)).toMatchObject({ state: "drained", draining: { by: "local key" } });
  expect(await stateOf(center, id)).toBe("queued");
  await drain(center, false);
  await center.finished(id);
});

test("a worker that stops is not listed any more", async () => {
  const first = await start();
  const second = await start({ dir: first.dir });
  expect(await listed(first)).toHaveLength(2);
  centers.splice(centers.indexOf(second), 1);
  await second.stop({ keep: true });
  expect((await listed(first)).map(({ id }) => id)).toEqual([first.workerId]);
});

test("another organization sees what workers do for it, its own place in the queue, and nothing of others", async () => {
  const center = await start({ concurrency: 1 });
  const other = await center.addOrganization("other");
  await other.client.call("createProject", { body: { slug: "elsewhere" } });
  const suite = { slug: "scripted", image: "scripted" };
  await other.client.call("createSuite", { params: { project: "elsewhere" }, body: suite });
  const trigger = (variables = {}) =>
    other.client.call("createRun", { body: { project: "elsewhere", suite: "scripted", variables } });

  const going = await center.trigger({ SLEEP_MS: "60000" });
  await until("it to run", async () => (await stateOf(center, going.id)) === "running");
  await center.trigger();
  expect(await other.client.call("listWorkers")).toEqual({ items: [], isOperator: false });
  const theirs = await trigger();
  const queue = await other.client.call("getQueue");
  expect(queue).toMatchObject({ waiting: 1, running: 0, organizations: null });
  expect(queue.jobs).toMatchObject([{ run: theirs.id, place: expect.any(Number), why: { code: "no_free_slot" } }]);
  expect(JSON.stringify(queue)).not.toContain("local");

  const ours = await center.client.call("getQueue");
  expect(ours.organizations).toMatchObject([
    { organization: { slug: "local" }, waiting: 1, running: 1 },
    { organization: { slug: "other" }, waiting: 1, running: 0 },
  ]);
  const refused = other.client.call("changeWorker", {
    params: { worker: center.workerId },
    body: { draining: true },
  });
  await expect(refused).rejects.toThrow(ApiError);

  await center.client.call("cancelRun", { params: { run: going.id } });
  const long = await trigger({ SLEEP_MS: "60000" });
  await until("their run to run", async () => {
    const { items } = await other.client.call("listWorkers");
    return items.some(({ jobs }) => jobs.some(({ run }) => run === long.id));
  });
  const [seen] = (await other.client.call("listWorkers")).items;
  expect(seen).toMatchObject({ slots: null, used: null, others: null });
  expect(await shown(center)).toMatchObject({ slots: 1, used: 1, jobs: [], others: [{ jobs: 1 }] });
  await other.client.call("cancelRun", { params: { run: long.id } });
});

test("the stream of events tells that a worker drains", async () => {
  const center = await start();
  const ended = new AbortController();
  const response = await center.client.request("events", {}, ended.signal);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  await reader.read();
  // The stream looks first, and compares from then on.
  await until("the news", async () => {
    await drain(center);
    await drain(center, false);
    await drain(center);
    const { value = "" } = await reader.read();
    text += value;
    return text.includes("event: workers");
  });
  ended.abort();
});
