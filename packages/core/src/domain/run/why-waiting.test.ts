import { expect, test } from "vitest";
import { type Surroundings, whyWaiting } from "./why-waiting.ts";

const unlimited = { running: 0, limit: null };
const worker = { labels: [], isDraining: false, used: 0, slots: 2 };
const free: Surroundings = { now: 100, organization: unlimited, project: unlimited, workers: [worker] };
const why = (job: { runsOn?: string | null; availableAt?: number }, changed: Partial<Surroundings> = {}) =>
  whyWaiting({ runsOn: null, availableAt: 0, ...job }, { ...free, ...changed });

test("nothing holds it up: a worker takes it in a moment, also one that does not tell its size", () => {
  expect(why({}).code).toBe("starting");
  expect(why({}, { workers: [{ ...worker, used: 9, slots: null }] }).code).toBe("starting");
});

test("no worker, or none with its labels, and which setting gives them to one", () => {
  expect(why({}, { workers: [] })).toEqual({ code: "no_worker", detail: "No worker is alive." });
  expect(why({ runsOn: "arm64 gpu" })).toMatchObject({
    code: "no_worker",
    detail: expect.stringContaining("WORKER_LABELS=arm64,gpu"),
  });
  expect(why({ runsOn: "gpu" }, { workers: [{ ...worker, labels: ["gpu", "linux"] }] }).code).toBe("starting");
});

test("workers that suit it, and all of them drain", () => {
  const workers = [
    { ...worker, isDraining: true },
    { ...worker, isDraining: true },
  ];
  expect(why({}, { workers }).code).toBe("workers_draining");
  expect(why({}, { workers: [...workers, worker] }).code).toBe("starting");
});

test("a limit of the organization or of the project is reached", () => {
  const reached = { running: 2, limit: 2 };
  expect(why({}, { organization: reached })).toMatchObject({
    code: "organization_limit",
    detail: "2 jobs of the organization run, of 2 that may at once.",
  });
  expect(why({}, { project: { running: 1, limit: 1 } })).toMatchObject({
    code: "project_limit",
    detail: "1 job of the project runs, of 1 that may at once.",
  });
  expect(why({}, { project: { running: 1, limit: 2 } }).code).toBe("starting");
});

test("workers that suit it are full; one that drains counts for nothing", () => {
  const full = { ...worker, used: 2 };
  expect(why({}, { workers: [full, { ...worker, isDraining: true }] })).toMatchObject({
    code: "no_free_slot",
    detail: "The one worker is full.",
  });
});

test("a job that was put back waits a moment before its next attempt", () => {
  expect(why({ availableAt: 101 }).code).toBe("next_attempt");
});
