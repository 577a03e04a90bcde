import { expect, test } from "vitest";
import { imageSetOf, imageSets } from "./image-sets.ts";
import { anArtifact } from "./run.fixture.ts";

test("what Playwright names alike belongs together; without both sides there is nothing to compare", () => {
  const paths = [
    "r/a-expected.png",
    "r/a-diff.png",
    "r/a-actual.png",
    "r/b-actual.png",
    "r/c.png",
    "s/a_baseline.jpg",
    "s/a_received.jpg",
  ];
  expect(imageSets(paths, (path) => path)).toEqual([
    { name: "r/a", expected: "r/a-expected.png", actual: "r/a-actual.png", diff: "r/a-diff.png" },
    { name: "s/a", expected: "s/a_baseline.jpg", actual: "s/a_received.jpg", diff: null },
  ]);
});

test("an artifact's set is of its own attempt", () => {
  const all = [1, 2].flatMap((attempt) =>
    ["expected", "actual"].map((kind, index) => anArtifact(index, { attempt, path: `a-${kind}.png` })),
  );
  expect(imageSetOf(all[3]!, all)).toEqual({ name: "a", expected: all[2], actual: all[3], diff: null });
  expect(imageSetOf(anArtifact(9, { path: "plain.png" }), all)).toBeNull();
});
