import { expect, test } from "vitest";
import { createReminder } from "./reminder.ts";

test("what goes on being wrong is said at once, then with growing distance, and anew after it was well", () => {
  const reminder = createReminder({ firstMs: 10, longestMs: 40 });
  const saidAt = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, i) => from + i).filter((now) => reminder.remind(now) !== null);
  expect(reminder.forget()).toBe(false);
  expect(saidAt(0, 200)).toEqual([0, 10, 30, 70, 110, 150, 190]);
  expect(reminder.forget()).toBe(true);
  expect(saidAt(200, 231)).toEqual([200, 210, 230]);
});

test("how often it was not said is told with the next time", () => {
  const reminder = createReminder({ firstMs: 10, longestMs: 40 });
  expect(reminder.remind(0)).toEqual({ unsaid: 0 });
  for (const now of [1, 2, 3]) expect(reminder.remind(now)).toBeNull();
  expect(reminder.remind(10)).toEqual({ unsaid: 3 });
  expect(reminder.remind(30)).toEqual({ unsaid: 0 });
});
