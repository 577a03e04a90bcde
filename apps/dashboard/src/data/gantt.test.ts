import { expect, test } from "vitest";
import { ganttOf, ticksOf } from "./gantt.ts";
import { aJob, anAttempt, aRun } from "./run.fixture.ts";

const at = (seconds: number) => new Date(Date.parse("2026-11-23T09:00:00.000Z") + seconds * 1_000).toISOString();
const worked = (from: number, to: number, number = 1) =>
  anAttempt({
    number,
    state: "passed",
    phases: { claimedAt: at(from), preparedAt: at(from), startedAt: at(from), exitedAt: at(to), collectedAt: at(to) },
  });

test("every attempt of every shard is a bar, on one scale; the longest shard is named", () => {
  const run = aRun({
    state: "passed",
    jobs: [
      aJob({ shard: 1, state: "passed", finishedAt: at(20), attempts: [worked(0, 5), worked(6, 20, 2)] }),
      aJob({ shard: 2, state: "passed", finishedAt: at(40), attempts: [worked(0, 40)] }),
    ],
  });
  const { rows, startMs, endMs, unevenMs } = ganttOf(run, 0);
  expect(rows.map(({ job, attempt, workMs, isLongest }) => [job.shard, attempt?.number, workMs, isLongest])).toEqual([
    [1, 1, 5_000, false],
    [1, 2, 14_000, false],
    [2, 1, 40_000, true],
  ]);
  expect([endMs - startMs, unevenMs]).toEqual([40_000, 13_000]);
});

test("what runs is as long as it ran until now, and a shard that waits is there", () => {
  const running = anAttempt({
    phases: { claimedAt: at(0), preparedAt: at(0), startedAt: at(1), exitedAt: null, collectedAt: null },
  });
  const run = aRun({ jobs: [aJob({ attempts: [running] }), aJob({ shard: 2, state: "queued", attempts: [] })] });
  const { rows, endMs } = ganttOf(run, Date.parse(at(9)));
  expect(rows.map(({ workMs, isLongest }) => [workMs, isLongest])).toEqual([
    [9_000, true],
    [null, false],
  ]);
  expect(endMs).toBe(Date.parse(at(9)));
});

test("one shard has nothing to be longer than", () => {
  const { rows, unevenMs } = ganttOf(aRun({ jobs: [aJob({ attempts: [worked(0, 5)] })] }), 0);
  expect([rows[0]!.isLongest, unevenMs]).toEqual([false, null]);
});

test.each([
  [850, 5, [0, 200, 400, 600, 800]],
  [40_000, 5, [0, 10_000, 20_000, 30_000, 40_000]],
  [7_300_000, 5, [0, 1_800_000, 3_600_000, 5_400_000, 7_200_000]],
  [100 * 3_600_000, 5, [0, 20, 40, 60, 80, 100].map((hours) => hours * 3_600_000)],
])("a scale of %d ms has round ticks", (length, most, ticks) => {
  expect(ticksOf(length, most)).toEqual(ticks);
});
