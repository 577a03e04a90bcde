import { expect, test } from "vitest";
import { groupsOf, hiddenLines, type LogMark, markTexts, readMark } from "./log-groups.ts";

const marksOf = (lines: readonly string[]): LogMark[] =>
  lines.flatMap((text, index) => {
    const mark = readMark(index + 1, text);
    return mark ? [mark] : [];
  });

test.each([
  ["::group::Install", "open", "Install"],
  ["::endgroup::", "close", "Group"],
  ["##[group]Run tests", "open", "Run tests"],
  ["2026-11-26T10:00:00.123Z ##[group]Run tests", "open", "Run tests"],
  ["##[endgroup]", "close", "Group"],
  ["section_start:1560896352:my_section\r\u001B[0K\u001B[1mHeader of it\u001B[0m", "open", "Header of it"],
  ["section_start:1560896352:my_section[collapsed=true]\r\u001B[0K", "open", "my_section"],
  ["section_end:1560896353:my_section\r\u001B[0K", "close", "my_section"],
])("%j is a mark", (text, kind, title) => {
  expect(readMark(7, text)).toMatchObject({ line: 7, kind, title });
  expect(markTexts.some((given) => text.includes(given))).toBe(true);
});

test.each(["a ::group:: in a sentence", "##[error]No", "section_start:now:x", ""])("%j is none", (text) => {
  expect(readMark(1, text)).toBeNull();
});

test("groups end where they are ended, also those in others", () => {
  const marks = marksOf(["::group::A", "", "::group::B", "", "::endgroup::", "::endgroup::", ""]);
  expect(groupsOf(marks)).toMatchObject([
    { head: 1, last: 6, title: "A", depth: 0 },
    { head: 3, last: 5, title: "B", depth: 1 },
  ]);
});

test("sections are ended by name, and an end without a beginning ends nothing", () => {
  const lines = [
    "section_start:1:a\r",
    "section_start:1:b\r",
    "section_end:1:a\r",
    "section_end:1:b\r",
    "section_end:1:c\r",
  ];
  expect(groupsOf(marksOf(lines))).toMatchObject([
    { head: 1, last: 3 },
    { head: 2, last: 4 },
  ]);
});

test("a group that is never ended lasts until the next, the last one to the end of the log", () => {
  expect(groupsOf(marksOf(["::group::A", "", "::group::B", ""]))).toMatchObject([
    { head: 1, last: 2 },
    { head: 3, last: null },
  ]);
});

test("what closed groups hide is told in order and without overlap", () => {
  const groups = groupsOf(
    marksOf(["::group::A", "", "::group::B", "", "::endgroup::", "::endgroup::", "", "::group::C", "", ""]),
  );
  const closed = (...heads: number[]) => hiddenLines(groups, ({ head }) => heads.includes(head), 10);
  expect(closed()).toEqual([]);
  expect(closed(3)).toEqual([{ first: 4, last: 5 }]);
  expect(closed(1, 3)).toEqual([{ first: 2, last: 6 }]);
  expect(closed(3, 8)).toEqual([
    { first: 4, last: 5 },
    { first: 9, last: 10 },
  ]);
});
