import { expect, test } from "vitest";
import { addBytes, addLines, demandSame, emptyTally } from "./line-tally.ts";

const written = addBytes(emptyTally, Buffer.from("one\ntwo\nthree\n"));

test("the same lines tally alike, however they are cut", () => {
  const viewed = addLines(addLines(emptyTally, { firstLine: 1, text: "one\n" }), {
    firstLine: 2,
    text: "two\nthree\n",
  });
  expect(viewed).toEqual(written);
  demandSame(written, { "were viewed": viewed });
});

test("a lost, a changed and a reordered line are found", () => {
  const lost = addBytes(emptyTally, Buffer.from("one\nthree\n"));
  const changed = addBytes(emptyTally, Buffer.from("one\ntwo\nthre3\n"));
  const reordered = addBytes(emptyTally, Buffer.from("one\nthree\ntwo\n"));
  expect(() => demandSame(written, { "were viewed": lost })).toThrow("Of 3 lines written, 2 lines were viewed");
  expect(() => demandSame(written, { "was viewed": changed })).toThrow("other text was viewed");
  expect(() => demandSame(written, { "was stored": reordered })).toThrow("other text was stored");
});

test("a gap and a double are found when they come", () => {
  const one = addLines(emptyTally, { firstLine: 1, text: "one\n" });
  expect(() => addLines(one, { firstLine: 3, text: "three\n" })).toThrow("Line 3 came after line 1");
  expect(() => addLines(one, { firstLine: 1, text: "one\n" })).toThrow("Line 1 came after line 1");
});
