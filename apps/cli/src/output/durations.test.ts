import { expect, test } from "vitest";
import { formatAge, formatDuration, parseDuration } from "./durations.ts";

test.each([
  ["500ms", 500],
  ["90s", 90_000],
  ["10m", 600_000],
  ["1.5h", 5_400_000],
])("%s is %i milliseconds", (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each(["", "10", "m", "10 m", "-1s", "1w"])("%j is no duration", (text) => expect(parseDuration(text)).toBeNull());

test.each([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [4_249, "4.2 s"],
  [59_949, "59.9 s"],
  [59_950, "1 m 00 s"],
  [185_000, "3 m 05 s"],
  [3_599_600, "1 h 00 m"],
  [3_725_000, "1 h 02 m"],
])("%d ms reads as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [-5, "0 s ago"],
  [59_999, "59 s ago"],
  [3_599_999, "59 min ago"],
  [47 * 3_600_000, "47 h ago"],
  [48 * 3_600_000, "2 days ago"],
])("%d ms back is %s", (ms, text) => expect(formatAge(ms)).toBe(text));
