import { expect, test } from "vitest";
import { formatAgo, formatBytes, formatDuration, formatElapsed, formatExact } from "./format.ts";

const table = <T>(format: (value: T) => string, rows: [T, string][]) =>
  expect(rows.map(([value]) => format(value))).toEqual(rows.map(([, text]) => text));

test("durations have at most two units and never a sixtieth second", () =>
  table(formatDuration, [
    [0, "0 ms"],
    [0.2, "<1 ms"],
    [840.4, "840 ms"],
    [1_000, "1.0 s"],
    [4_240, "4.2 s"],
    [9_960, "10 s"],
    [59_400, "59 s"],
    [59_600, "1m 00s"],
    [192_000, "3m 12s"],
    [3_599_700, "1h 00m"],
    [3_870_000, "1h 04m"],
  ]));

test("elapsed time ticks in whole seconds", () =>
  table(formatElapsed, [
    [-50, "0 s"],
    [999, "0 s"],
    [1_001, "1 s"],
    [61_999, "1m 01s"],
  ]));

test("sizes are told in decimal units", () =>
  table(formatBytes, [
    [0, "0 B"],
    [999, "999 B"],
    [1_400, "1.4 kB"],
    [999_700, "1.0 MB"],
    [23_400_000, "23 MB"],
    [5e15, "5000 TB"],
  ]));

test("ages are coarse; old ones are dates", () => {
  const now = Date.parse("2026-11-23T12:00:00.000Z");
  const ago = (ms: number) => formatAgo(new Date(now - ms).toISOString(), now);
  expect([0, 50_000, 59 * 60_000, 3 * 3_600_000, 26 * 3_600_000, 72 * 3_600_000].map(ago)).toEqual([
    "now",
    "1 min ago",
    "59 min ago",
    "3 hr ago",
    "yesterday",
    "3 days ago",
  ]);
  expect(ago(90 * 86_400_000)).toBe("25 Aug 2026");
  expect(ago(-5_000)).toBe("now");
});

test("an exact instant names its time zone", () => {
  expect(formatExact("2026-11-23T12:00:00.000Z")).toMatch(/23 Nov 2026.*\d{2}:\d{2}:\d{2}.*(UTC|GMT|[A-Z]{2,})/);
});
