import { describe, expect, test } from "vitest";
import { checkCron, readCron, toLocalTime } from "./cron.ts";

const hourMs = 3_600_000;
const local = (cron: string, zone: string, from: string, count: number) =>
  readCron(cron, zone)
    .next(count, Date.parse(from))
    .map((at) => toLocalTime(at, zone).slice(4));

describe("where clocks are put forward", () => {
  test.each([
    ["Europe/Berlin", "30 2 * * *", "2026-03-28T12:00Z", ["2026-03-29 03:00 +02:00", "2026-03-30 02:30 +02:00"]],
    ["America/New_York", "15 2 * * *", "2026-03-07T12:00Z", ["2026-03-08 03:00 -04:00", "2026-03-09 02:15 -04:00"]],
    ["Australia/Lord_Howe", "15 2 * * *", "2026-10-02T20:00Z", ["2026-10-04 02:30 +11:00", "2026-10-05 02:15 +11:00"]],
    ["America/Santiago", "0 0 * * *", "2026-09-05T12:00Z", ["2026-09-06 01:00 -03:00", "2026-09-07 00:00 -03:00"]],
    ["Pacific/Auckland", "30 2,14 * * *", "2026-09-26T08:00Z", ["2026-09-27 03:00 +13:00", "2026-09-27 14:30 +13:00"]],
  ])("in %s `%s` runs once, at the first valid minute", (zone, cron, from, expected) => {
    expect(local(cron, zone, from, 2)).toEqual(expected);
  });

  test("what runs each hour goes on each real hour", () => {
    const runs = readCron("0 * * * *", "Europe/Berlin").next(24, Date.parse("2026-03-28T22:30Z"));
    expect(runs.slice(1).map((at, index) => at - runs[index]!)).toEqual(Array.from({ length: 23 }, () => hourMs));
  });
});

describe("where clocks are put back", () => {
  test.each([
    ["Europe/Berlin", "30 2 * * *", "2026-10-24T12:00Z", ["2026-10-25 02:30 +02:00", "2026-10-26 02:30 +01:00"]],
    ["America/New_York", "30 1 * * *", "2026-10-31T12:00Z", ["2026-11-01 01:30 -04:00", "2026-11-02 01:30 -05:00"]],
    ["Australia/Lord_Howe", "45 1 * * *", "2026-04-04T06:00Z", ["2026-04-05 01:45 +11:00", "2026-04-06 01:45 +10:30"]],
    ["America/Santiago", "30 23 * * *", "2026-04-04T12:00Z", ["2026-04-04 23:30 -03:00", "2026-04-05 23:30 -04:00"]],
    ["Pacific/Auckland", "30 2,14 * * *", "2026-04-04T08:00Z", ["2026-04-05 02:30 +13:00", "2026-04-05 14:30 +12:00"]],
  ])("in %s `%s` runs once, the first time", (zone, cron, from, expected) => {
    expect(local(cron, zone, from, 2)).toEqual(expected);
  });

  test("what runs each hour goes on each real hour", () => {
    const runs = readCron("0 * * * *", "Europe/Berlin").next(24, Date.parse("2026-10-24T20:30Z"));
    expect(runs.slice(1).map((at, index) => at - runs[index]!)).toEqual(Array.from({ length: 23 }, () => hourMs));
  });
});

test.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC"])(
  "looking back finds the instants that looking ahead found, over a year in %s",
  (zone) => {
    for (const cron of ["30 2 * * *", "0 */6 * * *", "15 1 * * 0", "0 0 1 * *"]) {
      const times = readCron(cron, zone);
      const from = Date.UTC(2026, 0, 1);
      const to = Date.UTC(2027, 0, 1);
      const ahead = times.next(1_500, from).filter((at) => at <= to);
      expect(times.last(ahead.length, to)).toEqual(ahead);
    }
  },
);

test("an instant is before or at itself, and not after itself", () => {
  const times = readCron("0 4 * * *", "UTC");
  const at = Date.parse("2026-11-26T04:00Z");
  expect(times.last(1, at)).toEqual([at]);
  expect(times.next(1, at)).toEqual([at + 24 * hourMs]);
});

test.each([
  ["61 * * * *", "UTC", "cron"],
  ["* * * * * *", "UTC", "cron"],
  ["every day", "UTC", "cron"],
  ["0 0 30 2 *", "UTC", "cron"],
  ["0 0 * * *", "Mars/Olympus", "timeZone"],
])("`%s` in %s is refused by the field %s, with a sentence", (cron, zone, path) => {
  expect(checkCron(cron, zone)).toEqual([{ path, message: expect.stringMatching(/^[A-Z].*\.$/s) }]);
});
