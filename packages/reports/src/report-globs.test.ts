import { matchesGlob } from "node:path";
import { expect, test } from "vitest";
import { artifactGlobs, ignoredGlobs, reportGlobs } from "./report-globs.ts";

const isIn = (globs: readonly string[], path: string) => globs.some((glob) => matchesGlob(path, glob));

test.each([
  "junit.xml",
  "junit-chrome.xml",
  "target/surefire-reports/TEST-com.acme.CalcTest.xml",
  "app/build/test-results/test/TEST-com.acme.CalcTest.xml",
  "TEST-all.xml",
  "ctrf-report.json",
  "ctrf/ctrf-report.json",
  "results.json",
  "test-results.xml",
  "test-results/junit.xml",
  "test-results/deep/down/results.json",
  "go-test.json",
  "results.tap",
  "pytest-report/junit.xml",
  "playwright-report/results.json",
])("%s is tried as a report, and kept", (path) => {
  expect([isIn(reportGlobs, path), isIn(artifactGlobs, path)]).toEqual([true, true]);
});

test.each([
  "playwright-report/index.html",
  "playwright-report/data/abc.png",
  "pytest-report/report.html",
  "mochawesome-report/mochawesome.html",
  "allure-results/abc-result.json",
  "allure-report/index.html",
  "test-results/shop/trace.zip",
  "coverage/lcov-report/index.html",
])("%s is kept", (path) => {
  expect(isIn(artifactGlobs, path)).toBe(true);
});

test.each(["package.json", "src/index.ts", "pom.xml", "tests/data/results.json", "node_modules/a/junit.xml"])(
  "%s is neither",
  (path) => {
    expect(isIn(artifactGlobs, path) && !isIn(ignoredGlobs, path)).toBe(false);
  },
);
