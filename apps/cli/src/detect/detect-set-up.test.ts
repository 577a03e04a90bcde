import { expect, test } from "vitest";
import { detectSetUp } from "./detect-set-up.ts";
import type { Directory } from "./directory.ts";

const directory = (files: Record<string, string>): Directory => ({
  files: Object.keys(files),
  read: async (file) => files[file] ?? null,
});
const detect = (files: Record<string, string>, containers = true) => detectSetUp(directory(files), { containers });
const manifest = (fields: object) => JSON.stringify(fields);

test.each<[string, Record<string, string>, string | null]>([
  ["entrypoint.sh", { "entrypoint.sh": "", "package.json": "{}" }, "node:24"],
  ["entrypoint.sh", { "entrypoint.sh": "", Dockerfile: "FROM x" }, null],
  ["entrypoint.sh", { "entrypoint.sh": "" }, "debian:stable"],
  ["Dockerfile", { Dockerfile: 'FROM x\nCMD ["npx", "playwright", "test"]', "package.json": "{}" }, null],
  [
    "Jest (package.json)",
    { Dockerfile: "FROM x\nCMD node server.js", "package.json": manifest({ scripts: { test: "jest" } }) },
    "node:24",
  ],
  ["Dockerfile", { Dockerfile: "FROM x\nCMD ./run-it-all" }, null],
  ["a test script (package.json)", { "package.json": manifest({ scripts: { test: "make check" } }) }, "node:24"],
  ["Vitest (vitest.config.ts)", { "package.json": "{}", "vitest.config.ts": "" }, "node:24"],
  [
    "Playwright (package.json)",
    { "package.json": manifest({ devDependencies: { "@playwright/test": "1" } }) },
    "node:24",
  ],
  ["node:test (package.json)", { "package.json": "{}", "test/a.js": "" }, "node:24"],
  ["Bun (package.json)", { "package.json": manifest({ scripts: { test: "bun test" } }), "bun.lock": "" }, "oven/bun:1"],
  ["pytest (pyproject.toml)", { "pyproject.toml": "[tool.pytest.ini_options]\n" }, "python:3.13"],
  ["pytest (tests/conftest.py)", { "tests/conftest.py": "", "tests/test_a.py": "import unittest" }, "python:3.13"],
  ["pytest (tests/test_a.py)", { "tests/test_a.py": "def test_a(): pass" }, "python:3.13"],
  ["unittest (tests/test_a.py)", { "tests/test_a.py": "import unittest" }, "python:3.13"],
  ["go test (go.mod)", { "go.mod": "" }, "golang:1.26"],
  ["cargo test (Cargo.toml)", { "Cargo.toml": "" }, "rust:1"],
  ["Maven (pom.xml)", { "pom.xml": "" }, "maven:3-eclipse-temurin-21"],
  ["Gradle (build.gradle.kts)", { "build.gradle.kts": "" }, "gradle:9-jdk21"],
  ["PHPUnit (phpunit.xml.dist)", { "phpunit.xml.dist": "" }, "composer:2"],
  ["Deno (deno.json)", { "deno.json": "{}" }, "denoland/deno:2"],
  ["Bats (test/a.bats)", { "test/a.bats": "" }, "bats/bats:latest"],
  ["make test (Makefile)", { Makefile: "all:\ntest: all\n\t./check" }, "gcc:15"],
])("%s: %j", async (name, files, image) => {
  expect(await detect(files)).toMatchObject({ name, image });
});

test.each<[string, Record<string, string>]>([
  ["an empty directory", {}],
  [
    "a package.json with npm's placeholder",
    { "package.json": manifest({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }) },
  ],
  ["a package.json that is not JSON", { "package.json": "{" }],
  ["a Makefile without the target", { Makefile: "test := a\nall:\n" }],
])("%s is nothing to run", async (_, files) => expect(await detect(files)).toBeNull());

test("without containers a Dockerfile does not count", async () => {
  expect(await detect({ Dockerfile: "FROM x\nCMD npm test" }, false)).toBeNull();
});

test("an entrypoint.sh is run as the contract says", async () => {
  expect(await detect({ "entrypoint.sh": "" })).toMatchObject({ command: null });
});

test("the command of a Dockerfile is that of its last stage, and of the stages that one is built from", async () => {
  const Dockerfile = `
    FROM node:24 AS base
    WORKDIR /srv
    ENTRYPOINT ["npx", "playwright", "test"]
    FROM python AS other
    WORKDIR /elsewhere
    CMD ["never"]
    FROM base
    WORKDIR e2e
    CMD ["--project", \\
      "chromium"]`;
  expect(await detect({ Dockerfile })).toMatchObject({
    command: ["npx", "playwright", "test", "--project", "chromium"],
    workingDirectory: "/srv/e2e",
  });
});

test("no command has the folder's placeholder but as an argument of its own, so no folder is read as shell", async () => {
  for (const files of [
    { "package.json": manifest({ scripts: { test: "jest && mocha && vitest && playwright test && node --test" } }) },
    { "tests/test_a.py": "import unittest" },
    { "go.mod": "" },
    { "Cargo.toml": "" },
    { "pom.xml": "" },
    { "build.gradle": "" },
    { "phpunit.xml": "" },
    { "a.bats": "" },
    { "CMakeLists.txt": "" },
  ]) {
    const command = (await detect(files))?.command ?? [];
    expect(command.filter((argument) => argument.includes("{folder}"))).toEqual(["{folder}"]);
    expect(Math.max(...command.map((argument) => argument.length))).toBeLessThan(8_192);
  }
});
