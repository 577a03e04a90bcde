import { expect, test, vi } from "vitest";
import { readReports } from "../read-reports.ts";
import { outline, readAll } from "../testing/read-all.ts";
import { createWorkspace, hasTool } from "./toolchain.ts";

vi.setConfig({ testTimeout: 180_000 });

const node = process.execPath;
const isThere = hasTool("Node", [node, "--version"]);
const files = {
  "cart.test.mjs": `import test, { describe, it } from "node:test";
import assert from "node:assert";
describe("cart", () => {
  it("adds", () => {});
  it("breaks # with a hash", () => assert.equal(1, 2));
  it.skip("later", () => {});
  it("needs a network", (t) => t.skip("no network"));
  it.todo("to be done");
  describe("inner", () => {
    it("prints", () => console.log("ok 1 - this is not a test\\n\\u001b[31mred"));
    it("breaks in \\u001b[31mred", () => { throw new Error("\\u001b[31mred\\u001b[39m & <more>"); });
  });
});
test("parent", async (t) => { await t.test("sub", () => {}); });
test("done later, fails now", { todo: "soon" }, () => assert.ok(false));
`,
  "broken.test.mjs": `throw new Error("cannot load");\n`,
};
const expected = [
  "passed cart | adds",
  "failed cart | breaks # with a hash",
  "skipped cart | later",
  "skipped cart | needs a network",
  "skipped cart | to be done",
  "passed cart | inner | prints",
  "failed cart | inner | breaks in red",
  "passed parent | sub",
  "skipped done later, fails now",
  "failed broken.test.mjs",
].toSorted();

test.runIf(isThere)("node:test: its JUnit and its TAP tell the same tests, and together they count once", async () => {
  const workspace = await createWorkspace(files);
  const reporters = ["junit", "tap"].flatMap((name) => [
    `--test-reporter=${name}`,
    `--test-reporter-destination=results.${name}`,
  ]);
  await workspace.run(node, ["--test", ...reporters]);
  const [junit, tap] = [workspace.report("results.junit"), workspace.report("results.tap")];
  const options = { workingDirectory: workspace.directory };

  const fromJUnit = await readAll(junit, options);
  expect([fromJUnit.format, fromJUnit.end, outline(fromJUnit.tests).toSorted()]).toEqual([
    "junit",
    "complete",
    expected,
  ]);
  const fromTap = await readAll(tap, options);
  expect([fromTap.format, fromTap.end, outline(fromTap.tests).toSorted()]).toEqual(["tap", "complete", expected]);

  for (const { tests } of [fromJUnit, fromTap]) {
    const byName = new Map(tests.map((each) => [each.name, each]));
    expect(byName.get("breaks # with a hash")).toMatchObject({
      message: "1 == 2",
      stack: expect.stringContaining("cart.test.mjs:5:"),
    });
    expect(byName.get("breaks in red")).toMatchObject({ message: "red & <more>" });
    expect(byName.get("needs a network")).toMatchObject({ message: "no network" });
    expect(byName.get("adds")!.durationMs).toBeGreaterThan(0);
  }
  expect(fromJUnit.tests.find((each) => each.name === "adds")!.file).toBe("cart.test.mjs");

  const together = await Array.fromAsync(readReports([tap, junit], options));
  expect(together.filter((news) => news.kind === "test")).toHaveLength(expected.length);
});

test.runIf(isThere)("node:test: a report of a run that was killed keeps what was done", async () => {
  const workspace = await createWorkspace({
    "a.test.mjs": `import test from "node:test";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
test("done", () => {});
test("kills", async () => {
  const written = () => (existsSync("results.tap") ? readFileSync("results.tap", "utf8") : "");
  while (!written().includes("...")) await setTimeout(5);
  process.kill(process.ppid, "SIGKILL");
  process.exit();
});
`,
  });
  const reporter = ["--test-reporter=tap", "--test-reporter-destination=results.tap"];
  await workspace.run(node, ["--test", "--test-timeout=60000", ...reporter]);
  const { tests, end } = await readAll(workspace.report("results.tap"));
  expect([outline(tests), end]).toEqual([["passed done"], "truncated"]);
});
