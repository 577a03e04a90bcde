import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import { outline, readAll } from "../testing/read-all.ts";
import { createWorkspace } from "./toolchain.ts";

const require = createRequire(import.meta.url);

vi.setConfig({ testTimeout: 180_000 });

const bin = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");

test("Vitest: groups, retries and failures of its JUnit reporter", async () => {
  const workspace = await createWorkspace({
    "package.json": `{ "type": "module" }`,
    "src/cart.test.ts": `describe("cart", () => {
  test("adds", () => console.log("printed"));
  describe("inner", () => {
    test("breaks", () => expect({ a: 1 }).toEqual({ a: 2 }));
    test.skip("later", () => {});
  });
});
test("top", () => {});
test.todo("some day");
`,
  });
  const args = ["run", "--root", workspace.directory, "--globals", "--reporter=junit", "--outputFile=junit.xml"];
  await workspace.run(process.execPath, [bin, ...args]);
  const { tests, end } = await readAll(workspace.report("junit.xml"), { workingDirectory: workspace.directory });
  expect([end, outline(tests)]).toEqual([
    "complete",
    [
      "passed cart | adds",
      "failed cart | inner | breaks",
      "skipped cart | inner | later",
      "passed top",
      "skipped some day",
    ],
  ]);
  expect(tests[1]).toMatchObject({
    file: "src/cart.test.ts",
    message: expect.stringContaining("expected { a: 1 } to deeply equal { a: 2 }"),
    stack: expect.stringContaining("src/cart.test.ts:4:"),
  });
});
