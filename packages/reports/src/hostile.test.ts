import { describe, expect, test } from "vitest";
import { formats } from "./formats.ts";
import { createMemoryFile } from "./memory-file.ts";
import { readAll } from "./testing/read-all.ts";

// Texts that make careless regular expressions and parsers take time that grows with the square of their length.
const size = 60_000;
const traps: Record<string, string> = {
  spaces: `x${" ".repeat(size)}x`,
  "empty lines": `x${"\n".repeat(size)}x`,
  "indented lines": `x${"\n \t".repeat(size / 3)}x`,
  hashes: " #".repeat(size / 2),
  backslashes: `${"\\".repeat(size)}/`,
  slashes: "../".repeat(size / 3),
  brackets: "[".repeat(size),
  "open links": "\u001b]".repeat(size / 2),
  "open colours": "\u001b[3".repeat(size / 3),
  "open references": "&#27;]".repeat(size / 6),
  "open attachments": "[[ATTACHMENT|".repeat(size / 13),
  "Go frames": "goroutine 1 \n=== RUN \n".repeat(size / 24),
  retries: "Retry #1 \n".repeat(size / 10),
  groups: "a › b > c ".repeat(size / 10),
  dots: "test_a.".repeat(size / 7),
  commas: "1,234".repeat(size / 5),
  words: "a".repeat(size),
};

const escapeXml = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
const indented = (text: string) => text.replaceAll("\n", "\n    ");

const places: Record<string, (text: string) => readonly [string, string]> = {
  "JUnit, everywhere": (text) => {
    const xml = escapeXml(text);
    const attributes = ["name", "classname", "file", "time", "line"].map((name) => `${name}="${xml}"`).join(" ");
    const inner = `<failure message="${xml}" type="${xml}">${xml}</failure><system-out>${xml}</system-out>`;
    return ["junit.xml", `<testsuite name="${xml}"><testcase ${attributes}>${inner}</testcase></testsuite>`];
  },
  "JUnit of pytest": (text) => [
    "junit.xml",
    `<testsuite name="pytest"><testcase classname="${escapeXml(text)}" name="a" file="${escapeXml(text)}"/></testsuite>`,
  ],
  "JUnit of Go": (text) => [
    "junit.xml",
    `<testsuite name="a"><properties><property name="go.version"/></properties><testcase name="${escapeXml(text)}"><failure>${escapeXml(text)}</failure></testcase></testsuite>`,
  ],
  CTRF: (text) => [
    "ctrf.json",
    JSON.stringify({
      results: {
        tests: [
          { name: text, suite: text, filePath: text, status: "other", rawStatus: text, message: text, trace: text },
        ],
      },
    }),
  ],
  Playwright: (text) => {
    const results = [
      {
        status: "failed",
        error: { message: text, stack: text },
        errors: [{ message: text }],
        attachments: [{ path: text }],
      },
    ];
    const specs = [{ title: text, file: text, tests: [{ status: "unexpected", projectName: text, results }] }];
    return [
      "results.json",
      JSON.stringify({ config: { rootDir: text }, suites: [{ title: text, file: text, specs }] }),
    ];
  },
  "a TAP point": (text) => ["a.tap", `TAP version 14\nnot ok 1 - ${text}\n1..1\n`],
  "a TAP block": (text) => [
    "a.tap",
    `TAP version 14\nnot ok 1 - a\n  ---\n  error: |\n    ${indented(text)}\n  stack: ${indented(text)}\n  ...\n1..1\n`,
  ],
  "a bare TAP block": (text) => ["a.tap", `TAP version 14\nnot ok 1 - a\n  ---\n  ${indented(text)}\n  ...\n1..1\n`],
  "go test -json": (text) => {
    const event = { Package: text, Test: text };
    const events = [
      { ...event, Action: "output", Output: text },
      { ...event, Action: "fail" },
      { Package: text, Action: "fail" },
    ];
    return ["go.json", events.map((each) => `${JSON.stringify(each)}\n`).join("")];
  },
};

describe.each(Object.entries(places))("%s", (_place, write) => {
  test.each(Object.entries(traps))("is read in time with many %s", async (_trap, text) => {
    const before = process.cpuUsage();
    const [path, content] = write(text);
    const { end } = await readAll(createMemoryFile(path, content));
    expect(end).not.toMatch(/^crash/);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_500);
  });
});

test.each(Object.entries(traps))("many %s are quickly told to be no report", (_trap, text) => {
  const heads = [
    text,
    `<!--${text}`,
    `{"config":{${text}`,
    `{"Action":"run"${text}`,
    "<!---->".repeat(600),
    `<?x?>${"<!-- -->".repeat(500)}<a`,
  ];
  const before = process.cpuUsage();
  for (const format of formats) for (const head of heads) format.recognises("a", Buffer.from(head.slice(0, 4096)));
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(500);
});
