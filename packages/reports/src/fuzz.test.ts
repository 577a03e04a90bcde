import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryFile } from "./memory-file.ts";
import type { ReportFile } from "./report-format.ts";
import { readReports } from "./read-reports.ts";
import { createPiecedFile, readAll } from "./testing/read-all.ts";
import { samples } from "./testing/samples.ts";
import { announceSeed } from "./testing/seed.ts";

// Files that mean harm, and real ones that were damaged. Whatever comes: what is read ends completely or in a ReportError,
// in bounded time, and what it tells can be stored and shown. `FUZZ_CASES` says how many are made of each sample.

// oxlint-disable-next-line node/no-process-env -- of the person who looks deeper, not of the product
const cases = Number(process.env["FUZZ_CASES"] ?? 150);
const seed = announceSeed("packages/reports/src/fuzz.test.ts");

const utf16 = (text: string, isBig: boolean) => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};
const junit = (inner: string, head = "") => `<?xml version="1.0"?>${head}<testsuites>${inner}</testsuites>`;
const ctrf = (tests: string) => `{"results":{"tool":{"name":"x"},"tests":[${tests}]}}`;
const go = (lines: string) => `{"Action":"start","Package":"a"}\n${lines}\n{"Action":"pass","Package":"a"}\n`;
const entities = Array.from({ length: 10 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
const billion = `<!DOCTYPE x [<!ENTITY l0 "lol">${entities}]>`;

/** Of each: its name and content, and whether all of it can be read (else it ends in an error). */
const corpus: Record<string, [path: string, content: string | Uint8Array, end?: string]> = {
  "a billion laughs": ["junit.xml", junit('<testcase name="&l10;"/>', billion), "unsafe"],
  "a quadratic blowup": [
    "junit.xml",
    junit(`<testcase name="${"&a;".repeat(50_000)}"/>`, `<!DOCTYPE x [<!ENTITY a "${"a".repeat(50_000)}">]>`),
    "unsafe",
  ],
  "a file of this host": [
    "junit.xml",
    junit('<testcase name="&f;"/>', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    "unsafe",
  ],
  "a host of this network": [
    "junit.xml",
    junit("", '<!DOCTYPE x SYSTEM "http://169.254.169.254/latest/meta-data">'),
    "unsafe",
  ],
  "an entity of parameters": [
    "junit.xml",
    junit("", '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/"> %p;]>'),
    "unsafe",
  ],
  "a document type in UTF-16": ["junit.xml", utf16(junit("", billion), false), "unsafe"],
  "an inclusion": [
    "junit.xml",
    junit('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/><testcase name="a"/>'),
    "complete",
  ],
  "elements nested deep": ["junit.xml", junit("<testsuite name='a'>".repeat(100_000)), "too_deep"],
  "arrays nested deep": ["ctrf.json", ctrf(`{"name":"a","status":"passed","extra":${"[".repeat(200_000)}`), "too_deep"],
  "objects nested deep": [
    "results.json",
    `{"config":{"configFile":"/app/a.js","rootDir":"/app"},"suites":${'[{"suites":'.repeat(100_000)}`,
    "too_deep",
  ],
  "maps nested deep in YAML": ["a.tap", `TAP version 14\nnot ok 1 - a\n  ---\n  ${"[".repeat(20_000)}\n  ...\n1..1\n`],
  "references without end in YAML": [
    "a.tap",
    `TAP version 14\nnot ok 1 - a\n  ---\n  a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `  ${"bcdefghij"[i]}: &${"bcdefghij"[i]} [${`*${"abcdefghi"[i]},`.repeat(9)}]\n`).join("")}  ...\n1..1\n`,
  ],
  "an attribute without end": ["junit.xml", junit(`<testcase name="${"a".repeat(5_000_000)}"/>`)],
  "attributes without end": [
    "junit.xml",
    junit(`<testcase ${Array.from({ length: 200_000 }, (_, i) => `a${i}="b"`).join(" ")}/>`),
  ],
  "a name of an element without end": ["junit.xml", junit(`<${"a".repeat(5_000_000)}/>`)],
  "a comment without end": ["junit.xml", `${junit("").replace("</testsuites>", "")}<!--${"-x".repeat(2_000_000)}`],
  "an attribute twice": ["junit.xml", junit('<testcase name="a" name="b"/>'), "malformed"],
  "UTF-16 in one order": ["junit.xml", utf16(junit('<testcase name="Käse"/>'), false), "complete"],
  "UTF-16 in the other order": ["junit.xml", utf16(junit('<testcase name="Käse"/>'), true), "complete"],
  "UTF-16 with an odd byte": ["junit.xml", utf16(junit('<testcase name="a"/>'), false).subarray(0, -1)],
  "UTF-16 with half a pair": ["junit.xml", utf16(junit('<testcase name="\ud800"/>'), false)],
  "UTF-32": ["junit.xml", Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0])],
  "an encoding that lies": [
    "junit.xml",
    Buffer.from('<?xml version="1.0" encoding="UTF-16"?><testsuites><testcase name="a"/></testsuites>'),
    "complete",
  ],
  "an encoding that is none": [
    "junit.xml",
    '<?xml version="1.0" encoding="x-evil"?><testsuites/>',
    "unsupported_encoding",
  ],
  "a mark of another encoding": ["ctrf.json", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(ctrf(""))])],
  "bytes that are no UTF-8": [
    "junit.xml",
    Buffer.concat([
      Buffer.from('<testsuites><testcase name="'),
      Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xff]),
      Buffer.from('"/></testsuites>'),
    ]),
    "complete",
  ],
  NULs: ["junit.xml", junit('<testcase name="a\0b"/>\0')],
  "NULs alone": ["junit.xml", Buffer.alloc(1_000_000)],
  "a compressed file by the name of a report": ["report.json", gzipSync(Buffer.alloc(10_000_000, "[")), "complete"],
  "a zip by the name of a report": ["junit.xml", Buffer.from("PK\u0003\u0004\u0014\0\0\0\b\0", "latin1")],
  "a million tests": ["junit.xml", junit('<testcase name="a"/>'.repeat(1_000_000)), "too_many_tests"],
  "a million suites": ["junit.xml", junit('<testsuite name="a"></testsuite>'.repeat(300_000)), "complete"],
  "a million tests of TAP": ["a.tap", `TAP version 14\n${"ok\n".repeat(1_000_000)}`, "too_many_tests"],
  "a plan beyond numbers": ["a.tap", `TAP version 14\n1..${"9".repeat(400)}\nok ${"9".repeat(400)} - a\n`],
  "numbers that are none": [
    "ctrf.json",
    ctrf(
      '{"name":"a","status":"passed","duration":1e999,"retries":-1e999},{"name":"b","status":"passed","duration":"NaN"}',
    ),
  ],
  "times that are none": [
    "junit.xml",
    junit(
      ["1e999", "NaN", "Infinity", "-5", "1,2,3", "0x10", "9".repeat(400)]
        .map((time, i) => `<testcase name="${i}" time="${time}"/>`)
        .join(""),
    ),
    "complete",
  ],
  "keys of what objects have": [
    "ctrf.json",
    ctrf(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"name":"__proto__","status":"toString","suite":"constructor"}',
    ),
  ],
  "attributes of what objects have": [
    "junit.xml",
    junit(
      '<testsuite name="__proto__"><testcase name="constructor" classname="hasOwnProperty" __proto__="x" toString="y"/></testsuite>',
    ),
    "complete",
  ],
  "packages named as what objects have": [
    "go.json",
    go(
      '{"Action":"run","Package":"__proto__","Test":"constructor"}\n{"Action":"fail","Package":"__proto__","Test":"constructor"}',
    ),
  ],
  "statuses of what objects have": [
    "results.json",
    '{"config":{},"suites":[{"title":"a","specs":[{"title":"b","tests":[{"status":"__proto__","results":[{"status":"constructor"}]}]}]}]}',
  ],
  "colours, links and bells": [
    "junit.xml",
    junit('<testcase name="\u001b[2J\u001b]8;;javascript:alert(1)\u0007x\u001b]0;title\u0007"/>'),
    "complete",
  ],
  "attachments that lead out": [
    "junit.xml",
    junit(
      '<testcase name="a"><system-out>[[ATTACHMENT|../../../etc/passwd]]\n[[ATTACHMENT|/etc/passwd]]\n[[ATTACHMENT|file:///etc/passwd]]\n[[ATTACHMENT|a/../../b]]\n[[ATTACHMENT|C:\\x]]\n</system-out></testcase>',
    ),
    "complete",
  ],
  "attachments of CTRF that lead out": [
    "ctrf.json",
    ctrf(
      '{"name":"a","status":"passed","filePath":"../../../etc/passwd","attachments":[{"name":"x","contentType":"a/b","path":"../../../etc/passwd"},{"path":"/etc/passwd"},{"path":7}]}',
    ),
  ],
  "names twice": ["junit.xml", junit('<testcase name="a"/>'.repeat(3)), "complete"],
  "JSON after JSON": ["ctrf.json", ctrf("") + ctrf("")],
  "strings with half an escape": ["ctrf.json", ctrf('{"name":"\\ud800\\u12","status":"passed"}')],
  "events that never end": ["go.json", '{"Action":"output","Package":"a","Test":"b","Output":"x"}\n'.repeat(200_000)],
};

/** What may be told of a test: nothing that could not be stored, shown or followed. */
function expectPresentable(tests: Awaited<ReturnType<typeof readAll>>["tests"]): void {
  for (const told of tests.slice(0, 1_000)) {
    const text = JSON.stringify(told);
    expect(text.length).toBeLessThan(1_000_000);
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect([told.name, ...told.suitePath].join("")).not.toMatch(/[\0\u001b\u0007]/);
    expect(text.isWellFormed()).toBe(true);
    expect(["passed", "failed", "skipped"]).toContain(told.status);
    expect(told.durationMs ?? 0).toBeGreaterThanOrEqual(0);
    expect(Number.isFinite(told.durationMs ?? 0)).toBe(true);
    for (const { path } of told.attachments) expect(path ?? "").not.toMatch(/^\/|^[A-Za-z]:|(^|\/)\.\.(\/|$)/);
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

async function readInBounds(file: ReportFile, { cpuMs, heapBytes }: { cpuMs: number; heapBytes: number }) {
  const [cpu, heap] = [process.cpuUsage(), process.memoryUsage().heapUsed];
  const read = await readAll(file);
  const { user, system } = process.cpuUsage(cpu);
  expect(read.end).not.toMatch(/^crash/);
  expect((user + system) / 1_000).toBeLessThan(cpuMs);
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(heapBytes);
  return read;
}

describe("a hostile file", () => {
  test.each(Object.entries(corpus))("with %s costs only itself", async (_, [path, content, expected]) => {
    const bounds = { cpuMs: 15_000, heapBytes: 512 * 1024 * 1024 };
    const { end, tests } = await readInBounds(createMemoryFile(path, content), bounds);
    expect(end).toBe(expected ?? end);
    expectPresentable(tests);
  });

  test("beside a good one keeps nothing of it from being read", async () => {
    const good = createMemoryFile("good/junit.xml", junit('<testcase name="good"/>'));
    const small = Object.entries(corpus).filter(([, [, content]]) => content.length < 20_000);
    const files = small.map(([name, [path, content]]) => createMemoryFile(`${name}/${path}`, content));
    const told: string[] = [];
    for await (const news of readReports([...files, good]))
      if (news.kind === "test" && news.path === good.path) told.push(news.test.name);
    expect(small.length).toBeGreaterThan(25);
    expect(told).toEqual(["good"]);
  });
});

/** What may stand anywhere in a damaged file: what means something to one of the formats, and what means nothing. */
const splinters = [
  "<",
  ">",
  "&",
  "]]>",
  "<![CDATA[",
  "<!--",
  "-->",
  "<?",
  "?>",
  "</",
  "/>",
  '"',
  "'",
  "&#0;",
  "&#x10FFFF;",
  "&amp",
  "<!DOCTYPE a [",
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  "\\u",
  "null",
  "true",
  "-",
  "1e999",
  "e",
  "\n",
  "\r",
  "\t",
  "\0",
  "\u001b[",
  "\ufeff",
  "\ud83d",
  "TAP version 13\n",
  "1..0 # skip",
  "ok ",
  "not ok 1",
  "    ok 1",
  "  ---\n",
  "  ...\n",
  "# SKIP",
  "Bail out!",
  '{"Action":"fail"',
  "__proto__",
  "..",
  "/",
].map((text) => Buffer.from(text, "utf8"));

const damage = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  cut: fc.oneof(fc.nat(8), fc.nat(500)),
  put: fc.oneof(
    fc.constantFrom(...splinters),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
  ),
  times: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 300 })),
  copies: fc.boolean(),
});

describe.each(samples.map((sample) => [sample.title, sample] as const))("a damaged %s", (_, { path, content }) => {
  test("is read as far as it goes, in time, and never crashes", async () => {
    const whole = Buffer.from(content);
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat(content.length), { maxLength: 4 }),
        async (damages, cuts) => {
          let bytes: Buffer = whole;
          for (const { at, cut, put, times, copies } of damages) {
            const start = Math.floor(at * bytes.length);
            const middle = copies ? bytes.subarray(start, start + cut) : put;
            const rest = bytes.subarray(start + (copies ? 0 : cut));
            bytes = Buffer.concat([bytes.subarray(0, start), ...Array<Buffer>(times).fill(middle), rest]);
          }
          const read = await readInBounds(createPiecedFile(path, bytes, cuts), { cpuMs: 5_000, heapBytes: Infinity });
          expectPresentable(read.tests);
        },
      ),
      { seed, numRuns: cases, endOnFailure: true },
    );
  });
});
