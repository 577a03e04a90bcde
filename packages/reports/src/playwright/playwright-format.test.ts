import { describe, expect, test } from "vitest";
import { createMemoryFile } from "../memory-file.ts";
import { outline, readAll, readText } from "../testing/read-all.ts";

const config = { configFile: "/app/playwright.config.ts", rootDir: "/app/tests", forbidOnly: false };
const spec = (title: string, tests: object[], more: object = {}) => ({
  title,
  file: "shop.spec.ts",
  line: 4,
  column: 1,
  tests,
  ...more,
});
const ofFile = (...specs: object[]) => ({
  config,
  suites: [{ title: "shop.spec.ts", file: "shop.spec.ts", specs }],
  errors: [],
});
const read = (report: object, options = {}) => readText("results.json", JSON.stringify(report), options);

const failed = {
  status: "failed",
  duration: 20,
  error: {
    message: "Error: \u001b[2mexpect(\u001b[22mreceived).toBe(expected)",
    stack: "Error: \u001b[2mexpect(\u001b[22mreceived).toBe(expected)\n    at /app/tests/shop.spec.ts:5:3",
    snippet: "> 5 | expect(1).toBe(2)",
  },
  errors: [{ message: "Error: expect(received).toBe(expected)\n> 5 |" }, { message: "second" }],
  attachments: [
    { name: "screenshot", contentType: "image/png", path: "/app/test-results/a/one.png" },
    { name: "inline", contentType: "text/plain", body: "YWJj" },
  ],
};
const passed = { status: "passed", duration: 5, errors: [], attachments: [] };

describe("a spec", () => {
  test("is a test for each project, in its groups, with why it failed", async () => {
    const report = {
      config,
      suites: [
        {
          title: "shop.spec.ts",
          file: "shop.spec.ts",
          specs: [],
          suites: [
            {
              title: "cart",
              file: "shop.spec.ts",
              specs: [
                spec("adds", [
                  { projectName: "chromium", status: "unexpected", results: [failed, failed] },
                  { projectName: "firefox", status: "expected", results: [passed] },
                ]),
              ],
            },
          ],
        },
      ],
    };
    const tests = await read(report);
    const attachments = [
      { name: "screenshot", path: "test-results/a/one.png", contentType: "image/png" },
      { name: "inline", path: null, contentType: "text/plain" },
    ];
    expect(tests[0]).toEqual({
      name: "adds",
      suitePath: ["chromium", "cart"],
      file: "tests/shop.spec.ts",
      line: 4,
      status: "failed",
      flaky: false,
      durationMs: 20,
      message: "Error: expect(received).toBe(expected)\n\nsecond",
      stack: "> 5 | expect(1).toBe(2)\n\n    at /app/tests/shop.spec.ts:5:3",
      retries: 1,
      tries: Array.from({ length: 2 }, () => ({
        status: "failed",
        durationMs: 20,
        message: "Error: expect(received).toBe(expected)\n\nsecond",
      })),
      attachments: [...attachments, ...attachments],
    });
    expect(tests[1]).toMatchObject({ suitePath: ["firefox", "cart"], status: "passed", retries: 0, message: null });
  });

  test("that passed on a retry is flaky and says why it failed first", async () => {
    const [found] = await read(ofFile(spec("wobbles", [{ status: "flaky", results: [failed, passed] }])));
    expect(found).toMatchObject({ status: "passed", flaky: true, retries: 1, durationMs: 5, suitePath: [] });
    expect(found!.tries).toMatchObject([{ status: "failed" }, { status: "passed", durationMs: 5, message: null }]);
    expect(found!.message).toContain("expect(received)");
  });

  test("that failed as expected passed; one that passed unexpectedly failed and says so", async () => {
    const tests = await read(
      ofFile(
        spec("known bug", [{ status: "expected", expectedStatus: "failed", results: [failed] }]),
        spec("fixed bug", [{ status: "unexpected", expectedStatus: "failed", results: [passed] }]),
      ),
    );
    expect(tests).toMatchObject([
      { status: "passed", message: null, stack: null },
      { status: "failed", message: "The test was passed, expected failed." },
    ]);
  });

  test("that is skipped says why", async () => {
    const annotations = [
      { type: "issue", description: "x" },
      { type: "fixme", description: "because" },
    ];
    const [found] = await read(ofFile(spec("later", [{ status: "skipped", annotations, results: [] }])));
    expect(found).toMatchObject({ status: "skipped", message: "because", durationMs: null });
  });
});

test("groups are those around the spec, whatever was read before it", async () => {
  const leaf = (title: string) => spec(title, [{ status: "expected", results: [] }]);
  const report = {
    config,
    suites: [
      {
        title: "a.spec.ts",
        file: "a.spec.ts",
        specs: [leaf("1")],
        suites: [
          {
            title: "x",
            file: "a.spec.ts",
            specs: [leaf("2")],
            suites: [{ title: "y", file: "a.spec.ts", specs: [leaf("3")] }],
          },
          { title: "z", file: "a.spec.ts", specs: [leaf("4")] },
        ],
      },
      { title: "b.spec.ts", file: "b.spec.ts", specs: [leaf("5")] },
    ],
  };
  expect(outline(await read(report))).toEqual([
    "passed 1",
    "passed x | 2",
    "passed x | y | 3",
    "passed z | 4",
    "passed 5",
  ]);
});

test("an error outside of the tests is told as a failed test", async () => {
  const errors = [
    {
      message: "SyntaxError: no",
      location: { file: "/app/tests/bad.spec.ts", line: 3, column: 1 },
      snippet: "> 3 | (",
    },
  ];
  expect(await read({ config, suites: [], errors })).toMatchObject([
    {
      name: "Error outside of the tests",
      status: "failed",
      file: "tests/bad.spec.ts",
      line: 3,
      message: "SyntaxError: no",
    },
  ]);
});

test("files are told relative to where the tests ran, which may be above the configuration", async () => {
  const nested = { ...config, configFile: "/repo/web/playwright.config.ts", rootDir: "/repo/web/tests" };
  const report = { ...ofFile(spec("a", [{ status: "expected", results: [failed] }])), config: nested };
  expect(await read(report)).toMatchObject([{ file: "tests/shop.spec.ts" }]);
  expect(await read(report, { workingDirectory: "/repo" })).toMatchObject([{ file: "web/tests/shop.spec.ts" }]);
});

test("the screenshots and logs inside a report are not held in memory", async () => {
  const body = "iVBORw0KGgo".repeat(500_000);
  const big = {
    ...failed,
    attachments: [{ name: "inline", contentType: "image/png", body }],
    stdout: [{ text: body }],
  };
  const content = JSON.stringify(
    ofFile(spec("a", [{ status: "unexpected", results: [big] }]), spec("b", [{ status: "expected", results: [] }])),
  );
  expect(content.length).toBeGreaterThan(10_000_000);
  const { tests, end } = await readAll(createMemoryFile("results.json", content), { limits: { maxTextChars: 1000 } });
  expect([outline(tests), end]).toEqual([["failed a", "passed b"], "complete"]);
});
