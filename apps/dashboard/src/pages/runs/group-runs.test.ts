import { expect, test } from "vitest";
import { aRun } from "../../data/run.fixture.ts";
import { countStates, groupRuns, toLines } from "./group-runs.ts";

const now = new Date(2026, 10, 23, 12).getTime();
const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
const runs = [
  aRun({ id: "4", branch: "main", state: "failed", createdAt: at(23, 9) }),
  aRun({ id: "3", branch: null, state: "passed", createdAt: at(22, 23) }),
  aRun({ id: "2", branch: "main", state: "passed", createdAt: at(22, 1) }),
  aRun({ id: "1", branch: "fix", state: "running", createdAt: at(9, 1) }),
];
const shape = (by: Parameters<typeof groupRuns>[1]) =>
  groupRuns(runs, by, now).map(({ title, runs: members }) => [title, members.map(({ id }) => id)]);

test("groups come by their newest run, and so do the runs in them", () => {
  expect(shape("branch")).toEqual([
    ["main", ["4", "2"]],
    ["No branch", ["3"]],
    ["fix", ["1"]],
  ]);
});

test("days are the reader's own", () => {
  expect(shape("day")).toEqual([
    ["Today", ["4"]],
    ["Yesterday", ["3", "2"]],
    ["Mon 9 Nov", ["1"]],
  ]);
});

test("suites of the same name in two projects are two groups", () => {
  const two = [aRun({ id: "a", project: "shop" }), aRun({ id: "b", project: "api" })];
  expect(groupRuns(two, "suite", now).map(({ note }) => note)).toEqual(["shop", "api"]);
});

test("a closed group is its head alone", () => {
  const lines = toLines(groupRuns(runs, "branch", now), new Set(["main"]));
  expect(lines.map(({ id }) => id)).toEqual(["group main", "group ", "3", "group fix", "1"]);
});

test("what is in a group is counted, the worst first", () => {
  expect(countStates(runs)).toEqual([
    { state: "failed", count: 1 },
    { state: "running", count: 1 },
    { state: "passed", count: 2 },
  ]);
});
