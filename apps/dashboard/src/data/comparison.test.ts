import { expect, test } from "vitest";
import { readComparison } from "./comparison.ts";

test.each([
  ["Jest", "expect(received).toBe(expected)\n\nExpected: 3\nReceived: 4\n\n  at x", "3", "4"],
  [
    "Playwright",
    'Timed out\n\nExpected string: "Paid"\nReceived string: "Open"\nCall log:\n  - wait',
    '"Paid"',
    '"Open"',
  ],
  ["Vitest", "expected 3 to be 4 // Object.is equality", "4 // Object.is equality", "3"],
  ["Chai", "expected 'a' to deeply equal 'b'", "'b'", "'a'"],
  ["node:assert", "Expected values to be strictly equal:\n\n900 !== 899\n", "899", "900"],
  ["JUnit 4", "expected:<[a]> but was:<[b]>", "[a]", "[b]"],
  ["JUnit 5", "expected: <3> but was: <4>", "3", "4"],
  ["AssertJ", '\nexpected: "a"\n but was: "b"\n', '"a"', '"b"'],
  ["Hamcrest", "Expected: is <3>\n     but: was <4>", "is <3>", "was <4>"],
  ["xUnit", "Assert.Equal() Failure\nExpected: 3\nActual:   4", "3", "4"],
  ["NUnit", "  Expected: 3\n  But was:  4\n", "3", "4"],
  ["testify", "Not equal: \n\texpected: 1\n\tactual  : 2\nTest: TestX", "1", "2"],
  ["pytest", "AssertionError: assert 3 == 4", "4", "3"],
  ["unittest", "AssertionError: 'a' != 'b'\n- a\n", "'b'", "'a'"],
  ["RSpec", "\nexpected: 3\n     got: 4\n", "3", "4"],
  ["Go", "cart_test.go:12: got 3, want 4", "4", "3"],
  [
    "a diff of Jest",
    "- Expected  - 1\n+ Received  + 1\n\n  {\n-   a: 1,\n+   a: 2,\n  }\n",
    "{\n  a: 1,\n}",
    "{\n  a: 2,\n}",
  ],
  [
    "a diff of node:assert",
    "Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n+   a: 2\n-   a: 1\n  }",
    "{\n  a: 1\n}",
    "{\n  a: 2\n}",
  ],
  [
    "a diff of pytest",
    "E   AssertionError: assert\nE   \nE   - expected\nE   + actual\nE     same\nE   - a\nE   + b",
    "same\na",
    "same\nb",
  ],
  ["a diff of PHPUnit", "Failed asserting\n--- Expected\n+++ Actual\n@@ @@\n-'a'\n+'b'", "'a'", "'b'"],
])("%s says what was expected and what came", (_, text, expected, actual) => {
  expect(readComparison(text)).toEqual({ expected, actual });
});

test.each(["Timeout of 5000 ms exceeded.", "TypeError: x is not a function\n    at y", "", "expected: 3"])(
  "%j compares nothing",
  (text) => {
    expect(readComparison(text)).toBeNull();
  },
);
