import fc from "fast-check";
import { expect, test } from "vitest";
import { estimateStarts, medianOf } from "./estimate-starts.ts";

const now = 1_000_000;
const minute = 60_000;

test("where a place is free, the next job starts now and the one behind it when that has ended", () => {
  const lane = { slots: 1, startedAt: [], before: [0, 1, 2] };
  expect(estimateStarts([lane], minute, now)).toEqual([now, now + minute, now + 2 * minute]);
});

test("jobs that run leave their places after the usual time, the one that began first first", () => {
  const lane = { slots: 2, startedAt: [now - 10_000, now - 50_000], before: [0, 1, 2] };
  expect(estimateStarts([lane], minute, now)).toEqual([now + 10_000, now + 50_000, now + 70_000]);
});

test("one that runs for longer than usual is taken to end at any moment", () => {
  expect(estimateStarts([{ slots: 1, startedAt: [now - 5 * minute], before: [0] }], minute, now)).toEqual([now]);
});

test("the limit of an organization holds its jobs up where places are free", () => {
  const all = { slots: 10, startedAt: [now], before: [0, 1] };
  const own = { slots: 1, startedAt: [now], before: [0, 1] };
  expect(estimateStarts([all, own], minute, now)).toEqual([now + minute, now + 2 * minute]);
});

test("without places, and far behind, nothing is said", () => {
  expect(estimateStarts([{ slots: 0, startedAt: [], before: [0] }], minute, now)).toEqual([null]);
  expect(estimateStarts([{ slots: 4, startedAt: [], before: [3, 1_000_000] }], minute, now)).toEqual([now, null]);
});

test("nobody starts before now, nor before one who is ahead; more places never mean later", () => {
  const lane = fc.record({
    slots: fc.integer({ min: 1, max: 8 }),
    startedAt: fc.array(fc.integer({ min: now - 10 * minute, max: now }), { maxLength: 10 }),
    before: fc.array(fc.nat(60), { minLength: 1, maxLength: 20 }).map((counts) => counts.toSorted((a, b) => a - b)),
  });
  fc.assert(
    fc.property(lane, fc.integer({ min: 1, max: 5 * minute }), (given, durationMs) => {
      const starts = estimateStarts([given], durationMs, now) as number[];
      expect(starts.every((start) => start >= now)).toBe(true);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      const roomier = estimateStarts([{ ...given, slots: given.slots + 1 }], durationMs, now) as number[];
      expect(roomier.every((start, index) => start <= starts[index]!)).toBe(true);
    }),
  );
});

test("the median is not moved by one odd duration, and of nothing there is none", () => {
  expect(medianOf([10, 12, 9_000])).toBe(12);
  expect(medianOf([10, 20])).toBe(15);
  expect(medianOf([])).toBeNull();
});
