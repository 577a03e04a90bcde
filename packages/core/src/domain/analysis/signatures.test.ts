import { expect, test } from "vitest";
import { sampleEvidence, sampleLines, sampleTest } from "./evidence.fixture.ts";
import { clusterTests, normalise, runSignature } from "./signatures.ts";

test.each([
  ["numbers", "expected 12 to be 13", "expected 7 to be 1,300.5"],
  ["addresses and ports", "connect ECONNREFUSED 127.0.0.1:41233", "connect ECONNREFUSED 10.0.0.7:80"],
  ["the port of localhost", "GET http://localhost:41233/a", "GET http://localhost:3/a"],
  ["uuids", "no order 4f9c1e0a-2a54-4b7e-9d7b-0d7d6a3b1c2d", "no order 00000000-0000-4000-8000-000000000000"],
  ["hexadecimal numbers", "at 0xDEADBEEF in 1f3a9cde", "at 0x1 in a0b1c2d3e4"],
  ["instants", "at 2026-11-26T11:02:03.123Z it broke", "at 1999-01-01 00:00:00 it broke"],
  ["durations", "took 12 ms, then 3.5s", "took 900 ms, then 12s"],
  ["folders", "in /home/ada/work/cart.js:12:3", "in /root/x/y/cart.js:9"],
  ["temporary names", "open /tmp/aac-Xy12ab/out.txt", "open /tmp/other/deep/out.txt"],
  ["colours", "\u001b[31mfailed\u001b[39m here", "failed here"],
])("errors that differ only in %s are the same", (_, one, other) => {
  expect(normalise(one)).toBe(normalise(other));
});

test("errors that differ in a word are not the same", () => {
  expect(normalise("expected cart to be empty")).not.toBe(normalise("expected shelf to be empty"));
});

test("tests are grouped by what they failed of, the largest group first", () => {
  const tests = ["got 1", "no candle", "got 2", "got 3"].map((message, index) =>
    sampleTest(message, { testId: `t-${index}` }),
  );
  expect(clusterTests(tests).map(({ testIds }) => testIds)).toEqual([["t-0", "t-2", "t-3"], ["t-1"]]);
});

test("a run without failing tests is known by the alarming lines of its log", () => {
  const crash = (...lines: string[]) => runSignature(sampleEvidence({ lines: sampleLines(...lines) }));
  expect(crash("starting on 41233", "Error: no space")).toBe(crash("starting now", "Error: no space"));
  expect(crash("Error: no space")).not.toBe(crash("Error: no key"));
});
