import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLineSplitter, dropLines, longestLineBytes } from "./lines.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`lines.test seed ${seed}`);

function split(pieces: Uint8Array[]) {
  const splitter = createLineSplitter();
  const all = [...pieces.map((piece) => splitter.push(piece)), splitter.end()];
  return { text: all.map(({ text }) => text).join(""), lines: all.reduce((sum, { lines }) => sum + lines, 0) };
}

describe("cutting a stream into lines", () => {
  test("lines are the same however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.array(fc.nat(400)),
        fc.constantFrom(10, 0xc3, 13),
        (bytes, cuts, often) => {
          const buffer = Buffer.from(bytes.map((byte) => (byte % 3 === 0 ? often : byte)));
          const ends = [...cuts.filter((cut) => cut < buffer.length), buffer.length].toSorted((a, b) => a - b);
          const pieces = ends.map((end, index) => buffer.subarray(ends[index - 1] ?? 0, end));
          expect(split(pieces)).toEqual(split([buffer]));
        },
      ),
      { seed, numRuns: 500 },
    );
  });

  test("what stands after the last newline becomes the last line", () => {
    expect(split([Buffer.from("a\nb")])).toEqual({ text: "a\nb\n", lines: 2 });
    expect(split([Buffer.from("a\n")])).toEqual({ text: "a\n", lines: 1 });
    expect(split([])).toEqual({ text: "", lines: 0 });
  });

  test("a line longer than 64 KiB is continued on the next, at a character's border, and told once", () => {
    let told = 0;
    const splitter = createLineSplitter(() => told++);
    const long = "ä".repeat(longestLineBytes);
    const parts = [splitter.push(Buffer.from(`x${long}\nshort\n`)), splitter.end()];
    const lines = parts
      .map(({ text }) => text)
      .join("")
      .split("\n");
    expect(lines.slice(0, 3).join("")).toBe(`x${long}`);
    expect(lines.slice(3)).toEqual(["short", ""]);
    expect(told).toBe(1);
  });

  test("a line of 50 MB without a newline is passed on in bounded pieces", () => {
    const splitter = createLineSplitter();
    const piece = Buffer.alloc(1 << 20, "x");
    let lines = 0;
    for (let i = 0; i < 50; i++) lines += splitter.push(piece).lines;
    expect(lines + splitter.end().lines).toBe(800);
  });

  test("bytes that are not UTF-8 are replaced, and the line stays", () => {
    expect(split([Buffer.from([0x61, 0xff, 0x62, 10])])).toEqual({ text: "a\uFFFDb\n", lines: 1 });
  });

  test("dropping lines leaves the others as they are", () => {
    expect(dropLines({ text: "a\nb\nc\n", lines: 3 }, 2)).toEqual({ text: "c\n", lines: 1 });
    expect(dropLines({ text: "a\n", lines: 1 }, 5)).toEqual({ text: "", lines: 0 });
  });
});
