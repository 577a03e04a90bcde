import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rehearse } from "./rehearsal.ts";

// Each of these runs a real tool by the command that was recognised, and looks at the report that tool wrote.

const require = createRequire(import.meta.url);
/** This checkout's own, in which Mocha and Vitest are. */
const modules = dirname(dirname(require.resolve("mocha/package.json")));
const isThere = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;
let root: string;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "aac-detect-"))));
afterAll(() => rm(root, { recursive: true, force: true }));

async function project(files: Record<string, string>, options: { modules?: boolean } = {}): Promise<string> {
  const path = await mkdtemp(join(root, "project-"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  if (options.modules) await symlink(modules, join(path, "node_modules"));
  return path;
}

/** The only report, whose name matches. */
function report(reports: Record<string, string>, name: RegExp): string {
  const names = Object.keys(reports);
  expect(names).toEqual([expect.stringMatching(name)]);
  return reports[names[0]!]!;
}

interface Ctrf {
  results: {
    tests: { name: string; suite: string[]; status: string; filePath?: string; message?: string; flaky?: boolean }[];
  };
}

describe("Node", () => {
  const tests = `
    const { test, describe } = require("node:test");
    describe("cart", () => {
      test("adds", () => {});
      test("fails", () => { throw new Error("1 is not 2"); });
      test("later", { skip: true }, () => {});
    });`;

  test("a script that runs scripts that run node --test: JUnit, the readable output, and what else the script does", async () => {
    const scripts = { pretest: "echo built", test: "npm run unit", unit: "node --test" };
    const path = await project({ "package.json": JSON.stringify({ scripts }), "test/cart.js": tests });
    const { name, exitCode, output, reports } = await rehearse(path);
    expect({ name, exitCode }).toEqual({ name: "node:test (package.json)", exitCode: 1 });
    expect(output).toMatch(/^built$/m);
    expect(output).toContain("✖ fails");
    const junit = report(reports, /^junit-node-1\.xml$/);
    expect(junit.match(/<testcase /g)).toHaveLength(3);
    expect(junit).toContain('<failure type="testCodeFailure" message="1 is not 2">');
  });

  test("a folder runs a part, and shards run each file once", async () => {
    const file = (name: string) => `require("node:test").test("${name}", () => {});`;
    const path = await project({
      "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
      "test/a.js": file("a"),
      "test/b.js": file("b"),
    });
    const one = report((await rehearse(path, { folder: "test/b.js" })).reports, /junit/);
    expect(one).toContain('name="b"');
    expect(one).not.toContain('name="a"');
    const shards = await Promise.all([1, 2].map((shard) => rehearse(path, { shard: [shard, 2] })));
    const names = shards.map(({ reports }) => report(reports, /junit/).match(/testcase name="(.)"/)?.[1]);
    expect(new Set(names)).toEqual(new Set(["a", "b"]));
  });

  test("a folder that looks like shell is a folder", async () => {
    const path = await project({
      "package.json": JSON.stringify({ scripts: { test: "node --test" } }),
      "test/a.js": "",
    });
    const { output } = await rehearse(path, { folder: "$(echo owned)'; echo owned; '\"`echo owned`" });
    expect(output).not.toMatch(/^owned$/m);
  });

  test("Vitest: JUnit beside its own output", async () => {
    const path = await project(
      {
        "package.json": JSON.stringify({ scripts: { test: "vitest run" } }),
        "a.test.js": `import { expect, test } from "vitest"; test("adds", () => {}); test("fails", () => expect(1).toBe(2));`,
      },
      { modules: true },
    );
    const { exitCode, output, reports } = await rehearse(path);
    expect(exitCode).toBe(1);
    expect(output).toContain("FAIL");
    expect(report(reports, /^junit-vitest-1\.xml$/)).toMatch(/tests="2" failures="1"/);
  });

  test("Mocha, behind another command: CTRF beside its own output", async () => {
    const path = await project(
      {
        "package.json": JSON.stringify({ scripts: { test: "echo first && mocha" } }),
        "test/cart.js": `
          const assert = require("node:assert");
          describe("cart", () => {
            describe("sum", () => { it("fails", () => assert.equal(1, 2)); });
            it.skip("later", () => {});
            let tries = 0;
            it("settles", function () { this.retries(1); assert((tries += 1) > 1); });
          });`,
      },
      { modules: true },
    );
    const { exitCode, output, reports } = await rehearse(path);
    expect(exitCode).toBe(1);
    expect(output).toContain("1 passing");
    const { tests: found } = (JSON.parse(report(reports, /^ctrf-mocha-\d+\.json$/)) as Ctrf).results;
    expect(found).toEqual([
      expect.objectContaining({ name: "later", status: "skipped", suite: ["cart"] }),
      expect.objectContaining({ name: "settles", status: "passed", flaky: true, filePath: "test/cart.js" }),
      expect.objectContaining({ name: "fails", status: "failed", suite: ["cart", "sum"], message: "1 == 2" }),
    ]);
  });

  test("a runner that prints TAP: its output is the report, and its exit code is kept", async () => {
    // A stand-in for tape: what counts here is the shell around it.
    const tape = "#!/bin/sh\necho 'TAP version 13'\necho 'not ok 1 - adds'\nexit 3\n";
    const path = await project({
      "package.json": JSON.stringify({ scripts: { test: "sh bin/tape && echo never" } }),
      "bin/tape": tape,
    });
    const { exitCode, output, reports } = await rehearse(path);
    expect(exitCode).toBe(3);
    expect(output).not.toMatch(/^never$/m);
    expect(report(reports, /^results-1\.tap$/)).toContain("not ok 1 - adds");
  });

  test("a report of an earlier run is not taken for one of this run", async () => {
    const path = await project({
      "package.json": JSON.stringify({ scripts: { test: "true" } }),
      "junit.xml": "<testsuite/>",
    });
    expect((await rehearse(path)).reports).toEqual({});
  });
});

const unittests = `
import unittest

class Cart(unittest.TestCase):
    def test_adds(self):
        self.assertEqual(1 + 1, 2)
    def test_fails(self):
        self.assertEqual(1, 2, "no & \\x1b[31m")
    @unittest.skip("later")
    def test_later(self):
        pass
    def test_parts(self):
        for part in range(3):
            with self.subTest(part=part):
                self.assertNotEqual(part, 1)

class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no database")
    def test_never(self):
        pass
`;

describe.skipIf(!isThere("python3", "-c", "import venv"))("Python", () => {
  test("unittest without pytest: JUnit of every test, subtest, and what fails before them", async () => {
    // An environment of its own has no pytest, whatever the host has.
    const bare = join(root, "bare");
    spawnSync("python3", ["-m", "venv", "--without-pip", bare]);
    const path = await project({ "tests/test_cart.py": unittests, "tests/deep/test_import.py": "import nothing_here" });
    const { name, exitCode, output, reports } = await rehearse(path, { path: join(bare, "bin") });
    expect({ name, exitCode }).toEqual({ name: "unittest (tests/deep/test_import.py)", exitCode: 1 });
    expect(output).toContain("FAILED (failures=2, errors=2, skipped=1)");
    const junit = report(reports, /^junit\.xml$/);
    const names = [...junit.matchAll(/<testcase [^>]*?\sname="([^"]+)"/g)].map((match) => match[1]);
    expect(names).toHaveLength(6);
    expect(names).toEqual(
      expect.arrayContaining([
        "setUpClass (test_cart.Broken)",
        "test_adds",
        "test_fails",
        "test_import",
        "test_later",
        "test_parts (part=1)",
      ]),
    );
    expect(junit).toContain('classname="test_cart.Cart" name="test_fails" file="tests/test_cart.py"');
    expect(junit).toContain('<failure message="AssertionError: 1 != 2 : no &amp; [31m">');
  });

  test.skipIf(!isThere("python3", "-c", "import pytest"))("pytest: JUnit with files and lines", async () => {
    const path = await project({ "test_cart.py": "def test_adds(): pass\ndef test_fails(): assert 1 == 2\n" });
    const { name, exitCode, reports } = await rehearse(path);
    expect({ name, exitCode }).toEqual({ name: "pytest (test_cart.py)", exitCode: 1 });
    const junit = report(reports, /^junit\.xml$/);
    expect(junit).toContain('name="test_fails" file="test_cart.py" line="1"');
    const part = await rehearse(path, { folder: "test_cart.py::test_adds" });
    expect(part.exitCode).toBe(0);
    expect(report(part.reports, /junit/)).not.toContain("test_fails");
  });
});

describe.skipIf(!isThere("go", "version"))("Go", () => {
  test("events in a file, text in the log, and go's own exit code", async () => {
    const path = await project({
      "go.mod": "module example.com/shop\n\ngo 1.21\n",
      "cart/cart_test.go": `package cart
import "testing"
func TestAdds(t *testing.T) { t.Log("quoted <\\"text\\">") }
func TestFails(t *testing.T) { t.Error("1 is not 2") }
`,
      "other/other_test.go": 'package other\nimport "testing"\nfunc TestOther(t *testing.T) {}\n',
    });
    const { exitCode, output, reports } = await rehearse(path);
    expect(exitCode).toBe(1);
    expect(output).toContain('quoted <"text">');
    const events = report(reports, /^go-test\.json$/)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { Action: string; Test?: string });
    expect(events).toContainEqual(expect.objectContaining({ Action: "fail", Test: "TestFails" }));
    expect(events).toContainEqual(expect.objectContaining({ Action: "pass", Test: "TestOther" }));
    const part = await rehearse(path, { folder: "other" });
    expect(part.exitCode).toBe(0);
    expect(report(part.reports, /go-test/)).not.toContain("TestFails");
  });
});

describe.skipIf(!isThere("cargo", "--version"))("Rust", () => {
  test("TAP of unit tests and documentation tests, with why they failed", async () => {
    const path = await project({
      "Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
      "src/lib.rs": `/// \`\`\`
/// assert_eq!(shop::add(1, 2), 3);
/// \`\`\`
pub fn add(a: i32, b: i32) -> i32 { a + b }
#[cfg(test)]
mod tests {
    #[test]
    fn adds() {}
    #[test]
    fn fails() { assert_eq!(1, 2, "sum # of"); }
    #[test]
    #[ignore = "slow"]
    fn later() {}
}
`,
    });
    const { exitCode, output, reports } = await rehearse(path);
    expect(exitCode).toBe(101);
    expect(output).toContain("test tests::fails ... FAILED");
    const tap = report(reports, /^cargo-test\.tap$/);
    // In which order its threads run them is the harness's affair.
    expect(tap).toMatch(/^TAP version 13\n1\.\.4\n/);
    expect(tap).toMatch(/^ok [123] - src\/lib\.rs > tests::adds$/m);
    expect(tap).toMatch(/^not ok [123] - src\/lib\.rs > tests::fails$/m);
    expect(tap).toMatch(/^ {6}assertion `left == right` failed: sum # of$/m);
    expect(tap).toMatch(/^ok [123] - .* # SKIP$/m);
    expect(tap).toMatch(/^ok 4 - doc-tests shop > src\/lib\.rs - add \(line 1\)$/m);
  });
});
