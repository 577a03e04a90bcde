import { expect, test } from "vitest";
import { findRequirements } from "./requirements.ts";

const find = (files: Record<string, string>) =>
  findRequirements({ files: Object.keys(files), read: async (file) => files[file] ?? null });

test("nothing is said, nothing is needed", async () => {
  expect(await find({ "test_a.py": "" })).toEqual([]);
  expect(await find({ "pyproject.toml": "[tool.pytest.ini_options]\n" })).toEqual([]);
  expect(await find({ "pyproject.toml": "not toml" })).toEqual([]);
});

test("requirement files that are for running or testing", async () => {
  const files = ["requirements.txt", "requirements-dev.txt", "requirements/tests.txt", "requirements/docs.txt"];
  expect(await find(Object.fromEntries(files.map((file) => [file, ""])))).toEqual([
    "-r requirements.txt",
    "-r requirements-dev.txt",
    "-r requirements/tests.txt",
  ]);
});

test("a package is installed itself, with the extras of its tests, or those of developers where there are none", async () => {
  const extras = (...names: string[]) =>
    find({
      "pyproject.toml": `[project]\nname = "a"\n[project.optional-dependencies]\n${names.map((name) => `${name} = []\n`).join("")}`,
    });
  expect(await extras()).toEqual(["-e ."]);
  expect(await extras("docs", "test", "dev")).toEqual(["-e '.[test]'"]);
  expect(await extras("docs", "dev")).toEqual(["-e '.[dev]'"]);
  expect(await find({ "setup.py": "" })).toEqual(["-e ."]);
});

test("dependency groups are taken apart, with those they include, and in circles once", async () => {
  const groups = `[dependency-groups]
tests = ["pytest>=8; python_version > '3.9'", { include-group = "base" }]
base = ["freezegun", { include-group = "tests" }]
docs = ["sphinx"]
`;
  expect(await find({ "pyproject.toml": groups })).toEqual([
    `'pytest>=8; python_version > '\\''3.9'\\'''`,
    "'freezegun'",
  ]);
});
