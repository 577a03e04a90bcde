import { expect, test } from "vitest";
import { readVariables } from "./variables-text.ts";

test("a variable a line; its value may hold anything, also an equals sign", () => {
  expect(readVariables("A=1\n\n# a note\n  B = x=y \nEMPTY=\r\n")).toEqual({
    variables: { A: "1", B: " x=y", EMPTY: "" },
  });
  expect(readVariables("")).toEqual({ variables: {} });
});

test("what is no variable is told with its line or name", () => {
  expect(readVariables("A=1\nnonsense")).toEqual({ error: "“nonsense” has no “=”: write NAME=value." });
  expect(readVariables("1A=x")).toEqual({ error: expect.stringContaining("1A: A variable's name has letters") });
  expect(readVariables("CI=false")).toEqual({
    error: expect.stringContaining("CI: This variable is set by the center"),
  });
});
