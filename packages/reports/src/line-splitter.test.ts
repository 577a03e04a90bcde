import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineSplitter } from "./line-splitter.ts";
import { announceSeed } from "./testing/seed.ts";

const seed = announceSeed("line-splitter.test.ts");

test("lines are those of the whole text, however it arrives, and each is within the limit", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r\n", "long ".repeat(5)), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(400), { maxLength: 10 }), (whole, cuts) => {
      const told: string[] = [];
      const splitter = createLineSplitter(20, (line, isFinished) => told.push(isFinished ? `${line}⏎` : line));
      const borders = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
      for (const [at, start] of borders.entries())
        splitter.write(whole.slice(start, Math.max(start, borders[at + 1] ?? 0)));
      splitter.end();
      const lines = whole.split(/(?<=\n)/).filter((line) => line !== "");
      expect(told).toEqual(
        lines.map((line) =>
          line.endsWith("\n") ? `${line.slice(0, -1).slice(0, 20).replace(/\r$/, "")}⏎` : line.slice(0, 20),
        ),
      );
    }),
    { seed, numRuns: 500 },
  );
});
