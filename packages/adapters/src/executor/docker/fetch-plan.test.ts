import { expect, test } from "vitest";
import { type Change, fetchPlan } from "./fetch-plan.ts";

const added = (path: string): Change => ({ Path: path, Kind: 1 });
const changed = (path: string): Change => ({ Path: path, Kind: 0 });
const plan = (changes: Change[], wanted: RegExp) => fetchPlan(changes, "/app", (path) => wanted.test(path));

test("a directory that the command made comes as a whole", () => {
  const changes = [changed("/app"), added("/app/report"), added("/app/report/a"), added("/app/report/b")];
  expect(plan(changes, /^report/).paths).toEqual(["/app/report"]);
});

test("of one that was there before only what is new comes: the engine tells nothing of the rest of it", () => {
  const changes = [changed("/app"), changed("/app/out"), added("/app/out/a"), changed("/app/out/b")];
  expect(plan(changes, /^out\//).paths).toEqual(["/app/out/a", "/app/out/b"]);
});

test("a large directory is not fetched for a few files in it", () => {
  const many = Array.from({ length: 50 }, (_, i) => added(`/app/modules/m${i}.js`));
  const changes = [added("/app/modules"), ...many, added("/app/modules/deep"), added("/app/modules/deep/TEST-a.xml")];
  expect(plan(changes, /TEST-.*xml$/).paths).toEqual(["/app/modules/deep"]);
});

test("what was deleted, lies elsewhere or is not wanted is left", () => {
  const changes: Change[] = [
    { Path: "/app/gone.xml", Kind: 2 },
    added("/tmp/a.xml"),
    added("/apple/a.xml"),
    added("/app/a.txt"),
  ];
  expect(plan(changes, /xml$/)).toEqual({ paths: [], wanted: new Set() });
});
