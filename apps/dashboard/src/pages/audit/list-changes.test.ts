import { expect, test } from "vitest";
import { listChanges } from "./list-changes.ts";

test("tells each field that was changed on a line of its own, inner ones by their path", () => {
  const before = { image: "a:1", variables: { A: "1", B: "2" }, labels: [] };
  const after = { image: "a:2", variables: { B: "3" }, labels: ["x", "y"], pinned: true };
  expect(listChanges(before, after)).toEqual([
    { path: "image", before: "a:1", after: "a:2" },
    { path: "variables.A", before: "1", after: null },
    { path: "variables.B", before: "2", after: "3" },
    { path: "labels", before: "none", after: "x, y" },
    { path: "pinned", before: null, after: "true" },
  ]);
});

test("what was made has nothing before, what was deleted nothing after, and nothing is no change", () => {
  expect(listChanges(null, { name: "" })).toEqual([{ path: "name", before: null, after: "empty" }]);
  expect(listChanges({ name: null }, null)).toEqual([{ path: "name", before: "none", after: null }]);
  expect(listChanges(null, null)).toEqual([]);
});
