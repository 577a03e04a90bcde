import fc from "fast-check";
import { expect, test } from "vitest";
import { splitScript } from "./split-script.ts";

const commands = (script: string) =>
  splitScript(script)
    .filter(({ isCommand }) => isCommand)
    .map(({ text }) => text);

test("a script is taken apart where the shell would", () => {
  expect(commands("tsc && jest || echo no; mocha | tee log & wait")).toEqual([
    "tsc",
    "jest",
    "echo no",
    "mocha",
    "tee log",
    "wait",
  ]);
});

test("what is quoted or escaped is not taken apart, nor are redirections", () => {
  expect(commands(`sh -c "a && b" 'c;d' e\\;f`)).toEqual([`sh -c "a && b" 'c;d' e\\;f`]);
  expect(commands("jest > log 2>&1 && echo ok")).toEqual(["jest > log 2>&1", "echo ok"]);
  expect(commands("jest &> log")).toEqual(["jest &> log"]);
});

test("the pieces make up the script again, whatever it is", () => {
  const script = fc.array(fc.constantFrom("a", " ", "&&", "&", "||", "|", ";", ">", "'", '"', "\\", "--test"));
  fc.assert(
    fc.property(script, (parts) => {
      const text = parts.join("");
      expect(
        splitScript(text)
          .map((piece) => piece.text)
          .join(""),
      ).toBe(text);
    }),
    { numRuns: 2_000 },
  );
});
