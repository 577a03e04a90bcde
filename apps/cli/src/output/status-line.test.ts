import { expect, test } from "vitest";
import { sampleJob, sampleRun } from "../testing/samples.ts";
import { createPaint } from "./paint.ts";
import { statusLine } from "./status-line.ts";

const startedAt = "2026-11-23T09:00:00.000Z";
const now = Date.parse("2026-11-23T10:02:03.000Z");
const line = (columns: number, progress: Partial<Parameters<typeof statusLine>[0]>) => {
  const run = sampleRun({ state: "running", startedAt });
  return statusLine({ run, logLines: 5, lostAt: null, now, ...progress }, columns, createPaint(false));
};

test("state, elapsed time, run and lines", () => {
  expect(line(80, {})).toMatch(/^. running 1:02:03 {2}shop\/e2e #7 {2}5 lines$/);
});

test("shards, tests and a lost connection are told where there are any", () => {
  const totals = { tests: 2, passed: 1, failed: 1, skipped: 0, flaky: 0 };
  const jobs = [sampleJob({ finishedAt: startedAt }), sampleJob({ id: "job2", shard: 2 })];
  const run = sampleRun({ state: "running", startedAt, shards: 2, jobs, totals });
  expect(line(120, { run, lostAt: now })).toMatch(
    / {2}1 of 2 shards done {2}5 lines {2}2 tests: 1 passed, 1 failed {2}no connection$/,
  );
});

test("it stays shorter than the terminal is wide, so that it can be erased", () => {
  for (const columns of [1, 5, 12, 20, 40]) expect(line(columns, {}).length).toBeLessThan(columns);
});
