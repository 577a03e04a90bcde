import { expect, test } from "vitest";
import { createMemoryFile } from "./memory-file.ts";
import { readReports, type ReportNews } from "./read-reports.ts";
import type { ReportFile } from "./report-format.ts";
import { outline } from "./testing/read-all.ts";

const junit = (path: string, ...cases: string[]) =>
  createMemoryFile(path, `<testsuites><testsuite name="cart">${cases.join("")}</testsuite></testsuites>`);
const ctrf = (path: string, ...tests: object[]) =>
  createMemoryFile(path, JSON.stringify({ reportFormat: "CTRF", results: { tool: { name: "x" }, tests } }));
const tap = (path: string, ...lines: string[]) =>
  createMemoryFile(
    path,
    ["TAP version 14", "# Subtest: cart", ...lines.map((line) => `    ${line}`), "ok 1 - cart", "1..1", ""].join("\n"),
  );

async function read(...files: ReportFile[]) {
  const news: ReportNews[] = await Array.fromAsync(readReports(files));
  return {
    tests: news.flatMap((each) =>
      each.kind === "test" ? outline([each.test]).map((line) => `${each.path}: ${line}`) : [],
    ),
    reports: news.flatMap((each) =>
      each.kind === "report"
        ? [`${each.path} (${each.format}): ${each.tests} + ${each.repeated}, ${each.damage?.code ?? "fine"}`]
        : [],
    ),
  };
}

test("a test that two formats tell counts once, as the richer one tells it", async () => {
  const result = await read(
    junit(
      "junit.xml",
      '<testcase name="adds"/>',
      '<testcase name="breaks"><failure message="no"/></testcase>',
      '<testcase name="extra"/>',
    ),
    tap("results.tap", "ok 1 - adds", "not ok 2 - breaks"),
    ctrf(
      "ctrf.json",
      { suite: ["cart"], name: "adds", status: "passed" },
      { suite: ["cart"], name: "breaks", status: "failed" },
    ),
    createMemoryFile("notes.json", "{}"),
  );
  expect(result).toEqual({
    tests: ["ctrf.json: passed cart | adds", "ctrf.json: failed cart | breaks", "junit.xml: passed cart | extra"],
    reports: ["ctrf.json (ctrf): 2 + 0, fine", "junit.xml (junit): 1 + 2, fine", "results.tap (tap): 0 + 2, fine"],
  });
});

test("a failure is never hidden by a test of the same name that passed", async () => {
  const { tests } = await read(
    ctrf("ctrf.json", { suite: ["cart"], name: "adds", status: "passed" }),
    junit("junit.xml", '<testcase name="adds"><failure message="no"/></testcase>'),
  );
  expect(tests).toEqual(["ctrf.json: passed cart | adds", "junit.xml: failed cart | adds"]);
});

test("tests of different files are different; a file that is told from another folder is the same", async () => {
  const told = (filePath: string) => ctrf("ctrf.json", { suite: ["cart"], name: "adds", status: "passed", filePath });
  const xml = junit("junit.xml", '<testcase name="adds" file="cart.js"/>');
  expect((await read(told("tests/cart.js"), xml)).tests).toHaveLength(1);
  expect((await read(told("tests/a-cart.js"), xml)).tests).toHaveLength(2);
  expect((await read(told("tests/other.js"), xml)).tests).toHaveLength(2);
});

test("as often as a test was told, so often it is left out", async () => {
  const one = { suite: ["cart"], name: "adds", status: "passed" };
  const { reports } = await read(
    ctrf("ctrf.json", one, one),
    junit("junit.xml", ...Array<string>(3).fill('<testcase name="adds"/>')),
  );
  expect(reports).toEqual(["ctrf.json (ctrf): 2 + 0, fine", "junit.xml (junit): 1 + 2, fine"]);
});

test("reports of one format do not hide each other: they may be of two browsers", async () => {
  const { tests } = await read(
    junit("junit-chrome.xml", '<testcase name="adds"/>'),
    junit("junit-firefox.xml", '<testcase name="adds" time="1"/>'),
  );
  expect(tests).toEqual(["junit-chrome.xml: passed cart | adds", "junit-firefox.xml: passed cart | adds"]);
});

test("a copy of a report, to the byte, is not told again", async () => {
  const xml = '<testcase name="adds"/>';
  const { tests, reports } = await read(
    junit("junit.xml", xml),
    junit("test-results/junit.xml", xml),
    junit("other.xml", xml.replace("adds", "adda")),
  );
  expect(tests).toEqual(["junit.xml: passed cart | adds", "other.xml: passed cart | adda"]);
  expect(reports).toEqual([
    "junit.xml (junit): 1 + 0, fine",
    "test-results/junit.xml (junit): 0 + 0, fine",
    "other.xml (junit): 1 + 0, fine",
  ]);
});

test("a damaged report costs only its own rest", async () => {
  const { tests, reports } = await read(
    createMemoryFile("junit-1.xml", '<testsuite name="cart"><testcase name="a"/><testcase na'),
    createMemoryFile("junit-2.xml", "not XML at all"),
    junit("junit-3.xml", '<testcase name="b"/>'),
  );
  expect(tests).toEqual(["junit-1.xml: passed cart | a", "junit-3.xml: passed cart | b"]);
  expect(reports).toEqual([
    "junit-1.xml (junit): 1 + 0, truncated",
    "junit-2.xml (junit): 0 + 0, malformed",
    "junit-3.xml (junit): 1 + 0, fine",
  ]);
});

test("a file that cannot be read is not the report's fault", async () => {
  const file: ReportFile = {
    path: "junit.xml",
    sizeBytes: 10,
    // oxlint-disable-next-line require-yield -- it fails before it could
    async *open() {
      throw new TypeError("disk is gone");
    },
  };
  await expect(read(file)).rejects.toThrow("disk is gone");
});
