import { Problem } from "@aac/core";
import { afterEach, expect, test } from "vitest";
import { junit, startTestCenter, type TestCenter } from "./test-center.ts";

let center: TestCenter;
afterEach(() => center.stop());

test("a store that is away while a suite's files are collected costs time, and no attempt", async () => {
  const refused: string[] = [];
  /** The first time each write is refused. */
  const once =
    <A extends unknown[], R>(name: string, write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (refused.includes(name)) return write(...args);
      refused.push(name);
      throw new Problem("unavailable", "The database does not answer.");
    };
  center = await startTestCenter({
    instead: ({ store }) => {
      const { artifacts, results } = store.system;
      const system = {
        ...store.system,
        artifacts: {
          ...artifacts,
          deleteMany: once("forget artifacts", artifacts.deleteMany),
          insert: once("keep an artifact", artifacts.insert),
        },
        results: { ...results, insertMany: once("keep results", results.insertMany) },
      };
      return { store: { ...store, system } };
    },
  });
  const { run } = await center.finished((await center.trigger({ REPORT: junit({ passed: 2 }) })).id);
  expect(run).toMatchObject({ verdict: "passed", totals: { tests: 2, passed: 2 }, warnings: [] });
  expect(run.jobs[0]!.attempts).toHaveLength(1);
  expect(refused.toSorted()).toEqual(["forget artifacts", "keep an artifact", "keep results"]);
});
