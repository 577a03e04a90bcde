import { expect, test } from "vitest";
import { toCollectedPath, toReportPath } from "./report-path.ts";

test.each([
  ["/app/tests/a.js", "/app", "tests/a.js"],
  ["/app/tests/a.js", "/app/", "tests/a.js"],
  ["/application/a.js", "/app", "/application/a.js"],
  ["./tests/../a.js", undefined, "a.js"],
  ["file:///app/a%20b.js", "/app", "a b.js"],
  ["file:///app/100%.js", "/app", "100%.js"],
  ["C:\\work\\tests\\a.cs", "C:\\work", "tests/a.cs"],
  ["file:///C:/work/a.js", "C:/work", "a.js"],
  ["tests\\a.cs", undefined, "tests/a.cs"],
  ["tests/odd\\name.js", undefined, "tests/odd\\name.js"],
  ["", undefined, ""],
])("%s below %s is %s", (path, workingDirectory, expected) => {
  expect(toReportPath(path, workingDirectory)).toBe(expected);
});

test.each([
  ["shots/a.png", "test-results", "test-results/shots/a.png"],
  ["../shots/a.png", "test-results", "shots/a.png"],
  ["../../a.png", "test-results", null],
  ["/app/shots/a.png", "test-results", "shots/a.png"],
  ["/elsewhere/a.png", "", null],
  ["..a/b.png", "", "..a/b.png"],
  ["", "", null],
])("the file %s of a report in %j is collected as %s", (path, folder, expected) => {
  expect(toCollectedPath(path, folder, "/app")).toBe(expected);
});
