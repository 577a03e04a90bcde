import { expect, test } from "vitest";
import { requirementOf, requirementsMetBy } from "./worker-labels.ts";

test("a worker meets the requirements that ask for some of its labels, in whatever order they are named", () => {
  const met = requirementsMetBy(["linux", "gpu", "arm64"]);
  expect(met).toHaveLength(8);
  expect(met).toContain(null);
  expect(met).toContain(requirementOf(["gpu", "arm64", "gpu"]));
  expect(met).toContain(requirementOf(["linux", "arm64", "gpu"]));
  expect(met).not.toContain(requirementOf(["gpu", "windows"]));
});

test("a worker without labels takes what asks for none", () => {
  expect(requirementsMetBy([])).toEqual([null]);
  expect(requirementOf([])).toBeNull();
});
