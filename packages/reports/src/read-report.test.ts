import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createMemoryFile } from "./memory-file.ts";
import { readReport } from "./read-report.ts";
import type { ReportFile } from "./report-format.ts";
import { createPiecedFile, readAll } from "./testing/read-all.ts";

const xml = (count: number) =>
  `<testsuite name="s">${Array.from({ length: count }, (_, at) => `<testcase name="t${at}"/>`).join("")}</testsuite>`;

/** A file made as it is read; `watch` is called now and then. */
function createGrownFile(
  path: string,
  [start, unit, end]: readonly string[],
  sizeBytes: number,
  watch: () => void,
): ReportFile {
  const block = Buffer.from(unit!.repeat(Math.ceil(1_000_000 / unit!.length)));
  return {
    path,
    sizeBytes,
    async *open() {
      yield Buffer.from(start!);
      for (let blocks = 0; blocks * block.length < sizeBytes; blocks++) {
        yield block;
        if (blocks % 10 === 9) watch();
      }
      yield Buffer.from(end!);
    },
  };
}

/** What is in use once the garbage is gone. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

test("a file that is no report has no format and no tests", async () => {
  const { format, tests } = await readReport(createMemoryFile("notes.txt", "hello"));
  expect([format, await Array.fromAsync(tests)]).toEqual([null, []]);
});

test("the file is opened only while it is read, and closed when the reader has had enough", async () => {
  let open = 0;
  const memory = createMemoryFile("junit.xml", xml(50_000));
  const file: ReportFile = {
    ...memory,
    async *open() {
      open += 1;
      try {
        yield* memory.open();
      } finally {
        open -= 1;
      }
    },
  };
  const { tests } = await readReport(file);
  expect(open).toBe(0);
  for await (const first of tests) {
    expect([first.name, open]).toEqual(["t0", 1]);
    break;
  }
  expect(open).toBe(0);
});

test("what goes wrong in the file is thrown as it is, after the tests before it", async () => {
  const broken: ReportFile = {
    ...createMemoryFile("junit.xml", xml(1)),
    async *open() {
      yield Buffer.from('<testsuite><testcase name="a"/>'.padEnd(2_000));
      throw new TypeError("disk is gone");
    },
  };
  await expect(readReport(broken)).rejects.toThrow("disk is gone");
  const late = { ...broken, open: laterThan(broken) };
  const { tests, error } = await readAll(late);
  expect([tests.length, error]).toEqual([1, new TypeError("disk is gone")]);
});

/** Fails from the second opening on: the first is for recognising the format. */
function laterThan(file: ReportFile): () => AsyncIterable<Uint8Array> {
  let times = 0;
  return () => (times++ === 0 ? createMemoryFile("", xml(1)).open() : file.open());
}

describe("limits", () => {
  const read = (limits: object, now?: () => number) =>
    readAll(createMemoryFile("junit.xml", xml(1_000)), { limits, ...(now ? { now } : {}) });

  test("of tests", async () => {
    const { tests, end } = await read({ maxTests: 10 });
    expect([tests.length, end]).toEqual([10, "too_many_tests"]);
  });

  test("of bytes, whether the file tells its size or not", async () => {
    expect(await read({ maxBytes: 100 })).toMatchObject({ tests: [], end: "too_large" });
    const lying = { ...createPiecedFile("junit.xml", Buffer.from(xml(1_000)), [3_000]), sizeBytes: 1 };
    const { tests, end } = await readAll(lying, { limits: { maxBytes: 4_000 } });
    expect([tests.length > 50, end]).toEqual([true, "too_large"]);
  });

  test("of time, by the clock that is passed in", async () => {
    let ms = 0;
    const slow = createPiecedFile("junit.xml", Buffer.from(xml(1_000)), [5_000, 10_000]);
    const { tests, end } = await readAll(slow, { limits: { timeoutMs: 25 }, now: () => (ms += 10) });
    expect([tests.length < 1_000, end]).toEqual([true, "too_slow"]);
  });

  test("of time do not count the reader's own", async () => {
    let ms = 0;
    const file = createPiecedFile("junit.xml", Buffer.from(xml(1_000)), [5_000, 10_000]);
    const { tests } = await readReport(file, { limits: { timeoutMs: 100 }, now: () => ms });
    let count = 0;
    for await (const found of tests) {
      count += found.name === "" ? 0 : 1;
      ms += 1_000;
    }
    expect(count).toBe(1_000);
  });
});

describe("memory stays flat", () => {
  const MB = 1_000_000;
  const testCase = `<testcase name="adds" classname="com.acme.CalcTest" time="0.01"><failure message="expected &lt;1&gt;"><![CDATA[${"  at com.acme.Foo.bar(Foo.java:12)\n".repeat(30)}]]></failure><system-out>${"some output &amp; more\n".repeat(100)}</system-out></testcase>\n`;
  const goEvents = (["run", "output", "fail"] as const)
    .map(
      (Action) =>
        `${JSON.stringify({ Action, Package: "a", Test: "TestA", Output: `${"x".repeat(500)}\n`, Elapsed: 1 })}\n`,
    )
    .join("");
  test.each([
    ["200 MB of JUnit", "junit.xml", ["<testsuites><testsuite>", testCase, "</testsuite></testsuites>"], 200],
    [
      "a text of 50 MB",
      "junit.xml",
      ['<testsuite><testcase name="a"><system-out>', "&lt;word&gt; ", "</system-out></testcase></testsuite>"],
      50,
    ],
    [
      "CDATA of 100 MB without a break",
      "junit.xml",
      ['<testsuite><testcase name="a"><failure><![CDATA[', "abcdefgh", "]]></failure></testcase></testsuite>"],
      100,
    ],
    ["an attribute of 100 MB", "junit.xml", ['<testsuite><testcase name="', "ab&lt;", '"/></testsuite>'], 100],
    [
      "100 MB of CTRF",
      "ctrf.json",
      [
        '{"reportFormat":"CTRF","results":{"tests":[{"name":"first"}',
        `,{"name":"a","status":"failed","message":"${"words ".repeat(100)}","steps":[{"name":"x"}]}`,
        "]}}",
      ],
      100,
    ],
    [
      "a screenshot of 100 MB in JSON",
      "ctrf.json",
      ['{"reportFormat":"CTRF","results":{"tests":[{"name":"a","screenshot":"', "iVBORw0KGgo", '"}]}}'],
      100,
    ],
    ["100 MB of events of one Go package", "go.json", ["", goEvents, '{"Action":"fail","Package":"a"}\n'], 100],
    ["a TAP line of 100 MB", "a.tap", ["TAP version 14\nok 1 - ", "abcdefgh", "\n1..1\n"], 100],
  ] as const)("for %s", async (what, path, parts, megabytes) => {
    // Failed tests of a Go package wait for further tries, up to a bound that this file is beyond.
    const isHeld = what.includes("Go package");
    const before = usedBytes();
    let most = 0;
    let looks = 0;
    const watch = () => {
      looks++;
      most = Math.max(most, usedBytes() - before);
    };
    const file = createGrownFile(path, parts, megabytes * MB, watch);
    const { tests } = await readReport(file, { limits: { maxTests: 10_000_000, timeoutMs: Infinity } });
    let count = 0;
    for await (const found of tests) count += found.name === "" ? 0 : 1;
    expect(count).toBeGreaterThan(0);
    expect(looks).toBeGreaterThan(0);
    expect(most / MB).toBeLessThan(isHeld ? 80 : 10);
  });
});
