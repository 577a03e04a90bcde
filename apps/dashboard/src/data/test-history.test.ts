import type { TestResult } from "@aac/contract";
import { expect, test } from "vitest";
import { groupErrors, groupPlaces } from "./test-history.ts";

const result = (id: string, fields: Partial<TestResult> = {}) =>
  ({ id, status: "passed", branch: "main", environment: null, message: null, ...fields }) as TestResult;
const failed = (id: string, message: string) => result(id, { status: "failed", message });

test("failures that differ by numbers and ids only are one, shown as the newest says it", () => {
  const groups = groupErrors([
    failed("4", "timed out after 812 ms"),
    failed("3", "order 3f2504e0-4f89-41d3-9a0c-0305e82c3301 is gone"),
    result("2"),
    failed("1", "timed out after 9 ms"),
  ]);
  expect(groups.map(({ message, results }) => [message, results.map(({ id }) => id)])).toEqual([
    ["timed out after 812 ms", ["4", "1"]],
    ["order 3f2504e0-4f89-41d3-9a0c-0305e82c3301 is gone", ["3"]],
  ]);
});

test("places are told apart by branch and environment; what was skipped does not count", () => {
  const places = groupPlaces([
    result("5", { status: "failed" }),
    result("4", { environment: "staging" }),
    result("3", { status: "skipped" }),
    result("2"),
    result("1", { branch: null }),
  ]);
  expect(
    places.map(({ branch, environment, last, failed: bad, counted }) => [branch, environment, last.id, bad, counted]),
  ).toEqual([
    ["main", null, "5", 1, 2],
    ["main", "staging", "4", 0, 1],
    [null, null, "1", 0, 1],
  ]);
});
