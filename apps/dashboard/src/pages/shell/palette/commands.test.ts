import { expect, test } from "vitest";
import { numberMeant } from "./commands.ts";

test.each([
  ["#12", 12],
  [" 7 ", 7],
  ["run 42", 42],
  ["Run #42", 42],
  ["e2e 42", null],
  ["#", null],
  ["", null],
])("%j asks for the run of number %j", (text, number) => {
  expect(numberMeant(text)).toBe(number);
});
