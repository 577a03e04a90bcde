import type { Directory } from "../directory.ts";
import { readDropIn } from "../drop-ins/read-drop-in.ts";
import { images } from "../images.ts";
import type { Recogniser } from "../set-up.ts";
import { dropInFolder, shell } from "../shell.ts";
import { findRequirements } from "./requirements.ts";

const testFile = /(^|\/)(test_[^/]*|[^/]*_test|tests)\.py$/;

/** pytest where it is configured or imported; else unittest, of which pytest is a better runner where it is there. */
export const pythonTests: Recogniser = {
  async recognise(directory) {
    const tests = directory.files.filter((file) => testFile.test(file));
    const sign = await signOfPytest(directory);
    if (sign === null && tests.length === 0) return null;
    const isUnittest = sign === null && (await areUnittests(tests, directory));
    const requirements = await findRequirements(directory);
    const lines = [
      "python=python3",
      'for venv in .venv venv; do [ -x "$venv/bin/python" ] && python="$PWD/$venv/bin/python"; done',
      "rm -f junit*.xml",
      ...(isUnittest ? runUnittest(requirements) : preparePytest(requirements)),
      // The older dialect says in which file and line each test is.
      'exec "$python" -m pytest --junitxml=junit.xml -o junit_family=xunit1 "$@"',
    ];
    return {
      name: isUnittest ? `unittest (${tests[0]})` : `pytest (${sign ?? tests[0]})`,
      command: shell(lines, isUnittest ? [await readDropIn("unittest_junit.py")] : []),
      image: images.python,
      reports: [],
      isSplit: false,
    };
  },
};

/** A Python that can load the tests has what they need. One that cannot gets it, in the working copy. */
function preparePytest(requirements: readonly string[]): string[] {
  const isReady =
    requirements.length === 0 ? `-c 'import pytest'` : `-m pytest --collect-only --quiet -p no:cacheprovider "$@"`;
  return [`"$python" ${isReady} >/dev/null 2>&1 || ${install(["pytest", ...requirements])}`];
}

function runUnittest(requirements: readonly string[]): string[] {
  return [
    `"$python" -c 'import pytest' 2>/dev/null || {`,
    ...(requirements.length === 0 ? [] : [install(requirements)]),
    `exec "$python" ${dropInFolder}/unittest_junit.py "$@"`,
    "}",
  ];
}

function install(what: readonly string[]): string {
  const path = `${dropInFolder}/venv`;
  const pip = "-m pip install --quiet --disable-pip-version-check";
  return (
    `{ "$python" -m venv --system-site-packages ${path} && python="$PWD/${path}/bin/python" && ` +
    `"$python" ${pip} ${what.join(" ")}; } || echo 'Not all that the tests need could be installed.'`
  );
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
