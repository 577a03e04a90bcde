import { expect, test } from "vitest";
import { readSeconds } from "./read-seconds.ts";

test.each([
  ["0.012", 12],
  ["3", 3000],
  ["1,234.567", 1_234_567],
  ["1,234,567.8", 1_234_567_800],
  ["1,234", 1_234_000],
  ["0,05", 50],
  ["0.5s", 500],
  ["1e-3", 1],
  ["", null],
  [undefined, null],
  ["-1", null],
  ["soon", null],
  ["Infinity", null],
])("%s is %s ms", (text, ms) => {
  expect(readSeconds(text)).toBe(ms);
});
