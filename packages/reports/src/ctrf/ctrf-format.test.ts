import { describe, expect, test } from "vitest";
import { createMemoryFile } from "../memory-file.ts";
import { outline, readAll, readText } from "../testing/read-all.ts";

const report = (...tests: object[]) =>
  JSON.stringify({ reportFormat: "CTRF", specVersion: "0.0.0", results: { tool: { name: "x" }, summary: {}, tests } });
const readOne = async (one: object) =>
  (await readText("ctrf.json", report({ name: "a", ...one }), { workingDirectory: "/app" }))[0]!;

describe("a test", () => {
  test("keeps everything the format tells", async () => {
    expect(
      await readOne({
        name: "adds",
        status: "failed",
        duration: 12,
        suite: ["cart", "inner"],
        filePath: "/app/tests/cart.test.js",
        line: 7,
        message: "\u001b[31mno\u001b[39m",
        trace: "no\n    at x",
        snippet: "> 7 | expect",
        retries: 2,
        attachments: [
          { name: "shot", contentType: "image/png", path: "/app/shots/a.png" },
          { name: "elsewhere", contentType: "text/plain", path: "/other/b.txt" },
        ],
      }),
    ).toEqual({
      name: "adds",
      suitePath: ["cart", "inner"],
      file: "tests/cart.test.js",
      line: 7,
      status: "failed",
      flaky: false,
      durationMs: 12,
      message: "no",
      stack: "    at x\n\n> 7 | expect",
      retries: 2,
      attachments: [
        { name: "shot", path: "shots/a.png", contentType: "image/png" },
        { name: "elsewhere", path: null, contentType: "text/plain" },
      ],
    });
  });

  test.each([
    [
      { suite: "cart.test.js > cart > inner", name: "cart inner adds", filePath: "/app/cart.test.js" },
      ["cart", "inner"],
      "adds",
    ],
    [
      { suite: "chromium > shop.spec.js > cart", name: "adds", filePath: "/app/tests/shop.spec.js" },
      ["chromium", "cart"],
      "adds",
    ],
    [{ suite: ["cart"], name: "cart > adds" }, ["cart"], "adds"],
    [{ suite: "cart", name: "cartwheel" }, ["cart"], "cartwheel"],
    [{ suite: "cart", name: "cart" }, ["cart"], "cart"],
    [{ name: "adds" }, [], "adds"],
  ])("%j stands in its groups, which its name does not repeat", async (given, suitePath, name) => {
    expect(await readOne({ status: "passed", ...given })).toMatchObject({ suitePath, name });
  });

  test.each([
    ["passed", undefined, "passed"],
    ["failed", undefined, "failed"],
    ["skipped", undefined, "skipped"],
    ["pending", undefined, "skipped"],
    ["other", "todo", "skipped"],
    ["other", "timedOut", "failed"],
    ["other", "interrupted", "failed"],
    [undefined, undefined, "skipped"],
  ])("status %s (of the tool: %s) is %s", async (status, rawStatus, expected) => {
    expect(await readOne({ status, rawStatus })).toMatchObject({ status: expected });
  });

  test("that is flaky says why it failed before it passed", async () => {
    const tries = [{ status: "failed", message: "first", trace: "at x" }];
    expect(await readOne({ status: "passed", flaky: true, retryAttempts: tries })).toMatchObject({
      status: "passed",
      flaky: true,
      retries: 1,
      message: "first",
      stack: "at x",
      tries: [
        { status: "failed", message: "first" },
        { status: "passed", message: null },
      ],
    });
  });

  test("of unexpected types loses what cannot be read, and nothing else", async () => {
    const odd = {
      name: "a",
      status: "passed",
      duration: "12",
      suite: 7,
      filePath: null,
      line: "x",
      attachments: "none",
      retries: -1,
    };
    expect(await readText("ctrf.json", report(odd, { name: "b", status: "passed" }))).toMatchObject([
      { name: "a", durationMs: null, suitePath: [], file: null, line: null, attachments: [], retries: 0 },
      { name: "b" },
    ]);
    expect(outline(await readText("ctrf.json", report([], {})))).toEqual(["skipped (unnamed)", "skipped (unnamed)"]);
  });
});

test("the tests may come before what describes them, and beside whatever else is in the file", async () => {
  const content = JSON.stringify({
    results: {
      tests: [{ name: "a", status: "passed" }],
      environment: { tests: [{ name: "not a test" }] },
      tool: { name: "x" },
    },
    tests: [{ name: "not one either" }],
    reportFormat: "CTRF",
  });
  expect(outline(await readText("ctrf-report.json", content))).toEqual(["passed a"]);
});

test.each([
  ["half a file", report({ name: "a", status: "passed" }).slice(0, -3), "truncated", 1],
  ["an empty file", "", "truncated", 0],
  ["text", "Error: no", "malformed", 0],
  ["two documents", report({ name: "a" }) + report({ name: "b" }), "malformed", 1],
  ["a comma too many", report({ name: "a" }).replace("]", ",]"), "malformed", 1],
  ["endless nesting", `{"results":{"tests":[${"[".repeat(100_000)}`, "too_deep", 0],
  ["an endless word", `{"results":${"1".repeat(10_000)}`, "malformed", 0],
])("%s ends with the right word for it", async (_what, content, code, count) => {
  const { format, tests, end } = await readAll(createMemoryFile("ctrf.json", content));
  expect([format, end, tests.length]).toEqual(["ctrf", code, count]);
});

test("a name that tampers with prototypes is only a name", async () => {
  const content = `{"reportFormat":"CTRF","results":{"tests":[{"__proto__":{"status":"failed"},"name":"a","status":"passed"}]}}`;
  expect(outline(await readText("ctrf.json", content))).toEqual(["passed a"]);
});
