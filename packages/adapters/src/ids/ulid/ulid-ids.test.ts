import { expect, test } from "vitest";
import { createIds } from "./ulid-ids.ts";

function createIdsAt(...times: number[]) {
  let now = times[0]!;
  const ids = createIds({ now: () => now, sleep: async () => undefined });
  return times.map((time) => {
    now = time;
    return ids();
  });
}

test("ids are short, lower case, and fit for a container's name and a URL", () => {
  for (const id of createIdsAt(1_790_000_000_000, 1)) expect(id).toMatch(/^[0-9a-z]{26}$/);
});

test("ids sort by when they were made, also within a millisecond and when the clock steps back", () => {
  const ids = createIdsAt(1000, 1000, 1000, 1001, 999, 500, 1002, 2 ** 41);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("two makers that begin in the same millisecond make different ids", () => {
  expect(createIdsAt(1000)[0]).not.toBe(createIdsAt(1000)[0]);
});
