import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClock } from "./clock.tsx";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("all who ask are told each second by one timer, and none runs while nobody asks", () => {
  let now = 1_000;
  const clock = createClock(() => now);
  const told: string[] = [];
  const stopFirst = clock.subscribe(() => told.push(`first ${clock.now()}`));
  const stopSecond = clock.subscribe(() => told.push(`second ${clock.now()}`));
  expect(vi.getTimerCount()).toBe(1);
  now = 2_000;
  vi.advanceTimersByTime(1_000);
  stopFirst();
  now = 3_000;
  vi.advanceTimersByTime(1_000);
  stopSecond();
  expect(vi.getTimerCount()).toBe(0);
  expect(told).toEqual(["first 2000", "second 2000", "second 3000"]);
});

test("who asks after a pause is not told the time of before", () => {
  let now = 1_000;
  const clock = createClock(() => now);
  clock.subscribe(() => undefined)();
  now = 60_000;
  const stop = clock.subscribe(() => undefined);
  expect(clock.now()).toBe(60_000);
  stop();
});
