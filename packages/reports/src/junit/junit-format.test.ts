import { describe, expect, test } from "vitest";
import { createMemoryFile } from "../memory-file.ts";
import { outline, readAll, readText } from "../testing/read-all.ts";

const suite = (cases: string, attributes = 'name="cart"') => `<testsuite ${attributes}>${cases}</testsuite>`;
const read = (cases: string) => readText("results.xml", suite(cases));

describe("outcome", () => {
  test("a failure and an error fail the test, and say why and where", async () => {
    const [failure, error] = await read(
      `<testcase name="a" time="0.5"><failure message="expected 1&#10;got 2" type="Assertion">Assertion: x
    at a.js:1</failure></testcase><testcase name="b"><error type="NullPointerException"/></testcase>`,
    );
    expect(failure).toMatchObject({
      status: "failed",
      message: "expected 1\ngot 2",
      stack: "Assertion: x\n    at a.js:1",
      durationMs: 500,
    });
    expect(error).toMatchObject({ status: "failed", message: "NullPointerException", stack: null, durationMs: null });
  });

  test("without a message, what comes before the stack frames is the message", async () => {
    const [found] = await read(
      `<testcase name="a"><failure>Error: not equal\n\nExpected: 2\nReceived: 1\n    at a.js:1\n    at b.js:2</failure></testcase>`,
    );
    expect(found).toMatchObject({
      message: "Error: not equal\n\nExpected: 2\nReceived: 1",
      stack: "    at a.js:1\n    at b.js:2",
    });
  });

  test("several failures of one test are told together", async () => {
    const [found] = await read(
      `<testcase name="a"><failure message="one">stack 1</failure><failure message="two">stack 2</failure></testcase>`,
    );
    expect(found).toMatchObject({ message: "one\ntwo", stack: "stack 1\n\nstack 2" });
  });

  test.each([
    ['<testcase name="a"><skipped message="no network"/></testcase>', "no network"],
    ['<testcase name="a"><skipped>no network</skipped></testcase>', "no network"],
    ['<testcase name="a"><skipped/></testcase>', null],
    ['<testcase name="a"><skipped type="skipped" message="true"/></testcase>', null],
    ['<testcase name="a" status="notrun"/>', null],
    ['<testcase name="a"><skipped type="todo" message="later"/><failure message="not yet"/></testcase>', "later"],
  ])("%s is skipped", async (xml, message) => {
    expect(await read(xml)).toMatchObject([{ status: "skipped", message }]);
  });

  test("what a test that passed printed is not its message", async () => {
    const [found] = await read(
      `<testcase name="a"><system-out>text</system-out><system-err>more</system-err></testcase>`,
    );
    expect(found).toMatchObject({ status: "passed", message: null, stack: null });
  });
});

describe("retries", () => {
  test("Surefire's elements tell how often a test was tried, and whether it is flaky", async () => {
    const tests = await read(
      `<testcase name="failing"><failure message="now">s</failure><rerunFailure message="again"><stackTrace>s2</stackTrace></rerunFailure><rerunError message="and again"/></testcase>
       <testcase name="flaky"><flakyFailure message="first"><stackTrace>at x</stackTrace><system-out>noise</system-out></flakyFailure><flakyError message="second"/></testcase>`,
    );
    expect(tests).toMatchObject([
      {
        status: "failed",
        retries: 2,
        flaky: false,
        message: "now",
        stack: "s",
        tries: [
          { status: "failed", message: "now" },
          { status: "failed", message: "again" },
          { status: "failed", message: "and again" },
        ],
      },
      {
        status: "passed",
        retries: 2,
        flaky: true,
        message: "second",
        tries: [
          { status: "failed", message: "first" },
          { status: "failed", message: "second" },
          { status: "passed", message: null },
        ],
      },
    ]);
  });

  test("pytest tells tries as tests of the same name, one after the other; the last decides", async () => {
    const testCase = (name: string, inner = "") => `<testcase classname="test_a" name="${name}">${inner}</testcase>`;
    const tests = await readText(
      "junit.xml",
      suite(
        testCase("ok") +
          testCase("flaky").repeat(3) +
          testCase("bad").repeat(2) +
          testCase("bad", '<failure message="assert 0">E</failure>') +
          testCase("teardown", '<failure message="assert 1">E</failure>') +
          testCase("teardown", '<error message="failed on teardown with &quot;x&quot;">E x</error>'),
        'name="pytest"',
      ),
    );
    expect(tests).toMatchObject([
      { name: "ok", status: "passed", retries: 0, flaky: false },
      { name: "flaky", status: "passed", retries: 2, flaky: true },
      { name: "bad", status: "failed", retries: 2, flaky: false, message: "assert 0" },
      { name: "teardown", status: "failed", retries: 0, message: 'assert 1\n\nfailed on teardown with "x"' },
    ]);
  });

  test("tests of the same name in other tools stay apart", async () => {
    const tests = await read(`<testcase name="adds"><failure message="no"/></testcase><testcase name="adds"/>`);
    expect(outline(tests)).toEqual(["failed cart | adds", "passed cart | adds"]);
  });

  test("Playwright tells retries in the text of the failure", async () => {
    const text =
      "  [chromium] › a.spec.ts:6:5 › breaks ────\n\n    Error: no\n\n    Retry #1 ─────\n\n    Error: no\n\n    Retry #2 ─────";
    const [found] = await read(`<testcase name="breaks"><failure message="no">${text}</failure></testcase>`);
    expect(found).toMatchObject({ retries: 2 });
  });
});

describe("attachments", () => {
  test("paths in what a test printed are told relative to the working directory", async () => {
    const xml = suite(
      `<testcase name="a"><system-out><![CDATA[before [[ATTACHMENT|shots/one.png]]
[[ATTACHMENT|/app/trace.zip]]
[[ATTACHMENT|/elsewhere/video.webm]]
[[ATTACHMENT|../../outside.txt]]
]]></system-out></testcase>`,
    );
    const [found] = await readText("test-results/junit.xml", xml, { workingDirectory: "/app" });
    expect(found!.attachments).toEqual([
      { name: "one.png", path: "test-results/shots/one.png", contentType: null },
      { name: "trace.zip", path: "trace.zip", contentType: null },
      { name: "video.webm", path: null, contentType: null },
      { name: "outside.txt", path: null, contentType: null },
    ]);
  });

  test("they are found after any amount of output, which itself is not kept", async () => {
    const output = "a line of output\n".repeat(200_000);
    const [found] = await read(
      `<testcase name="a"><system-out>${output}[[ATTACHMENT|a.png]]\n${output}</system-out></testcase>`,
    );
    expect(found!.attachments).toEqual([{ name: "a.png", path: "a.png", contentType: null }]);
  });
});

describe("text", () => {
  test("colours and control characters are taken out, however they are written", async () => {
    const [found] = await read(
      `<testcase name="\u001b[31mred\u001b[0m"><failure message="&#27;[1mbold&#x1b;[22m &amp;#27;[31mred&amp;#27;[0m">a\u0000b\u0007 &amp#27;[31mc\u001b]8;;http://x\u0007link\u001b]8;;\u0007</failure></testcase>`.replace(
        "&amp#27;",
        "<![CDATA[&amp#27;]]>",
      ),
    );
    expect(found).toMatchObject({ name: "red", message: "bold red", stack: "ab clink" });
  });

  test("long texts are cut and say so", async () => {
    const tests = await readText(
      "junit.xml",
      suite(
        `<testcase name="${"n".repeat(500)}"><failure message="${"m ".repeat(500)}">${"stack\n".repeat(500)}end</failure></testcase>`,
      ),
      { limits: { maxTextChars: 200 } },
    );
    const { name, message, stack } = tests[0]!;
    for (const text of [name, message!, stack!]) {
      expect(text.length).toBeLessThanOrEqual(200);
      expect(text).toMatch(/cut here|missing here/);
    }
    expect(stack).toMatch(/^stack[^]*end$/);
  });
});

describe("encodings", () => {
  const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${suite('<testcase name="größer"/>')}`;
  const utf16 = (text: string, isBig: boolean) => {
    const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
    return isBig ? bytes.swap16() : bytes;
  };
  test.each([
    ["UTF-8", Buffer.from(xml("UTF-8"))],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${xml("UTF-8")}`)],
    ["ISO-8859-1", Buffer.from(xml("ISO-8859-1"), "latin1")],
    ["windows-1252", Buffer.from(xml("windows-1252"), "latin1")],
    ["UTF-16, little end first", utf16(xml("UTF-16"), false)],
    ["UTF-16, big end first", utf16(xml("UTF-16"), true)],
    ["UTF-16 without a mark", Buffer.from(xml("UTF-16"), "utf16le")],
    ["UTF-8 that claims to be UTF-16, as .NET writes it", Buffer.from(xml("utf-16"))],
  ])("%s is read", async (_encoding, bytes) => {
    const { tests, end } = await readAll(createMemoryFile("junit.xml", bytes));
    expect([end, tests.map((each) => each.name)]).toEqual(["complete", ["größer"]]);
  });

  test("an unknown encoding is told by its name", async () => {
    const { end, error } = await readAll(createMemoryFile("junit.xml", xml("EBCDIC-37")));
    expect([end, error?.message]).toEqual(["unsupported_encoding", expect.stringContaining("EBCDIC-37")]);
  });

  test("bytes that are not valid spoil a letter and no more", async () => {
    const bytes = Buffer.from(suite('<testcase name="a?b"/><testcase name="c"/>'));
    bytes[bytes.indexOf("?")] = 0xff;
    const { tests, end } = await readAll(createMemoryFile("junit.xml", bytes));
    expect([end, tests.map((each) => each.name)]).toEqual(["complete", ["a\ufffdb", "c"]]);
  });
});

describe("damage", () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
  test.each([
    ["an entity bomb", `${bomb}<testsuite name="&b;"><testcase name="&b;"/></testsuite>`, "unsafe"],
    ["an external entity", `<!DOCTYPE a SYSTEM "file:///etc/passwd">${suite("")}`, "unsafe"],
    ["an entity that is not defined", suite('<testcase name="&nbsp;"/>'), "malformed"],
    ["endless nesting", "<testsuite>".repeat(100_000), "too_deep"],
    ["another root", "<html><body/></html>", "not_recognised"],
    ["text that is no XML", "Error: ENOENT", "malformed"],
    ["a binary file", "\u007fELF\u0002\u0001\u0001\u0000\u0000", "malformed"],
    ["JSON", '{"tests": []}', "malformed"],
    ["two documents in one file", suite("") + suite(""), "malformed"],
    ["tags that cross", suite('<testcase name="a"></testsuite>'), "malformed"],
    ["nothing", "", "truncated"],
    ["half a document", '<testsuites><testsuite name="a"><testcase name="b">', "truncated"],
    ["half a tag", '<testsuites><testsuite name="a', "truncated"],
  ])("%s ends with the right word for it", async (_what, content, code) => {
    expect(await readAll(createMemoryFile("junit.xml", content))).toMatchObject({
      format: "junit",
      tests: [],
      end: code,
    });
  });

  test("tests before the damage are kept", async () => {
    const xml = `<testsuites><testsuite name="cart"><testcase name="a"/><testcase name="b"><failure message="no"/></testcase><testcase name="c"><failure`;
    const { tests, end } = await readAll(createMemoryFile("junit.xml", xml));
    expect([outline(tests), end]).toEqual([["passed cart | a", "failed cart | b"], "truncated"]);
  });

  test("a document that only looks like a report by its name is tried all the same", async () => {
    expect(await readAll(createMemoryFile("TEST-x.xml", "oops"))).toMatchObject({ format: "junit", end: "malformed" });
    expect(await readAll(createMemoryFile("other.xml", "<a/>"))).toMatchObject({ format: null, end: "complete" });
  });
});
