import type { Directory } from "./directory.ts";
import { readDropIn } from "./drop-ins/read-drop-in.ts";
import { images } from "./images.ts";
import type { Recogniser } from "./set-up.ts";
import { dropInFolder, shell } from "./shell.ts";

const testFile = /(^|\/)(test_[^/]*|[^/]*_test|tests)\.py$/;
const requirementFiles = /^((dev|test)[-_])?requirements([-_](dev|tests?))?\.txt$/;

/** pytest where it is configured or imported; else unittest, of which pytest is a better runner where it is there. */
export const pythonTests: Recogniser = {
  async recognise(directory) {
    const tests = directory.files.filter((file) => testFile.test(file));
    const sign = await signOfPytest(directory);
    if (sign === null && tests.length === 0) return null;
    const usesUnittest = sign === null && (await areUnittests(tests, directory));
    const requirements = await requirementsOf(directory);
    const lines = [
      "python=python3",
      'for venv in .venv venv; do [ -x "$venv/bin/python" ] && python="$PWD/$venv/bin/python"; done',
      ...(usesUnittest ? withUnittest(requirements) : withPytest(requirements)),
      "rm -f junit*.xml",
      // The older dialect says in which file and line each test is.
      'exec "$python" -m pytest --junitxml=junit.xml -o junit_family=xunit1 "$@"',
    ];
    return {
      name: usesUnittest ? `unittest (${tests[0]})` : `pytest (${sign ?? tests[0]})`,
      command: shell(lines, usesUnittest ? [await readDropIn("unittest_junit.py")] : []),
      image: images.python,
      reports: [],
      isSplit: false,
    };
  },
};

function withPytest(requirements: readonly string[]): string[] {
  return [`"$python" -c 'import pytest' 2>/dev/null || {`, ...install(["pytest", ...requirements]), "}"];
}

function withUnittest(requirements: readonly string[]): string[] {
  return [
    `"$python" -c 'import pytest' 2>/dev/null || {`,
    ...(requirements.length === 0 ? [] : install(requirements)),
    "rm -f junit*.xml",
    `exec "$python" ${dropInFolder}/unittest_junit.py "$@"`,
    "}",
  ];
}

/** Into an environment of the working copy: the host's own stays as it is. */
function install(what: readonly string[]): string[] {
  return [
    `"$python" -m venv --system-site-packages ${dropInFolder}/venv && python="$PWD/${dropInFolder}/venv/bin/python" || exit`,
    `"$python" -m pip install --quiet --disable-pip-version-check ${what.join(" ")} || exit`,
  ];
}

async function signOfPytest(directory: Directory): Promise<string | null> {
  const sections: [string, RegExp][] = [
    ["pyproject.toml", /^\s*\[tool\.pytest\b/m],
    ["tox.ini", /^\s*\[pytest\]/m],
    ["setup.cfg", /^\s*\[tool:pytest\]/m],
  ];
  for (const name of ["pytest.ini", ".pytest.ini", "pytest.toml"]) if (directory.files.includes(name)) return name;
  for (const [name, section] of sections) {
    if (directory.files.includes(name) && section.test((await directory.read(name)) ?? "")) return name;
  }
  return directory.files.find((file) => /(^|\/)conftest\.py$/.test(file)) ?? null;
}

/** Whether none of the first files needs pytest, and one of them uses unittest. */
async function areUnittests(tests: readonly string[], { read }: Directory): Promise<boolean> {
  const texts = await Promise.all(tests.slice(0, 50).map(async (file) => (await read(file)) ?? ""));
  const some = (pattern: RegExp) => texts.some((text) => pattern.test(text));
  return some(/^\s*(import|from)\s+unittest\b/m) && !some(/^\s*(import|from)\s+pytest\b/m);
}

/** Arguments for pip: the requirement files, and the package itself with what it says its tests need. */
async function requirementsOf({ files, read }: Directory): Promise<string[]> {
  const lists = files.filter((file) => requirementFiles.test(file)).map((file) => `-r ${file}`);
  const text = files.includes("pyproject.toml") ? await read("pyproject.toml") : null;
  if (text === null) return files.includes("setup.py") ? [...lists, "-e ."] : lists;
  const { parse } = await import("smol-toml");
  const project = tryParse(() => parse(text));
  if (project?.["project"] === undefined && project?.["build-system"] === undefined) return lists;
  const extras = keysOf(keyOf(project["project"], "optional-dependencies")).filter((name) => isForTests(name));
  const groups = keysOf(project["dependency-groups"]).filter((name) => isForTests(name));
  const self = extras.length > 0 ? `-e '.[${extras.join(",")}]'` : "-e .";
  return [...lists, self, ...groups.map((group) => `--group ${group}`)];
}

const isForTests = (name: string) => /^(tests?|testing|dev)$/.test(name);
const keyOf = (value: unknown, key: string) =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
const keysOf = (value: unknown) => (typeof value === "object" && value !== null ? Object.keys(value) : []);

function tryParse<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}
