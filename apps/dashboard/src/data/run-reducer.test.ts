import type { RunEvent } from "@aac/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineAt, missingLines } from "./log-lines.ts";
import { aJob, anArtifact, anAttempt, aResult, aRun } from "./run.fixture.ts";
import { allArtifacts, currentResults, emptyRunView, reduceRun } from "./run-reducer.ts";

const at = "2026-11-23T09:00:00.000Z";
const reduce = (...events: RunEvent[]) => events.reduce(reduceRun, emptyRunView);
const lines = (firstLine: number, texts: string[], shard = 1, attempt = 1): RunEvent => ({
  event: "log",
  data: { shard, attempt, firstLine, lines: texts.length, text: texts.map((text) => `${text}\n`).join(""), at },
});
const results = (indexes: number[], shard = 1, attempt = 1): RunEvent => ({
  event: "results",
  data: { shard, attempt, items: indexes.map((index) => aResult(index, { shard, attempt })) },
});

describe("the run", () => {
  test("the newer revision stays, whatever comes later", () => {
    const view = reduce(
      { event: "run", data: aRun({ revision: 3, state: "passed" }) },
      { event: "run", data: aRun({ revision: 2, state: "running" }) },
    );
    expect(view.run?.state).toBe("passed");
  });

  test("a doubled event changes nothing, so nothing is drawn again", () => {
    const event: RunEvent = { event: "run", data: aRun() };
    const view = reduce(event, lines(1, ["a"]));
    expect(reduceRun(view, event)).toBe(view);
    expect(reduceRun(view, lines(1, ["a"]))).toBe(view);
  });

  test("of two analyses the newer one stays, in whatever order they come", () => {
    const told = (revision: number) => ({ event: "analysis", data: { revision } }) as RunEvent;
    const seen = [told(2), told(5), told(3)].reduce(reduceRun, emptyRunView);
    expect(seen.analysis?.revision).toBe(5);
  });

  test("an event of a newer server is passed over", () => {
    const unknown = { event: "prophecy", data: {} } as unknown as RunEvent;
    expect(reduceRun(emptyRunView, unknown)).toBe(emptyRunView);
  });

  test("the end is remembered", () => {
    expect(reduce({ event: "end", data: {} }).isComplete).toBe(true);
  });
});

describe("the log", () => {
  test("a viewer that joins in the middle knows what it has not seen", () => {
    const view = reduce(
      { event: "run", data: aRun({ jobs: [aJob({ attempts: [anAttempt({ logLines: 100 })] })] }) },
      lines(101, ["a", "b"]),
    );
    const log = view.logs.get("1/1")!;
    expect(log.count).toBe(102);
    expect(lineAt(log, 102)).toBe("b");
    expect(missingLines(log, 1, 102)).toEqual({ from: 1, to: 100 });
  });

  test("a gap in the stream is closed by lines read from the log", () => {
    const view = reduce(lines(1, ["a"]), lines(4, ["d"]), lines(2, ["b", "c"]));
    const log = view.logs.get("1/1")!;
    expect([1, 2, 3, 4].map((line) => lineAt(log, line))).toEqual(["a", "b", "c", "d"]);
  });

  test("each attempt of each shard has its own", () => {
    const view = reduce(lines(1, ["s1a1"]), lines(1, ["s1a2"], 1, 2), lines(1, ["s2a1"], 2, 1));
    expect(["1/1", "1/2", "2/1"].map((key) => lineAt(view.logs.get(key as "1/1")!, 1))).toEqual([
      "s1a1",
      "s1a2",
      "s2a1",
    ]);
  });
});

describe("results and artifacts", () => {
  test("only the newest attempt of each shard counts", () => {
    const jobs = [
      aJob({ shard: 1, attempts: [anAttempt({ number: 1 }), anAttempt({ number: 2 })] }),
      aJob({ shard: 2, attempts: [anAttempt({ number: 1 })] }),
    ];
    const view = reduce(
      { event: "run", data: aRun({ jobs }) },
      results([0, 1], 1, 1),
      results([0], 1, 2),
      results([0, 1], 2, 1),
    );
    expect(currentResults(view).map(({ shard, attempt, index }) => [shard, attempt, index])).toEqual([
      [1, 2, 0],
      [2, 1, 0],
      [2, 1, 1],
    ]);
  });

  test("however the results are cut, doubled and reordered, each is there once and in order", () => {
    const batches = fc.array(fc.array(fc.nat(30), { maxLength: 8 }), { maxLength: 12 });
    fc.assert(
      fc.property(batches, (cut) => {
        const view = reduce({ event: "run", data: aRun() }, ...cut.map((indexes) => results(indexes)));
        const expected = [...new Set(cut.flat())].toSorted((a, b) => a - b);
        expect(currentResults(view).map((result) => result.index)).toEqual(expected);
      }),
    );
  });

  test("artifacts of newer attempts come first", () => {
    const view = reduce(
      { event: "artifacts", data: { shard: 1, attempt: 1, items: [anArtifact(0)] } },
      {
        event: "artifacts",
        data: { shard: 1, attempt: 2, items: [anArtifact(0, { attempt: 2 }), anArtifact(1, { attempt: 2 })] },
      },
    );
    expect(allArtifacts(view).map(({ attempt, index }) => [attempt, index])).toEqual([
      [2, 0],
      [2, 1],
      [1, 0],
    ]);
  });
});
