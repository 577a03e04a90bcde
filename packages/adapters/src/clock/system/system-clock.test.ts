import { describe, expect, test, vi } from "vitest";
import { createSystemClock } from "./system-clock.ts";

describe("the system clock", () => {
  const clock = createSystemClock();

  test("tells milliseconds since the epoch", () => {
    const before = Date.now();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    expect(clock.now()).toBeLessThanOrEqual(Date.now());
  });

  test("sleeps as long as it is told", async () => {
    const before = performance.now();
    await clock.sleep(20);
    expect(performance.now() - before).toBeGreaterThan(18);
  });

  test("an abort ends a sleep at once, and one that has not begun, without an error", async () => {
    const abort = new AbortController();
    const sleeping = clock.sleep(3_600_000, abort.signal);
    abort.abort();
    await sleeping;
    await clock.sleep(3_600_000, abort.signal);
  });

  test("a sleep leaves nothing behind on the signal", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    await clock.sleep(1, signal);
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });

  test("sleeps longer than a timer of Node can", async () => {
    vi.useFakeTimers();
    try {
      let isAwake = false;
      const month = 30 * 24 * 3_600_000;
      const sleeping = clock.sleep(month).then(() => (isAwake = true));
      await vi.advanceTimersByTimeAsync(month - 1);
      expect(isAwake).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await sleeping;
    } finally {
      vi.useRealTimers();
    }
  });
});
