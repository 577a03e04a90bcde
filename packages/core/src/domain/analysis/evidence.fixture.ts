import type { Evidence, FailedTest } from "./evidence.ts";
import { signatureOf } from "./signatures.ts";

/** Evidence for tests, with the fields that a test is about. */
export const sampleEvidence = (fields: Partial<Evidence> = {}): Evidence => ({
  suite: "shop/e2e",
  verdict: "failed",
  reason: { code: "tests_failed", detail: "1 of 2 tests failed.", remedy: null },
  totals: { tests: 2, passed: 1, failed: 1, skipped: 0, flaky: 0 },
  ends: [],
  tests: [],
  clusters: [],
  lines: [],
  differences: null,
  omitted: { tests: 0, lines: 0 },
  ...fields,
});

export const sampleTest = (message: string, fields: Partial<FailedTest> = {}): FailedTest => ({
  testId: "t-1",
  shard: 1,
  name: "cart › adds up",
  file: "tests/cart.test.js",
  line: 12,
  message,
  stack: "",
  signature: signatureOf({ message, stack: "" }),
  ...fields,
});

export const sampleLines = (...texts: string[]) =>
  texts.map((text, index) => ({ shard: 1, attempt: 1, line: index + 1, text }));
