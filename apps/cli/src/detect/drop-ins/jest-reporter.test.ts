import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aac-jest-"));
  vi.stubEnv("AAC_TESTS", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** The parts of Jest's AggregatedResult that are read, as Jest 30 gives them. */
const testOf = (title: string, status: string, more: object = {}) => ({
  ancestorTitles: ["cart"],
  title,
  status,
  duration: status === "pending" ? null : 3,
  failureMessages: [],
  invocations: 1,
  ...more,
});
const results = {
  startTime: 1_000,
  testResults: [
    {
      testFilePath: join(process.cwd(), "src/cart.test.js"),
      testResults: [
        testOf("adds", "passed"),
        testOf("settles", "passed", { invocations: 3 }),
        testOf("later", "pending"),
        testOf("fails", "failed", {
          failureMessages: [
            "Error: \u001b[31mexpected\u001b[39m 2\n\nReceived: 1\n    at Object.<anonymous> (cart.js:1:1)",
          ],
        }),
      ],
    },
    {
      testFilePath: join(process.cwd(), "src/broken.test.js"),
      failureMessage: "Cannot find module 'x'",
      testExecError: {},
      testResults: [],
    },
  ],
};

test("what Jest found out is CTRF: groups, retries, reasons, and files that could not be loaded", async () => {
  const Reporter = createRequire(import.meta.url)("./jest-reporter.cjs") as new () => {
    onRunComplete(contexts: unknown, results: unknown): void;
  };
  new Reporter().onRunComplete(new Set(), results);
  const [name] = await readdir(folder);
  expect(name).toMatch(/^ctrf-jest-\d+\.json$/);
  const { results: found } = JSON.parse(await readFile(join(folder, name!), "utf8")) as {
    results: { summary: object; tests: object[] };
  };
  expect(found.summary).toMatchObject({ tests: 5, passed: 2, failed: 2, skipped: 1, start: 1_000 });
  expect(found.tests).toEqual([
    { name: "adds", suite: ["cart"], status: "passed", duration: 3, filePath: "src/cart.test.js" },
    expect.objectContaining({ name: "settles", retries: 2, flaky: true }),
    { name: "later", suite: ["cart"], status: "skipped", duration: 0, filePath: "src/cart.test.js" },
    expect.objectContaining({
      name: "fails",
      status: "failed",
      message: "Error: expected 2\n\nReceived: 1",
      trace: expect.stringContaining("at Object.<anonymous>") as string,
    }),
    expect.objectContaining({ name: "src/broken.test.js", status: "failed", message: "Cannot find module 'x'" }),
  ]);
});
