import { ulid } from "ulid";
import { expect, test } from "vitest";
import { bucketName, weekAt, weekOfBucket, weekOfId } from "./weeks.ts";

const monday = Date.UTC(2026, 10, 23);

test("a week is called by its Monday, from its first to its last millisecond", () => {
  for (const at of [monday, monday + 1, monday + 7 * 86_400_000 - 1])
    expect(bucketName("logChunks", weekAt(at))).toBe("logChunks_20261123");
  expect(bucketName("logChunks", weekAt(monday - 1))).toBe("logChunks_20261116");
});

test("the run's time is read from every id that begins with the run's", () => {
  const run = ulid(monday);
  for (const id of [run, `${run}-1`, `${run}-1-2`, `${run}-1-2-000000000017`])
    expect(weekOfId(id)).toBe(weekAt(monday));
});

test.each(["a-run", "", "01H", `x${ulid()}`, `${ulid()}x`, ulid().toLowerCase(), `8${ulid().slice(1)}`])(
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
