import { expect, test } from "vitest";
import { diffTexts } from "./text-diff.ts";

const shown = (expected: string, actual: string) =>
  diffTexts(expected, actual).map((line) =>
    line === null
      ? "…"
      : `${{ same: " ", expected: "-", actual: "+" }[line.kind]}${line.parts.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join("")}`,
  );

test("lines that took each other's place show what differs in them", () => {
  expect(shown("a\nsum: 900 EUR\nz", "a\nsum: 899 EUR\nz")).toEqual([" a", "-sum: [900] EUR", "+sum: [899] EUR", " z"]);
});

test("lines that are only in one are whole", () => {
  expect(shown("a\nb", "a")).toEqual([" a", "-b"]);
  expect(shown("a", "a\nb\nc")).toEqual([" a", "+b", "+c"]);
});

test("what is alike far from what differs is left out", () => {
  const same = Array.from({ length: 20 }, (_, index) => `line ${index}`).join("\n");
  expect(shown(`${same}\nx`, `${same}\ny`)).toEqual(["…", " line 17", " line 18", " line 19", "-[x]", "+[y]"]);
  expect(diffTexts(same, same)).toEqual([null]);
});
