import { expect, test } from "vitest";
import { firstPlaceToShow, newestPlaces, placesOf } from "./place.ts";
import { aJob, anAttempt, aRun } from "./run.fixture.ts";

const run = aRun({
  jobs: [
    aJob({ shard: 1, state: "passed", attempts: [anAttempt({ number: 1 }), anAttempt({ number: 2 })] }),
    aJob({ shard: 2, state: "failed", attempts: [anAttempt({ number: 1 })] }),
    aJob({ shard: 3, state: "queued", attempts: [] }),
  ],
});

test("a shard's newest attempt stands for it; a shard that waits has none", () => {
  expect(placesOf(run)).toHaveLength(3);
  expect(newestPlaces(run)).toEqual([
    { shard: 1, attempt: 2 },
    { shard: 2, attempt: 1 },
  ]);
});

test("the log to begin with is that of what went wrong, else the first", () => {
  expect(firstPlaceToShow(run)).toEqual({ shard: 2, attempt: 1 });
  expect(firstPlaceToShow({ ...run, jobs: run.jobs.slice(0, 1) })).toEqual({ shard: 1, attempt: 2 });
  expect(firstPlaceToShow({ ...run, jobs: run.jobs.slice(2) })).toBeNull();
});
