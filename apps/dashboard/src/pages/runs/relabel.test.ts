import { expect, test } from "vitest";
import { changesBack, relabelled } from "./relabel.ts";

const run = (id: string, ...labels: string[]) => ({ id, labels });

test("a change of labels is taken back from each run as it had them, in as few changes as there are kinds of runs", () => {
  const runs = [run("a"), run("b", "old"), run("c", "release", "old"), run("d", "old"), run("e", "release")];
  const change = { add: ["release"], remove: ["old"] };
  const back = changesBack(runs, change);
  expect(back.map(({ runs: some, ...rest }) => ({ ...rest, runs: some.map(({ id }) => id) }))).toEqual([
    { runs: ["a"], add: [], remove: ["release"] },
    { runs: ["b", "d"], add: ["old"], remove: ["release"] },
    { runs: ["c"], add: ["old"], remove: [] },
  ]);
  for (const { labels, id } of runs) {
    const mine = back.find(({ runs: some }) => some.some((one) => one.id === id)) ?? { add: [], remove: [] };
    expect(relabelled(relabelled(labels, change), mine).toSorted()).toEqual(labels.toSorted());
  }
});

test("what is both put on and taken from a run ends without it, and back is as it was", () => {
  const change = { add: ["x"], remove: ["x"] };
  expect(changesBack([run("a"), run("b", "x")], change)).toEqual([{ runs: [run("b", "x")], add: ["x"], remove: [] }]);
});
