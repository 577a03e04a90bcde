import { expect, test } from "vitest";
import { retryDelay } from "./retry-delay.ts";

test("waits grow, and end within a day", () => {
  const waits: number[] = [];
  for (let failures = 1; ; failures++) {
    const wait = retryDelay(failures, null);
    if (wait === null) break;
    waits.push(wait);
  }
  expect(waits).toEqual(waits.toSorted((a, b) => a - b));
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThanOrEqual(24);
});

test("a receiver may ask for more patience, not for less, and not for ever", () => {
  expect(retryDelay(1, 60_000)).toBe(60_000);
  expect(retryDelay(4, 1_000)).toBe(retryDelay(4, null));
  expect(retryDelay(1, 7 * 24 * 3_600_000)).toBe(3_600_000);
  expect(retryDelay(99, 60_000)).toBeNull();
});
