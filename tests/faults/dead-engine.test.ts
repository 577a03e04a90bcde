import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attempt } from "@aac/contract";
import { afterAll, describe, expect, test } from "vitest";
import { until } from "../scenarios/test-center.ts";
import { makeBusyboxImage } from "../services/images.ts";
import { type FaultyEngine, startFaultyEngine } from "./faulty-engine.ts";
import { layouts } from "./layouts.ts";
import { registerSuites, suiteFolder } from "./play-history.ts";
import { type RealCenter, startRealCenter } from "./real-center.ts";
import { watchRun } from "./viewer.ts";

const engine = await startFaultyEngine();
const image = "aac-dead-engine:1";

async function withCenter(work: (center: RealCenter) => Promise<void>, { host } = engine!): Promise<void> {
  await makeBusyboxImage(host, image);
  const center = await startRealCenter({
    layout: layouts.containers,
    folder: await mkdtemp(join(tmpdir(), "aac-faults-")),
    dockerHost: host,
    settings: {},
  });
  try {
    await registerSuites(center.client, { directory: suiteFolder, image });
    await work(center);
  } finally {
    await center.stop();
  }
}

/** Runs a suite of so many lines, ten a second, whose engine is away for a while once it has begun; `hurt` may do more meanwhile. */
async function runWithoutEngine(
  { client }: RealCenter,
  lines: number,
  away: { keepsContainers: boolean; backAfterMs: number },
  hurt: (kill: () => Promise<void>) => Promise<void> = (kill) => kill(),
  hurtEngine: FaultyEngine = engine!,
): Promise<Attempt[]> {
  const variables = {
    MARK: "m",
    LINES: String(lines),
    BURST: "1",
    PAUSE: "0.1",
    SILENCE: "0",
    PASSED: "1",
    FAILED: "0",
  };
  const { id } = await client.call("createRun", { body: { project: "faults", suite: "steady", variables } });
  const { seen, done } = watchRun(client, id, AbortSignal.timeout(90_000));
  await until("some lines to be seen", async () => (seen.lines.get("1.1")?.length ?? 0) >= 8);
  await hurt(() => hurtEngine.kill(away));
  await done;
  const { state, jobs } = await client.call("getRun", { params: { run: id } });
  const attempts = jobs.flatMap((job) => job.attempts);
  expect(state).toBe("passed");
  expect(seen.lines.get(`1.${attempts.length}`)).toEqual(
    Array.from({ length: lines }, (_, index) => `m line ${index + 1}`),
  );
  return attempts;
}

describe.skipIf(engine === null)("when the engine is killed", { timeout: 150_000 }, () => {
  afterAll(() => engine?.stop());

  test("a container that outlives it goes on, and its log has no hole", () =>
    withCenter(async (center) => {
      expect(await runWithoutEngine(center, 80, { keepsContainers: true, backAfterMs: 3_000 })).toMatchObject([
        { state: "passed", logLines: 80 },
      ]);
    }));

  test("a container that ends with it is made again, as another attempt with a whole log", () =>
    withCenter(async (center) => {
      expect(await runWithoutEngine(center, 80, { keepsContainers: false, backAfterMs: 3_000 })).toMatchObject([
        { state: "errored", reason: { code: "engine_failed" } },
        { state: "passed", logLines: 80 },
      ]);
    }));

  test("a container that ends with it is made again, also by a worker that was away as well", () =>
    withCenter(async (center) => {
      const worker = center.members.get("worker 1")!;
      const attempts = await runWithoutEngine(center, 80, { keepsContainers: false, backAfterMs: 0 }, async (kill) => {
        await worker.signal("SIGKILL");
        await kill();
        await worker.start();
      });
      expect(attempts).toMatchObject([
        { state: "errored", reason: { code: "engine_failed" } },
        { state: "passed", logLines: 80 },
      ]);
    }));

  test("a container that ends while the engine is away is made again, because nobody has kept its last lines", () =>
    withCenter(async (center) => {
      expect(await runWithoutEngine(center, 40, { keepsContainers: false, backAfterMs: 6_000 })).toMatchObject([
        { state: "errored", reason: { code: "engine_failed" } },
        { state: "passed", logLines: 40 },
      ]);
    }));
});

describe.skipIf(engine === null)(
  "when the engine that a worker reaches by tcp://127.0.0.1 is killed",
  { timeout: 150_000 },
  () => {
    test("what went with it is run again in the one that is started in its place", async () => {
      const loopback = (await startFaultyEngine("loopback"))!;
      try {
        expect(loopback.host).toMatch(/^tcp:\/\/127\.0\.0\.1:/);
        await withCenter(async (center) => {
          const away = { keepsContainers: false, backAfterMs: 2_000 };
          expect(await runWithoutEngine(center, 60, away, undefined, loopback)).toMatchObject([
            { state: "errored", reason: { code: "engine_failed" } },
            { state: "passed", logLines: 60 },
          ]);
        }, loopback);
      } finally {
        await loopback.stop();
      }
    });
  },
);
