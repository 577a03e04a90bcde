import { expect, test } from "vitest";
import { phasesOf, waitingPhase } from "./phases.ts";
import { aJob, anAttempt } from "./run.fixture.ts";

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();
const shape = (phases: ReturnType<typeof phasesOf>) =>
  phases.map(({ name, startMs, endMs }) => [name, (startMs / 1000) % 60, endMs === null ? null : (endMs / 1000) % 60]);
const phases = (claimed: number, started: number | null, exited: number | null, collected: number | null) => ({
  claimedAt: at(claimed),
  preparedAt: started === null ? null : at(started - 1),
  startedAt: started === null ? null : at(started),
  exitedAt: exited === null ? null : at(exited),
  collectedAt: collected === null ? null : at(collected),
});

test("a finished attempt has five phases, each ending where the next begins", () => {
  const attempt = anAttempt({ state: "passed", phases: phases(1, 3, 10, 11) });
  expect(shape(phasesOf(aJob({ queuedAt: at(0), finishedAt: at(11), attempts: [attempt] }), attempt))).toEqual([
    ["queued", 0, 1],
    ["prepare", 1, 2],
    ["start", 2, 3],
    ["tests", 3, 10],
    ["collect", 10, 11],
  ]);
});

test("the phase an attempt is in has no end yet, and those it has not reached are left out", () => {
  const attempt = anAttempt({ phases: phases(1, 3, null, null) });
  expect(shape(phasesOf(aJob({ queuedAt: at(0), attempts: [attempt] }), attempt))).toEqual([
    ["queued", 0, 1],
    ["prepare", 1, 2],
    ["start", 2, 3],
    ["tests", 3, null],
  ]);
});

test("an attempt that ended before its tests began ends in the phase it was in", () => {
  const attempt = anAttempt({ state: "errored", phases: phases(1, null, null, null) });
  expect(
    shape(phasesOf(aJob({ state: "errored", queuedAt: at(0), finishedAt: at(4), attempts: [attempt] }), attempt)),
  ).toEqual([
    ["queued", 0, 1],
    ["prepare", 1, 4],
  ]);
});

test("a second attempt waited since the first one ended", () => {
  const first = anAttempt({ state: "errored", phases: phases(1, 2, 5, null) });
  const second = anAttempt({ number: 2, phases: phases(8, null, null, null) });
  const job = aJob({ queuedAt: at(0), attempts: [first, second] });
  expect(shape(phasesOf(job, second))).toEqual([
    ["queued", 5, 8],
    ["prepare", 8, null],
  ]);
});

test("a job without an attempt only waits", () => {
  expect(shape([waitingPhase(aJob({ queuedAt: at(2), attempts: [] }))])).toEqual([["queued", 2, null]]);
});
