import { expect, test, vi } from "vitest";
import { outline, readAll } from "../testing/read-all.ts";
import { createWorkspace, hasTool } from "./toolchain.ts";

vi.setConfig({ testTimeout: 180_000 });

const isThere = hasTool("pytest", ["python3", "-m", "pytest", "--version"]);
const files = {
  "tests/test_cart.py": `import pytest, unittest

def test_adds(): print("\\x1b[31mred\\x1b[0m")
def test_breaks(): assert {"a": 1} == {"a": 2}

@pytest.fixture
def shop():
    yield
    raise RuntimeError("closing failed")
def test_teardown(shop): pass
def test_both(shop): assert 0

class TestInner:
    @pytest.mark.parametrize("what", [1, "a/b"])
    def test_each(self, what): pass
    @pytest.mark.skip(reason="no network")
    def test_later(self): pass
    @pytest.mark.xfail(reason="known bug")
    def test_bug(self): assert 0

class Legacy(unittest.TestCase):
    def test_parts(self):
        for part in range(3):
            with self.subTest(part=part): pass
`,
  "tests/test_broken.py": "import there_is_no_such_module\n",
};
const expected = [
  "failed tests.test_broken",
  "passed test_adds",
  "failed test_breaks",
  "failed test_teardown",
  "failed test_both",
  "passed TestInner | test_each[1]",
  "passed TestInner | test_each[a/b]",
  "skipped TestInner | test_later",
  "skipped TestInner | test_bug",
  "passed Legacy | test_parts",
];

test.runIf(isThere).each(["xunit1", "xunit2"])("pytest: its JUnit XML, family %s", async (family) => {
  const workspace = await createWorkspace(files);
  const args = [
    "-m",
    "pytest",
    "-p",
    "no:cacheprovider",
    "--continue-on-collection-errors",
    "-o",
    `junit_family=${family}`,
  ];
  await workspace.run("python3", [...args, "--junitxml=junit.xml", "tests"]);
  const { tests, end } = await readAll(workspace.report("junit.xml"), { workingDirectory: workspace.directory });
  expect([end, outline(tests)]).toEqual(["complete", expected]);
  expect(new Set(tests.map((each) => each.file))).toEqual(new Set(["tests/test_broken.py", "tests/test_cart.py"]));

  const byName = new Map(tests.map((each) => [each.name, each]));
  expect(byName.get("tests.test_broken")!.stack).toContain("there_is_no_such_module");
  expect(byName.get("test_breaks")).toMatchObject({
    message: expect.stringMatching(/^AssertionError: assert \{'a': 1\} == \{'a': 2\}/),
    stack: expect.stringContaining("test_cart.py:4: AssertionError"),
    line: family === "xunit1" ? 4 : null,
  });
  expect(byName.get("test_teardown")!.message).toContain("closing failed");
  expect(byName.get("test_both")).toMatchObject({
    retries: 0,
    message: expect.stringMatching(/^assert 0[^]*closing failed/),
  });
  expect(byName.get("test_later")!.message).toBe("no network");
  expect(byName.get("test_bug")!.message).toBe("known bug");
});
