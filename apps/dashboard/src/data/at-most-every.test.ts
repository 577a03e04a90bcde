import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { atMostEvery } from "./at-most-every.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("calls back at once after a while of quiet, and else so long after the last time", () => {
  const at: number[] = [];
  const soon = atMostEvery(50);
  const start = performance.now();
  const ask = () => soon(() => at.push(performance.now() - start));

  ask();
  vi.advanceTimersByTime(10);
  ask();
  ask();
  vi.advanceTimersByTime(140);
  expect(at).toEqual([0, 50, 100]);

  vi.advanceTimersByTime(1_000);
  ask();
  vi.advanceTimersByTime(0);
  expect(at.at(-1)).toBe(1_150);
});
