import { attemptIdOf, jobIdOf } from "@aac/core";
import { expect, test } from "vitest";
import { createIds } from "../../ids/ulid/ulid-ids.ts";
import { bucketName, weekAt, weekOfBucket, weekOfId } from "./weeks.ts";

const monday = Date.UTC(2026, 10, 23);
/** As the center makes them: were they made otherwise, all would lie in one place. */
const runAt = (ms: number) => createIds({ now: () => ms, sleep: () => Promise.reject(new Error("not here")) })();

test("a week is called by its Monday, from its first to its last millisecond", () => {
  for (const at of [monday, monday + 1, monday + 7 * 86_400_000 - 1])
    expect(bucketName("logChunks", weekAt(at))).toBe("logChunks_20261123");
  expect(bucketName("logChunks", weekAt(monday - 1))).toBe("logChunks_20261116");
});

test("the run's time is read from every id that begins with the run's", () => {
  const run = runAt(monday);
  const attempt = attemptIdOf(jobIdOf(run, 1), 2);
  for (const id of [run, jobIdOf(run, 1), attempt, `${attempt}-000000000017`])
    expect(weekOfId(id)).toBe(weekAt(monday));
});

test.each(["a-run", "", "01h", `x${runAt(0)}`, `${runAt(0)}x`, `8${runAt(0).slice(1)}`, `${runAt(0)}_1`])(
  "what does not begin with a ULID has no week: %j",
  (id) => expect(weekOfId(id)).toBeNull(),
);

test("a name tells its week again; others are no buckets", () => {
  for (const at of [0, monday, Date.UTC(9999, 11, 31), 2 ** 48 - 1])
    expect(weekOfBucket("results", bucketName("results", weekAt(at)))).toBe(weekAt(at));
  expect(weekOfBucket("results", "results")).toBeNull();
  for (const name of ["runs", "resultsets", "results_20261123_dropping", "results_x", "logChunks_20261123"])
    expect(weekOfBucket("results", name)).toBeUndefined();
});
