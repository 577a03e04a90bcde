import fc from "fast-check";
import { expect, test } from "vitest";
import { announceSeed } from "../testing/seed.ts";
import { createStringShortener } from "./shorten-strings.ts";

const seed = announceSeed("shorten-strings.test.ts");
const mark = "…";

function shorten(json: string, maxChars: number, cuts: readonly number[] = []): string {
  const shortener = createStringShortener(maxChars, mark);
  const borders = [0, ...cuts.map((cut) => cut % (json.length + 1)).toSorted((a, b) => a - b), json.length];
  return borders
    .slice(1)
    .map((end, at) => shortener(json.slice(borders[at], end)))
    .join("");
}

/** Both values alike, with any string in the second being the beginning of the one in the first, and marked. */
function isShortened(whole: unknown, short: unknown, maxChars: number): boolean {
  if (typeof whole === "string" && typeof short === "string" && whole !== short) {
    return short.endsWith(mark) && whole.startsWith(short.slice(0, -1)) && JSON.stringify(whole).length > maxChars;
  }
  if (typeof whole !== "object" || whole === null || typeof short !== "object" || short === null)
    return Object.is(whole, short);
  const [a, b] = [Object.entries(whole), Object.entries(short)];
  return a.length === b.length && a.every(([, value], at) => isShortened(value, b[at]![1], maxChars));
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("\\", '"', "\\\\u0041", "\u0001".repeat(50), "plain words ".repeat(20)),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("any")),
    fc.object({ values: [text] }),
  ),
})).any;

test("JSON stays JSON of the same shape, with long strings cut, wherever the pieces end", () => {
  fc.assert(
    fc.property(
      value,
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      (given, maxChars, cuts) => {
        const json = JSON.stringify(given);
        const short = shorten(json, maxChars, cuts);
        expect(isShortened(JSON.parse(json), JSON.parse(short), maxChars)).toBe(true);
      },
    ),
    { seed, numRuns: 1000 },
  );
});

test("a long string is cut soon after the limit", () => {
  const short = shorten(JSON.stringify(["x".repeat(100_000), "short"]), 100, [50, 99, 101, 5000]);
  expect(JSON.parse(short)).toEqual([expect.stringMatching(/^x{100,120}…$/), "short"]);
});

test("escape sequences are never cut, even when there is nothing else", () => {
  const json = JSON.stringify("\u0001\n\\".repeat(1_000));
  expect(JSON.parse(shorten(json, 100, [33, 34, 35, 36]))).toBe("\u0001\n\\".repeat(1_000));
  expect(() => shorten(JSON.stringify("\u0001".repeat(300_000)), 100)).toThrow(/longer than is sensible/);
});
