import { describe, expect, test } from "vitest";
import { createMemoryFile } from "../memory-file.ts";
import { outline, readAll, readText } from "../testing/read-all.ts";
import type { GoEvent } from "./read-packages.ts";

const Package = "example.com/shop";
const lines = (...events: GoEvent[]) => events.map((event) => `${JSON.stringify(event)}\n`).join("");
const read = (...events: GoEvent[]) => readText("go-test.json", lines(...events), { workingDirectory: "/app" });

/** A test as `go test -json` tells it. */
function ran(Test: string, Action: "pass" | "fail" | "skip", ...output: string[]): GoEvent[] {
  const printed = [`=== RUN   ${Test}\n`, ...output, `--- ${Action.toUpperCase()}: ${Test} (0.25s)\n`];
  return [
    { Action: "run", Package, Test },
    ...printed.map((Output) => ({ Action: "output", Package, Test, Output })),
    { Action, Package, Test, Elapsed: 0.25 },
  ];
}
const start: GoEvent = { Action: "start", Package };
const ended = (Action: "pass" | "fail" | "skip", ...output: string[]): GoEvent[] => [
  ...output.map((Output) => ({ Action: "output", Package, Output })),
  { Action, Package, Elapsed: 1 },
];

test("what a test printed is why it failed or was skipped, without what go adds", async () => {
  const tests = await read(
    start,
    ...ran("TestAdds", "pass", "    cart_test.go:3: fine\n"),
    ...ran("TestBreaks", "fail", "    cart_test.go:4: got 1\n", "        want 2\n"),
    ...ran("TestLater", "skip", "    cart_test.go:5: no network\n"),
    ...ended("fail", "FAIL\n"),
  );
  expect(tests).toMatchObject([
    { name: "TestAdds", suitePath: [Package], status: "passed", durationMs: 250, message: null },
    { name: "TestBreaks", status: "failed", message: "cart_test.go:4: got 1\n    want 2", stack: null },
    { name: "TestLater", status: "skipped", message: "cart_test.go:5: no network" },
  ]);
});

test("a panic is told apart from its goroutines", async () => {
  const [found] = await read(
    ...ran("TestPanics", "fail", "panic: no [recovered]\n", "\n", "goroutine 7 [running]:\n", "main.f()\n"),
    ...ended("fail"),
  );
  expect(found).toMatchObject({
    message: "panic: no [recovered]",
    stack: expect.stringMatching(/^goroutine 7 \[running\]:\nmain\.f\(\)/),
  });
});

test("subtests stand in their tests, which are tests only when they failed on their own", async () => {
  const tests = await read(
    ...ran("TestGroup/a_b/c", "pass"),
    ...ran("TestGroup/bad", "fail", "    x_test.go:1: no\n"),
    ...ran("TestGroup", "fail"),
    ...ran("TestOwn/fine", "pass"),
    ...ran("TestOwn", "fail", "    x_test.go:2: itself\n"),
    ...ended("fail"),
  );
  expect(outline(tests)).toEqual([
    `passed ${Package} | TestGroup | a_b/c`,
    `failed ${Package} | TestGroup | bad`,
    `passed ${Package} | TestOwn | fine`,
    `failed ${Package} | TestOwn`,
  ]);
});

describe("a package that fails without a failing test is told as one", () => {
  test("when it does not build, with what the compiler says", async () => {
    const ImportPath = `${Package} [${Package}.test]`;
    const tests = await read(
      { Action: "build-output", ImportPath, Output: `# ${Package}\n` },
      { Action: "build-output", ImportPath, Output: "cart_test.go:2:15: undefined: add\n" },
      { Action: "build-fail", ImportPath },
      start,
      { Action: "output", Package, Output: `FAIL\t${Package} [build failed]\n` },
      { Action: "fail", Package, Elapsed: 0, FailedBuild: ImportPath },
    );
    expect(outline(tests)).toEqual([`failed ${Package} | TestMain`]);
    expect(tests[0]!.message).toContain("cart_test.go:2:15: undefined: add");
  });

  test("when it exits before its tests, with what it printed", async () => {
    const [found] = await read(start, ...ended("fail", "cannot connect\n"));
    expect(found).toMatchObject({ name: "TestMain", status: "failed", message: "cannot connect" });
  });

  test("but not when a test failed, nor when it has no tests", async () => {
    expect(outline(await read(...ran("TestA", "fail"), ...ended("fail", "FAIL\n")))).toEqual([
      `failed ${Package} | TestA`,
    ]);
    expect(await read(start, ...ended("skip", "?   \tx\t[no test files]\n"))).toEqual([]);
  });
});

test("a test that was running when its package ended failed", async () => {
  const tests = await read(
    { Action: "run", Package, Test: "TestSlow" },
    { Action: "run", Package, Test: "TestSlow/inner" },
    { Action: "output", Package, Test: "TestSlow/inner", Output: "panic: test timed out after 300ms\n" },
    { Action: "run", Package, Test: "TestSilent" },
    ...ended("fail"),
  );
  expect(tests).toMatchObject([
    { name: "inner", status: "failed", message: "panic: test timed out after 300ms", durationMs: null },
    { name: "TestSilent", status: "failed", message: "The test did not finish." },
  ]);
});

test("what is printed after the end of a test does not begin it again", async () => {
  const late = { Action: "output", Package, Test: "TestA", Output: "late\n" };
  expect(outline(await read(...ran("TestA", "pass"), late, ...ended("pass")))).toEqual([`passed ${Package} | TestA`]);
});

test("further tries of failed tests, as gotestsum appends them, decide", async () => {
  const tests = await read(
    start,
    ...ran("TestFlaky", "fail", "    x_test.go:1: once\n"),
    ...ran("TestBad", "fail", "    x_test.go:2: always\n"),
    ...ran("TestFine", "pass"),
    ...ended("fail"),
    start,
    ...ran("TestFlaky", "pass"),
    ...ended("pass"),
    start,
    ...ran("TestBad", "fail", "    x_test.go:2: always\n"),
    ...ended("fail"),
  );
  expect(tests).toMatchObject([
    { name: "TestFlaky", status: "passed", flaky: true, retries: 1, message: "x_test.go:1: once" },
    { name: "TestBad", status: "failed", flaky: false, retries: 1 },
    { name: "TestFine", status: "passed", flaky: false, retries: 0 },
  ]);
});

test("packages that run side by side are kept apart, and one that passed is told at once", async () => {
  const tests = await read(
    ...ran("TestA", "fail"),
    { Action: "run", Package: "example.com/other", Test: "TestA" },
    { Action: "pass", Package: "example.com/other", Test: "TestA", Elapsed: 0 },
    { Action: "pass", Package: "example.com/other", Elapsed: 0 },
    ...ended("fail"),
  );
  expect(outline(tests)).toEqual(["passed example.com/other | TestA", `failed ${Package} | TestA`]);
});

test("files a test left are attached", async () => {
  const tests = await read(
    { Action: "artifacts", Package, Test: "TestA", Path: "/app/_artifacts/123" },
    { Action: "pass", Package, Test: "TestA", Elapsed: 0 },
    ...ended("pass"),
  );
  expect(tests[0]!.attachments).toEqual([{ name: "artifacts", path: "_artifacts/123", contentType: null }]);
});

test("what else is in the file is passed over", async () => {
  const events = lines(...ran("TestA", "pass"), ...ended("pass"));
  const content = `go: downloading example.com/x v1.0.0\n${events}{"level":"info"}\n{not json}\n[1]\nnull\n\nexit status 1\n`;
  expect(outline(await readText("go-test.json", content))).toEqual([`passed ${Package} | TestA`]);
});

test("a file that was written by PowerShell, in UTF-16, is read", async () => {
  const bytes = Buffer.from(
    `\ufeff${lines(...ran("TestA", "pass"), ...ended("pass")).replaceAll("\n", "\r\n")}`,
    "utf16le",
  );
  expect(await readAll(createMemoryFile("out.json", bytes))).toMatchObject({
    format: "go-test",
    end: "complete",
    tests: [{ name: "TestA" }],
  });
});

test("cut off, it tells the tests that ended and names the package that did not", async () => {
  const content = lines(...ran("TestGroup/a", "pass")) + lines({ Action: "run", Package, Test: "TestGroup" });
  const { tests, error } = await readAll(createMemoryFile("go-test.json", content));
  expect([outline(tests), error?.message]).toEqual([
    [`passed ${Package} | TestGroup | a`],
    expect.stringContaining(Package),
  ]);
});

test("a test that prints without end costs no more than its beginning and end", async () => {
  const Output = `${"x".repeat(1000)}\n`;
  const noise = Array.from({ length: 5_000 }, () => ({ Action: "output", Package, Test: "TestLoud", Output }));
  const [found] = await read(...noise, ...ran("TestLoud", "fail", "    x_test.go:9: the end\n"), ...ended("fail"));
  expect(found!.message!.length).toBeLessThanOrEqual(65_536);
  expect(found!.message).toMatch(/^x{1000}\n[^]*characters are missing here[^]*x_test\.go:9: the end$/);
});

test("a file of nothing but beginnings is refused before it fills memory", async () => {
  const content = lines(...Array.from({ length: 500 }, (_, at) => ({ Action: "start", Package: `p${at}` })));
  expect(await readAll(createMemoryFile("x.json", content), { limits: { maxTests: 100 } })).toMatchObject({
    end: "too_many_tests",
  });
});
