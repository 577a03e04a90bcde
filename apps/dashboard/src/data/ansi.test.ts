import { describe, expect, test } from "vitest";
import { plainText, readAnsi } from "./ansi.ts";

const one = (line: string) => readAnsi([line])[0];

describe("readAnsi", () => {
  test("a line without colours is one plain span", () => {
    expect(one("hello")).toEqual([{ text: "hello" }]);
    expect(one("")).toEqual([]);
  });

  test("the sixteen colours are names, so that each theme can choose its own", () => {
    expect(one("\x1b[31mred\x1b[39m \x1b[92;44mbright\x1b[0m")).toEqual([
      { text: "red", color: "red" },
      { text: " " },
      { text: "bright", color: "bright-green", background: "blue" },
    ]);
  });

  test("colours of the palette and true colours are exact", () => {
    expect(one("\x1b[38;5;208morange")).toEqual([{ text: "orange", color: "255 135 0" }]);
    expect(one("\x1b[38;5;9mlow")).toEqual([{ text: "low", color: "bright-red" }]);
    expect(one("\x1b[38;5;244mgrey")).toEqual([{ text: "grey", color: "128 128 128" }]);
    expect(one("\x1b[48;2;1;2;3mdeep")).toEqual([{ text: "deep", background: "1 2 3" }]);
    expect(one("\x1b[38:5:208mcolons")).toEqual([{ text: "colons", color: "255 135 0" }]);
  });

  test("bold, dim, italic, underline and strikethrough come and go one by one", () => {
    expect(one("\x1b[1mb\x1b[4mbu\x1b[22mu\x1b[24;9ms\x1b[29;2;3md")).toEqual([
      { text: "b", isBold: true },
      { text: "bu", isBold: true, lines: "underline" },
      { text: "u", lines: "underline" },
      { text: "s", lines: "line-through" },
      { text: "d", isDim: true, isItalic: true },
    ]);
  });

  test("reversed text swaps its colours", () => {
    expect(one("\x1b[7mlabel\x1b[27m \x1b[31;7mred\x1b[0m")).toEqual([
      { text: "label", color: "canvas", background: "text" },
      { text: " " },
      { text: "red", color: "canvas", background: "red" },
    ]);
  });

  test("the short reset resets", () => {
    expect(one("\x1b[31mred\x1b[mplain")).toEqual([{ text: "red", color: "red" }, { text: "plain" }]);
  });

  test("a colour holds in the lines that follow, until it is reset", () => {
    expect(readAnsi(["\x1b[31ma", "b\x1b[0m", "c"])).toEqual([
      [{ text: "a", color: "red" }],
      [{ text: "b", color: "red" }],
      [{ text: "c" }],
    ]);
  });

  test("a colour set before the first line holds in it, unless it was reset since", () => {
    expect(readAnsi(["a"], "\x1b[31mearlier\n")).toEqual([[{ text: "a", color: "red" }]]);
    expect(readAnsi(["a"], "\x1b[31mearlier\x1b[0m\n\x1b[1m")).toEqual([[{ text: "a", isBold: true }]]);
  });

  test("cursor moves, titles and hyperlinks are not shown", () => {
    expect(one("\x1b[2K\x1b[1Gdone \x1b]8;;https://a.example\x07link\x1b]8;;\x07 \x1b]0;title\x1b\\\x1b(Bok")).toEqual([
      { text: "done link ok" },
    ]);
  });

  test("a progress bar shows what it wrote last", () => {
    expect(one("10%\r50%\r100%\r")).toEqual([{ text: "100%" }]);
  });

  test("an escape that is cut off does not swallow the line", () => {
    expect(one("ok \x1b[")).toEqual([{ text: "ok [" }]);
    expect(one("a\x1b")).toEqual([{ text: "a" }]);
  });
});

test("plain text keeps its lines, so that a match is found on the line it is shown on", () => {
  const text = "\x1b]0;cut off title\nred\x1b[31m fox\x1b[0m\n";
  expect(plainText(text)).toBe("\nred fox\n");
  expect(plainText("nothing here")).toBe("nothing here");
});
