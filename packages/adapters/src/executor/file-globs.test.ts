import { expect, test } from "vitest";
import { fileGlobs } from "./file-globs.ts";

test.each([
  ["junit*.xml", "junit-1.xml", true],
  ["junit*.xml", "sub/junit.xml", false],
  ["**/TEST-*.xml", "TEST-a.xml", true],
  ["**/TEST-*.xml", "target/surefire-reports/TEST-a.xml", true],
  ["playwright-report/", "playwright-report/data/trace.zip", true],
  ["playwright-report", "playwright-report/index.html", true],
  ["playwright-report", "playwright-reports/index.html", false],
  ["./out/*.log", "out/a.log", true],
  ["out/**", "out/.hidden/file", true],
  ["*", ".env", true],
  ["{a,b}/*.txt", "b/x.txt", true],
])("%s means %s: %s", (glob, path, expected) => {
  expect(fileGlobs([glob]).matches(path)).toBe(expected);
});

test("only directories that can hold something are reached", () => {
  const globs = fileGlobs(["target/reports/*.xml", "coverage/"]);
  expect(
    ["", "target", "target/reports", "coverage/deep", "node_modules", "target/classes"].filter(globs.reaches),
  ).toEqual(["", "target", "target/reports", "coverage/deep"]);
  expect(fileGlobs(["**/*.xml"]).reaches("any/where")).toBe(true);
  expect(fileGlobs(["{a,b}/*.xml"]).reaches("b")).toBe(true);
});

test("no globs mean no files", () => {
  expect(fileGlobs([]).matches("a")).toBe(false);
  expect(fileGlobs([]).reaches("a")).toBe(false);
});
