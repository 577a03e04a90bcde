import { mkdir, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { readReports } from "../read-reports.ts";
import { outline, readAll } from "../testing/read-all.ts";
import { createWorkspace } from "./toolchain.ts";

const require = createRequire(import.meta.url);

vi.setConfig({ testTimeout: 180_000 });

const packageFolder = dirname(require.resolve("@playwright/test/package.json"));

const expected = ["one", "two"]
  .flatMap((project) => [
    `passed ${project} | top`,
    `passed ${project} | cart | adds`,
    `failed ${project} | cart | inner | breaks`,
    `flaky ${project} | cart | inner | wobbles`,
    `skipped ${project} | cart | inner | later`,
    `skipped ${project} | cart | inner | fix me`,
    `passed ${project} | cart | inner | known bug`,
  ])
  .toSorted();

test("Playwright: its JSON and its JUnit tell the same tests, and together they count once", async () => {
  const workspace = await createWorkspace({
    "playwright.config.js": `module.exports = {
  testDir: "tests", retries: 1, projects: [{ name: "one" }, { name: "two" }],
  reporter: [["json", { outputFile: "out/results.json" }], ["junit", { outputFile: "out/results.xml", includeRetries: true }]],
};`,
    "tests/shop.spec.js": `const { test, expect } = require("@playwright/test");
const { writeFileSync } = require("node:fs");
test.describe("cart", () => {
  test("adds", () => console.log("printed"));
  test.describe("inner", () => {
    test("breaks", async ({}, info) => {
      writeFileSync(info.outputPath("note.txt"), "x");
      await info.attach("note", { path: info.outputPath("note.txt"), contentType: "text/plain" });
      expect(1).toBe(2);
    });
    test("wobbles", ({}, info) => expect(info.retry).toBe(1));
    test.skip("later", () => {});
    test("fix me", () => test.fixme(true, "because"));
    test("known bug", () => { test.fail(); expect(1).toBe(2); });
  });
});
test("top", () => {});
`,
  });
  await mkdir(join(workspace.directory, "node_modules/@playwright"), { recursive: true });
  await symlink(packageFolder, join(workspace.directory, "node_modules/@playwright/test"));
  await workspace.run(process.execPath, [join(packageFolder, "cli.js"), "test"]);
  const [json, xml] = [workspace.report("out/results.json"), workspace.report("out/results.xml")];
  const options = { workingDirectory: workspace.directory };

  const fromJson = await readAll(json, options);
  expect([fromJson.format, fromJson.end, outline(fromJson.tests).toSorted()]).toEqual([
    "playwright",
    "complete",
    expected,
  ]);
  const fromXml = await readAll(xml, options);
  expect([fromXml.format, fromXml.end, outline(fromXml.tests).toSorted()]).toEqual(["junit", "complete", expected]);

  for (const { tests } of [fromJson, fromXml]) {
    const breaks = tests.find((each) => each.name === "breaks")!;
    expect(breaks).toMatchObject({ retries: 1, message: expect.stringContaining("expect(received).toBe(expected)") });
    expect(breaks.stack).toContain("shop.spec.js:9:");
    const kept = breaks.attachments.map((each) => each.path);
    expect(kept).toContainEqual(expect.stringMatching(/^test-results\/[^/]*breaks-one\/attachments\/note-\w+\.txt$/));
    expect(kept).toContainEqual(
      expect.stringMatching(/^test-results\/[^/]*breaks-one-retry1\/attachments\/note-\w+\.txt$/),
    );
    expect(tests.find((each) => each.name === "wobbles")).toMatchObject({
      retries: 1,
      message: expect.stringContaining("expect("),
    });
  }
  expect(fromJson.tests[0]).toMatchObject({ file: "tests/shop.spec.js", line: expect.any(Number) });

  const together = await Array.fromAsync(readReports([xml, json], options));
  expect(together.filter((news) => news.kind === "test").every((news) => news.format === "playwright")).toBe(true);
  expect(together.filter((news) => news.kind === "test")).toHaveLength(expected.length);
});

test("Playwright: a test file that cannot be loaded is a failure", async () => {
  const workspace = await createWorkspace({
    "playwright.config.js": `module.exports = { reporter: [["json", { outputFile: "results.json" }]] };`,
    "broken.spec.js": `throw new Error("cannot load");`,
  });
  await workspace.run(process.execPath, [join(packageFolder, "cli.js"), "test"]);
  const { tests } = await readAll(workspace.report("results.json"), { workingDirectory: workspace.directory });
  expect(tests).toContainEqual(
    expect.objectContaining({
      status: "failed",
      file: "broken.spec.js",
      message: expect.stringContaining("cannot load"),
    }),
  );
});
