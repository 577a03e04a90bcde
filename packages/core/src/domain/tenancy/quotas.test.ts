import { expect, test } from "vitest";
import { crossed, nextPeriod, periodBegin, periodOf } from "./quotas.ts";

test("a warning is due by the step that reaches it, and by no other", () => {
  expect(crossed(6, 7, 10)).toEqual([]);
  expect(crossed(7, 8, 10)).toEqual([80]);
  expect(crossed(8, 9, 10)).toEqual([]);
  expect(crossed(9, 10, 10)).toEqual([100]);
  expect(crossed(0, 10, 10)).toEqual([80, 100]);
  expect(crossed(0, 1, 1)).toEqual([80, 100]);
  for (let limit = 1; limit < 50; limit++) {
    const all = Array.from({ length: limit }, (_, used) => crossed(used, used + 1, limit)).flat();
    expect(all).toEqual([80, 100]);
  }
});

test("a month is a month of UTC", () => {
  const last = Date.parse("2026-12-31T23:59:59.999Z");
  expect(periodOf(last)).toBe("2026-12");
  expect(nextPeriod(last)).toBe(Date.parse("2027-01-01T00:00:00.000Z"));
  expect(periodOf(last + 1)).toBe("2027-01");
  expect(periodBegin(last)).toBe(Date.parse("2026-12-01T00:00:00.000Z"));
});
