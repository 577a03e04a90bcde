import { describe, expect, test } from "vitest";
import { checkJitter, jitterOf, planFirings } from "./plan-firings.ts";

const minuteMs = 60_000;
const at = (time: string) => Date.parse(`2026-11-26T${time}:00Z`);
const hourly = { id: "s", cron: "0 * * * *", timeZone: "UTC", jitterSeconds: 0, nextAt: at("08:00") };
const plan = (catchUp: "none" | "last" | "all", now: number, more = {}) =>
  planFirings({ ...hourly, catchUp, ...more }, now);

test("before its time nothing is done", () => {
  expect(plan("all", at("07:59"))).toEqual({ fire: [], missed: [], nextAt: at("08:00") });
});

test.each(["none", "last", "all"] as const)("on time it fires once and goes on to the next: %s", (catchUp) => {
  expect(plan(catchUp, at("08:01"))).toEqual({ fire: [at("08:00")], missed: [], nextAt: at("09:00") });
});

describe("after a downtime", () => {
  const now = at("11:30");
  test("none: what was missed stays missed", () => {
    const missed = ["08:00", "09:00", "10:00", "11:00"].map(at);
    expect(plan("none", now)).toEqual({ fire: [], missed, nextAt: at("12:00") });
  });

  test("last: one run stands for all", () => {
    expect(plan("last", now)).toMatchObject({ fire: [at("11:00")], missed: ["08:00", "09:00", "10:00"].map(at) });
  });

  test("last: where one is on time anyway, that is the one", () => {
    expect(plan("last", at("11:01"))).toMatchObject({ fire: [at("11:00")], nextAt: at("12:00") });
  });

  test("all: each, oldest first", () => {
    expect(plan("all", now)).toMatchObject({ fire: ["08:00", "09:00", "10:00", "11:00"].map(at), missed: [] });
  });

  test("all is bounded: after a year of every minute it is the ten newest, in a moment", () => {
    const before = performance.now();
    const year = plan("all", now, { cron: "* * * * *", nextAt: now - 365 * 24 * 60 * minuteMs });
    expect(year.fire).toEqual(Array.from({ length: 10 }, (_, index) => now - (9 - index) * minuteMs));
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe("jitter", () => {
  const schedule = { id: "s", jitterSeconds: 600 };
  test("is the same whoever asks, another at another instant, and within its bound", () => {
    const all = Array.from({ length: 500 }, (_, index) => jitterOf(schedule, at("08:00") + index * minuteMs));
    expect(all).toEqual(Array.from({ length: 500 }, (_, index) => jitterOf(schedule, at("08:00") + index * minuteMs)));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...all)).toBeLessThan(600_000);
    expect(new Set(all).size).toBeGreaterThan(450);
    const mean = all.reduce((sum, ms) => sum + ms, 0) / all.length;
    expect(mean).toBeGreaterThan(200_000);
    expect(mean).toBeLessThan(400_000);
  });

  test("delays what is due", () => {
    const jitterSeconds = 1_800;
    const due = at("08:00") + jitterOf({ id: "s", jitterSeconds }, at("08:00"));
    expect(plan("last", due - 1, { jitterSeconds }).fire).toEqual([]);
    expect(plan("last", due, { jitterSeconds })).toMatchObject({ fire: [at("08:00")], nextAt: at("09:00") });
  });

  test("that is as long as the interval is refused", () => {
    expect(checkJitter({ cron: "*/10 * * * *", timeZone: "UTC", jitterSeconds: 600 }, 0)).toContain("600 s apart");
    expect(checkJitter({ cron: "*/10 * * * *", timeZone: "UTC", jitterSeconds: 599 }, 0)).toBeNull();
  });
});
