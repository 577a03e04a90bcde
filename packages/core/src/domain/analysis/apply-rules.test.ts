import { expect, test } from "vitest";
import { applyRules } from "./apply-rules.ts";
import { stands } from "./citations.ts";
import type { AttemptEnd } from "./evidence.ts";
import { sampleEvidence, sampleLines, sampleTest } from "./evidence.fixture.ts";

// What the rules make of real failures is measured in benchmarks/analysis.

test("what a failing test says outranks what the log also tells of", () => {
  const evidence = sampleEvidence({
    tests: [sampleTest("AssertionError: expected 2 to equal 1")],
    lines: sampleLines("warn: connect ECONNREFUSED 127.0.0.1:9411, tracing is off"),
  });
  expect(applyRules(evidence).category).toBe("assertion");
});

test("an element that is there and shows something else is no missing element", () => {
  const message = `Error: expect(locator).toHaveText(expected) failed
Locator:  getByLabel('pieces')
Expected: "1"
Received: "2"
Call log:
  - waiting for getByLabel('pieces')
    20 × locator resolved to <strong>2</strong>
       - unexpected value "2"`;
  expect(applyRules(sampleEvidence({ tests: [sampleTest(message)] })).category).toBe("assertion");
  const missing = message.replace(/\n\s+20 ×[\s\S]*/, "").replace('"2"', "<element(s) not found>");
  expect(applyRules(sampleEvidence({ tests: [sampleTest(missing)] })).category).toBe("selector");
});

test("a reason that says it needs no pattern", () => {
  const reason = { code: "out_of_memory", detail: "Out of memory.", remedy: null };
  expect(applyRules(sampleEvidence({ verdict: "errored", reason }))).toMatchObject({ category: "out_of_memory" });
});

const end: AttemptEnd = {
  shard: 1,
  attempt: 1,
  state: "failed",
  reason: null,
  exitCode: null,
  signal: null,
  limit: null,
  phasesMs: {},
};

test.each([
  [{ signal: "SIGSEGV" }, "crash", "A program ended by a crash: SIGSEGV."],
  [
    { signal: "SIGKILL" },
    "crash",
    "The suite was ended from within the sandbox: SIGKILL. No limit of the sandbox was met.",
  ],
  [{ signal: "SIGXFSZ" }, "disk", "The disk of the sandbox was full"],
  [{ signal: "SIGKILL", limit: "memory" }, "out_of_memory", "The suite needed more memory than it may have."],
  [{ signal: null, limit: "processes" }, "infrastructure", "What the suite runs on gave it less than it needs"],
] as const)("how an attempt ended says it without any line: %o", (fact, category, cause) => {
  const finding = applyRules(sampleEvidence({ ends: [{ ...end, ...fact }] }));
  expect(finding).toMatchObject({ category, cause: expect.stringContaining(cause) });
  expect(finding.confidence).toBeGreaterThan(0.5);
});

test("a failing test outranks the signal that the suite was ended by", () => {
  const tests = [sampleTest("AssertionError: expected 2 to equal 1")];
  expect(applyRules(sampleEvidence({ tests, ends: [{ ...end, signal: "SIGTERM" }] })).category).toBe("assertion");
});

test("what is caught is told in the sentence", () => {
  const evidence = sampleEvidence({ tests: [sampleTest("Error: Cannot find module 'left-pad'")] });
  expect(applyRules(evidence).cause).toBe("A module or library that the tests need is not installed: left-pad.");
});

test("of what it does not know it says so, and cites the end of the log", () => {
  const evidence = sampleEvidence({ lines: sampleLines("one", "two", "three", "four") });
  const finding = applyRules(evidence);
  expect(finding).toMatchObject({ category: "unknown", confidence: 0.1 });
  expect(finding.citations.map((one) => one.text)).toEqual(["two", "three", "four"]);
});

test("it is surer when nothing else could be meant, and cites only what is there", () => {
  const sure = sampleEvidence({ tests: [sampleTest("connect ECONNREFUSED 127.0.0.1:1")] });
  const torn = sampleEvidence({
    tests: [sampleTest("connect ECONNREFUSED 127.0.0.1:1, getaddrinfo ENOTFOUND shop.test")],
  });
  expect(applyRules(sure).confidence).toBeGreaterThan(applyRules(torn).confidence);
  for (const evidence of [sure, torn])
    expect(applyRules(evidence).citations.every((citation) => stands(citation, evidence))).toBe(true);
});
