import { expect, test } from "vitest";
import { belowWorkingDirectory, testKey } from "./records.ts";

const named = (directory: string) => ({
  name: "adds",
  suitePath: [`${directory}/cart.test.js`, "cart"],
  file: `file://${directory}/cart.test.js`,
});

test("a test is the same one in whichever sandbox it ran", () => {
  const keys = ["/scratch/a/work", "/scratch/b/work/"].map((directory) =>
    testKey(belowWorkingDirectory(named(directory.replace(/\/$/, "")), directory)),
  );
  expect(keys[0]).toBe(keys[1]);
  expect(keys[0]).toBe(JSON.stringify(["cart.test.js", "cart.test.js", "cart", "adds"]));
});

test("a file outside the working directory keeps its name", () => {
  const outside = { name: "adds", suitePath: [], file: "/usr/lib/x.js" };
  expect(belowWorkingDirectory(outside, "/app")).toEqual(outside);
  expect(belowWorkingDirectory({ ...outside, file: "/application/x.js" }, "/app").file).toBe("/application/x.js");
});
