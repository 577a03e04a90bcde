import { describe, expect, test } from "vitest";
import { findPrevious, happeningOfEnd, happeningOfFailure, isWanted } from "./choose-notice.ts";
import type { NoticeFilter } from "./records.ts";

const run = { projectSlug: "web", suiteSlug: "e2e", branch: "main", environmentSlug: null, verdict: "failed" } as const;
const anything: NoticeFilter = {
  project: null,
  suites: [],
  branches: [],
  outcomes: ["failed", "errored", "timedOut", "cancelled", "passed", "fixed"],
  onlyOnChange: false,
  firstFailure: false,
  mutedUntil: null,
};

test.each([
  ["failed", null, "run.failed", true],
  ["failed", "passed", "run.failed", true],
  ["errored", "passed", "run.failed", true],
  ["failed", "failed", "run.still_failing", false],
  ["timedOut", "errored", "run.still_failing", false],
  ["passed", "failed", "run.fixed", true],
  ["passed", "timedOut", "run.fixed", true],
  ["passed", "passed", "run.passed", false],
  ["passed", null, "run.passed", false],
  ["cancelled", "failed", "run.cancelled", false],
] as const)("a run that %s, after one that %s, is %s", (verdict, previous, type, isChange) => {
  expect(happeningOfEnd({ ...run, verdict }, previous)).toMatchObject({ type, isChange });
});

test("a run is compared with the newest of its branch and environment that came to something", () => {
  const others = [
    { ...run, branch: "other", verdict: "passed" as const },
    { ...run, environmentSlug: "staging", verdict: "passed" as const },
    { ...run, verdict: null },
    { ...run, verdict: "cancelled" as const },
    { ...run, verdict: "errored" as const },
    { ...run, verdict: "passed" as const },
  ];
  expect(findPrevious(run, others)?.verdict).toBe("errored");
  expect(findPrevious(run, others.slice(0, 4))).toBeUndefined();
});

describe("a filter", () => {
  const failed = happeningOfEnd(run, "passed")!;
  const wants = (filter: Partial<NoticeFilter>, what = failed) => isWanted({ ...anything, ...filter }, what, 1_000);

  test("lets through what it names, and all where it names none", () => {
    expect([wants({}), wants({ project: "web" }), wants({ project: "api" })]).toEqual([true, true, false]);
    expect([wants({ suites: ["e2e"] }), wants({ suites: ["unit"] })]).toEqual([true, false]);
    expect([wants({ outcomes: ["failed"] }), wants({ outcomes: ["errored", "passed"] })]).toEqual([true, false]);
  });

  test.each([
    ["main", "main", true],
    ["main", "maintenance", false],
    ["release/*", "release/1.2", true],
    ["release/*", "release", false],
    ["*", "anything/at all", true],
    ["*-fix", "a-fix", true],
    ["a*c*e", "abcde", true],
    ["a*c*e", "abde", false],
    ["ab*ba", "aba", false],
    ["a.c", "abc", false],
  ])("of the branch %s: %s is %s", (pattern, branch, expected) => {
    expect(wants({ branches: [pattern] }, { ...failed, branch })).toBe(expected);
    expect(wants({ branches: [pattern] }, { ...failed, branch: null })).toBe(false);
  });

  test("a pattern that was made to take for ever takes no time", () => {
    const before = performance.now();
    expect(wants({ branches: [`${"*a".repeat(120)}b`] }, { ...failed, branch: "a".repeat(255) })).toBe(false);
    expect(performance.now() - before).toBeLessThan(100);
  });

  test("`fixed` wants a pass after a failure, and no other pass", () => {
    const passed = { ...run, verdict: "passed" as const };
    expect(wants({ outcomes: ["fixed"] }, happeningOfEnd(passed, "failed")!)).toBe(true);
    expect(wants({ outcomes: ["fixed"] }, happeningOfEnd(passed, "passed")!)).toBe(false);
  });

  test("the first failure is told to who wishes it, and is a change", () => {
    const failing = happeningOfFailure(run, "failed");
    expect([wants({}, failing), wants({ firstFailure: true, onlyOnChange: true }, failing)]).toEqual([false, true]);
  });

  test("is silent until the instant it is muted to", () => {
    expect([wants({ mutedUntil: 1_001 }), wants({ mutedUntil: 1_000 })]).toEqual([false, true]);
  });
});
