import { images } from "./images.ts";
import type { Recogniser } from "./set-up.ts";
import { shell } from "./shell.ts";

interface Tool {
  name: string;
  /** A file that stands for it. */
  sign: RegExp;
  image: string;
  lines: string[];
}

/** Tools that write JUnit XML when told so by a flag. */
const tools: readonly Tool[] = [
  {
    name: "Deno",
    sign: /^deno\.jsonc?$/,
    image: images.deno,
    lines: ['exec deno test --allow-all --junit-path=junit.xml "$@"'],
  },
  {
    name: "PHPUnit",
    sign: /^phpunit(\.dist)?\.xml(\.dist)?$/,
    image: images.php,
    lines: [
      "[ -d vendor ] || composer install --no-interaction --no-progress || exit",
      'exec vendor/bin/phpunit --log-junit junit.xml "$@"',
    ],
  },
  {
    name: "Bats",
    sign: /(^|\/)[^/]+\.bats$/,
    image: images.bats,
    // Bats names its report report.xml, whatever the format.
    lines: [
      "[ $# -gt 0 ] || set -- --recursive .",
      `bats --report-formatter junit --output . "$@"; code=$?`,
      "[ ! -f report.xml ] || mv report.xml junit.xml; exit $code",
    ],
  },
  {
    name: "Robot Framework",
    sign: /(^|\/)[^/]+\.robot$/,
    image: images.python,
    lines: [
      "command -v robot >/dev/null 2>&1 || python3 -m pip install --quiet robotframework || exit",
      "[ $# -gt 0 ] || set -- .",
      'exec robot --outputdir test-results --xunit junit.xml "$@"',
    ],
  },
  {
    name: "CTest",
    sign: /^CMakeLists\.txt$/,
    image: images.c,
    lines: [
      "command -v cmake >/dev/null 2>&1 || { apt-get update -qq && apt-get install -qq -y cmake; } || exit",
      "cmake -S . -B .aac-run/build && cmake --build .aac-run/build || exit",
      '[ $# -eq 0 ] || set -- --tests-regex "$1"',
      'exec ctest --test-dir .aac-run/build --output-on-failure --output-junit "$PWD/junit.xml" "$@"',
    ],
  },
];

export const otherTools: readonly Recogniser[] = tools.map(({ name, sign, image, lines }) => ({
  async recognise(directory) {
    const file = directory.files.find((candidate) => sign.test(candidate));
    if (file === undefined) return null;
    const command = shell(["rm -f junit*.xml", ...lines]);
    return { name: `${name} (${file})`, command, image, reports: [], isSplit: false };
  },
}));

/** A Makefile with a `test` target: no report of its own, but the verdict of its exit code. */
export const makeTest: Recogniser = {
  async recognise(directory) {
    const file = ["Makefile", "makefile", "GNUmakefile"].find((name) => directory.files.includes(name));
    const text = file === undefined ? null : await directory.read(file);
    if (text === null || !/^test\s*:(?!=)/m.test(text)) return null;
    return {
      name: `make test (${file})`,
      command: shell(["exec make test"]),
      image: images.c,
      reports: [],
      isSplit: false,
    };
  },
};
