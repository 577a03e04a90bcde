import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formats } from "./formats.ts";
import { createMemoryFile } from "./memory-file.ts";
import { ReportError } from "./report-error.ts";
import { createPiecedFile, outline, readAll } from "./testing/read-all.ts";
import { samples } from "./testing/samples.ts";
import { announceSeed } from "./testing/seed.ts";

const seed = announceSeed("formats.test.ts");
const bytesOf = (text: string) => new TextEncoder().encode(text);

test("every format has a sample, and a name that tells it from the others", () => {
  expect(new Set(formats.map((format) => format.name)).size).toBe(formats.length);
  expect(new Set(samples.map((sample) => sample.format))).toEqual(new Set(formats.map((format) => format.name)));
});

describe.each(samples)("$title", ({ path, content, format, isOrdered }) => {
  const bytes = bytesOf(content);

  test("is recognised by its own format alone", () => {
    const head = bytes.subarray(0, 4096);
    expect(formats.filter((each) => each.recognises(path, head)).map((each) => each.name)).toEqual([format]);
  });

  test("reads the same, however the bytes are cut into pieces", async () => {
    const whole = await readAll(createMemoryFile(path, bytes));
    expect(whole.error).toBeNull();
    expect(whole.tests).not.toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 60 }), async (cuts) => {
        expect(await readAll(createPiecedFile(path, bytes, cuts))).toEqual(whole);
      }),
      { seed, numRuns: 200 },
    );
    expect(await readAll(createPiecedFile(path, bytes, [...bytes.keys()]))).toEqual(whole);
  });

  test("cut off at any byte, it ends with an error and keeps the tests that were complete", async () => {
    const whole = outline((await readAll(createMemoryFile(path, bytes))).tests);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
        const cut = await readAll(createMemoryFile(path, bytes.subarray(0, length)));
        const read = outline(cut.tests);
        expect(read).toEqual(isOrdered ? whole.slice(0, read.length) : read.filter((line) => whole.includes(line)));
        const isAllThere = cut.format === null || read.length === whole.length;
        expect(cut.end).toMatch(isAllThere ? /^(?!crash)/ : /^(?!crash|complete)/);
      }),
      { seed, numRuns: 400 },
    );
  });

  test("with any bytes changed, it ends: with tests, or with an error that says why", async () => {
    const change = fc.record({ at: fc.nat(bytes.length - 1), to: fc.uint8Array({ maxLength: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const { at, to } of changes) damaged.set(to.subarray(0, damaged.length - at), at);
        expect((await readAll(createMemoryFile(path, damaged))).end).not.toMatch(/^crash/);
      }),
      { seed, numRuns: 300 },
    );
  });
});

test("no format stumbles over arbitrary bytes, whatever the file is called", async () => {
  const name = fc.constantFrom("junit.xml", "ctrf.json", "x.tap", "TEST-a.xml", "a.json", "b");
  await fc.assert(
    fc.asyncProperty(name, fc.uint8Array({ maxLength: 2000 }), async (path, content) => {
      expect((await readAll(createMemoryFile(path, content))).end).not.toMatch(/^crash/);
    }),
    { seed, numRuns: 500 },
  );
});

test("every format's parser ends on arbitrary bytes even when they were not recognised", async () => {
  const limits = { maxBytes: 1e6, maxTests: 1e3, maxDepth: 20, timeoutMs: 1e4, maxTextChars: 100 };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...formats), fc.uint8Array({ maxLength: 1000 }), async (format, content) => {
      const tests = Array.fromAsync(format.parse(createMemoryFile("a", content).open(), { path: "a", limits }));
      expect(
        await tests.then(
          () => null,
          (error: unknown) => error,
        ),
      ).toSatisfy((error) => error === null || error instanceof ReportError);
    }),
    { seed, numRuns: 500 },
  );
});
