import { describe, expect, test } from "vitest";
import { createMemoryFile } from "../memory-file.ts";
import { outline, readAll, readText } from "../testing/read-all.ts";

const read = (...lines: string[]) => readText("a.tap", `TAP version 13\n${lines.join("\n")}\n`);

describe("a test point", () => {
  test.each([
    ["ok 1 - adds", "passed adds", null],
    ["not ok 1 - adds", "failed adds", null],
    ["ok", "passed (unnamed)", null],
    ["ok adds without number or dash", "passed adds without number or dash", null],
    ["ok 1 - later # SKIP no network", "skipped later", "no network"],
    ["ok 1 - later # skipped: no network", "skipped later", "no network"],
    ["ok 1 # SKIP", "skipped (unnamed)", null],
    ["not ok 1 - later # TODO not yet", "skipped later", "not yet"],
    ["ok 1 - costs \\#1 and a \\\\ # SKIP as \\# it is", "skipped costs #1 and a \\", "as # it is"],
    ["ok 1 - issue #12", "passed issue #12", null],
    ["ok 1 - about #skipping", "passed about #skipping", null],
  ])("%s", async (line, expected, message) => {
    const tests = await read(line, "1..1");
    expect([outline(tests), tests[0]!.message]).toEqual([[expected], message]);
  });

  test("may tell its duration in the line, or below it", async () => {
    const tests = await read(
      "ok 1 - a # time=12.5ms",
      "ok 2 - b # time=2s",
      "ok 3 - c",
      "  ---",
      "  duration_ms: 0.25",
      "  ...",
      "1..3",
    );
    expect(tests.map((each) => each.durationMs)).toEqual([12.5, 2000, 0.25]);
  });

  test("what else was printed is passed over", async () => {
    const tests = await read(
      "okay then",
      "",
      "ok 1 - a",
      "not okay",
      "# comment",
      "  ok 9 - indented like nothing",
      "1..1 # done",
      "pragma +strict",
    );
    expect(outline(tests)).toEqual(["passed a"]);
  });
});

describe("why a test failed", () => {
  test("node:test's block tells message, stack and duration", async () => {
    const [found] = await read(
      "not ok 1 - adds",
      "  ---",
      "  duration_ms: 0.7",
      "  type: 'test'",
      "  location: '/app/a.test.js:3:1'",
      "  error: |-",
      "    '\\x1B[31mExpected\\x1B[39m values:",
      "    ",
      "    1 !== 2",
      "  code: 'ERR_ASSERTION'",
      "  stack: |-",
      "    at one (a.js:1:1)",
      "    at two (a.js:2:1)",
      "  ...",
      "1..1",
    );
    expect(found).toMatchObject({
      message: "'Expected values:\n\n1 !== 2",
      stack: "at one (a.js:1:1)\nat two (a.js:2:1)",
      durationMs: 0.7,
      // Known only of tests that fail, it would make them other tests.
      file: null,
    });
  });

  test("a block without a message tells the values compared", async () => {
    const [found] = await read(
      "not ok 1 - eq",
      "  ---",
      "    operator: equal",
      "    expected: 2",
      "    actual:   1",
      "  ...",
      "1..1",
    );
    expect(found).toMatchObject({ message: "operator: equal\nexpected: 2\nactual: 1", stack: null });
  });

  test("a block that is not YAML is told as it is; so is one that is a trap", async () => {
    const [odd, bomb] = await read(
      "not ok 1 - a",
      "  ---",
      "  : : [",
      "  - } what",
      "  ...",
      "not ok 2 - b",
      "  ---",
      "  error: *nine",
      `  a: &a [${"x,".repeat(9)}]`,
      ...Array.from({ length: 9 }, (_, at) => `  b${at}: &b${at} [${`*${at === 0 ? "a" : `b${at - 1}`},`.repeat(9)}]`),
      "  ...",
      "1..2",
    );
    expect(odd!.message).toContain("what");
    expect(bomb!.message).toContain("*nine");
  });

  test("comments below the point are the message where there is no block (Perl, Bats)", async () => {
    const tests = await read(
      "not ok 1 adds",
      "# (in test file a.bats, line 3)",
      "#   `false' failed",
      "ok 2 more",
      "# not about it",
      "1..2",
    );
    expect(tests.map((each) => each.message)).toEqual(["(in test file a.bats, line 3)\n  `false' failed", null]);
  });
});

describe("subtests", () => {
  test.each([
    [
      "node:test: the title comes at the depth of the point",
      ["# Subtest: cart", "    # Subtest: adds", "    ok 1 - adds", "    1..1", "ok 1 - cart"],
    ],
    [
      "Perl: the title comes at the depth of the subtests",
      ["    # Subtest: cart", "    ok 1 - adds", "    1..1", "ok 1 - cart"],
    ],
    ["bare: the title comes last", ["    ok 1 - adds", "    1..1", "ok 1 - cart"]],
    ["in braces: the point comes first", ["ok 1 - cart {", "    ok 1 - adds", "    1..1", "}"]],
  ])("%s", async (_kind, lines) => {
    expect(outline(await read(...lines, "1..1"))).toEqual(["passed cart | adds"]);
  });

  test("of subtests stand in all of their groups, in every way of telling them", async () => {
    const inner = [
      "        ok 1 - deep",
      "        1..1",
      "    ok 1 - inner",
      "    ok 2 - flat",
      "    1..2",
      "ok 1 - outer",
    ];
    const expected = ["passed outer | inner | deep", "passed outer | flat"];
    expect(outline(await read(...inner, "1..1"))).toEqual(expected);
    expect(outline(await read("# Subtest: outer", "    # Subtest: inner", ...inner, "1..1"))).toEqual(expected);
    expect(outline(await read("    # Subtest: outer", "        # Subtest: inner", ...inner, "1..1"))).toEqual(expected);
  });

  test("a group is a test only when it failed on its own", async () => {
    const tests = await read(
      "    ok 1 - fine",
      "    1..1",
      "not ok 1 - own failure",
      "  ---",
      "  error: 'in a hook'",
      "  ...",
      "    not ok 1 - bad",
      "    1..1",
      "not ok 2 - a subtest failed",
      "ok 3 - empty suite",
      "  ---",
      "  type: 'suite'",
      "  ...",
      "ok 4 - skipped suite # SKIP",
      "  ---",
      "  type: 'suite'",
      "  ...",
      "1..4",
    );
    expect(outline(tests)).toEqual([
      "passed own failure | fine",
      "failed own failure",
      "failed a subtest failed | bad",
      "skipped skipped suite",
    ]);
    expect(tests[1]!.message).toBe("in a hook");
  });
});

describe("the end", () => {
  test("nothing planned, nothing told", async () => {
    expect(await read("1..0 # SKIP nothing to do here")).toEqual([]);
  });

  test("bailing out is a failure", async () => {
    expect(await read("1..5", "ok 1 - a", "Bail out! Database is gone.")).toMatchObject([
      { name: "a" },
      { name: "Bail out!", status: "failed", message: "Database is gone." },
    ]);
  });

  test.each([
    ["fewer tests than planned", "1..3\nok 1 - a\nok 2 - b\n", 1],
    ["no plan", "ok 1 - a\nok 2 - b\nok 3 - c\n", 2],
    ["a title that may be cut", "1..2\nok 1 - a\nnot ok 2 - bre", 0],
    ["a failure whose block is cut", "1..2\nok 1 - a\nnot ok 2 - b\n  ---\n  error: 'no'\n", 2],
  ])("%s: the report was cut off", async (_what, content, count) => {
    const { tests, end } = await readAll(createMemoryFile("a.tap", `TAP version 14\n${content}`));
    // Without what may follow it, the last point that passed could be a group: it is not told.
    expect([end, tests.length]).toEqual(["truncated", count]);
  });

  test("subtests nested without end are refused", async () => {
    const { end } = await readAll(createMemoryFile("a.tap", `TAP version 14\n${" ".repeat(4 * 201)}ok 1 - a\n`));
    expect(end).toBe("too_deep");
  });
});

test("a stream without version is TAP by the name of its file only, and then tried whatever it holds", async () => {
  expect(await readAll(createMemoryFile("a.tap", ""))).toMatchObject({ format: "tap", end: "truncated" });
  expect((await readAll(createMemoryFile("a.tap", "1..1\nok 1 - a\n"))).format).toBe("tap");
  expect((await readAll(createMemoryFile("a.txt", "1..1\nok 1 - a\n"))).format).toBeNull();
});
