import { dropInFolder } from "../shell.ts";

/** What is added to a command: before it, after its word `--test`, at its end; and around all of that. */
export interface Instrumentation {
  before?: string;
  afterTestFlag?: string;
  after?: string;
  around?: (command: string) => string;
}

/** A test runner of the Node world: how to see that a command calls it, and how to make it write a report too. */
export interface Runner {
  name: string;
  /** What it is known by where no script calls it: a dependency, or a configuration file. */
  dependency: string | null;
  config: RegExp | null;
  /** The script to run where the package has none. */
  script: string;
  /** Whether these words call it. */
  isCalled(words: readonly string[]): boolean;
  /**
   * What to add to such a command so that it writes a report, `n` being different for each. The command runs in a shell
   * where `$AAC_TESTS` is the working directory, and `$AAC_SPLIT` and `$AAC_FOLDER` are empty or not set when not asked for.
   */
  instrument(words: readonly string[], n: number): Instrumentation;
  reports: string[];
  dropIn: string | null;
  isSplit: boolean;
}

const folder = '${AAC_FOLDER:+"$AAC_FOLDER"}';
const spec = '${AAC_FOLDER:+--spec "$AAC_FOLDER"}';
const shard = "${AAC_SPLIT:+--shard=$AAC_SPLIT}";
const base = (word = "") => word.replace(/^.*\//, "").replace(/\.[cm]?js$/, "");
const calls = (words: readonly string[], program: string, subcommand?: string) =>
  words.some((word, at) => base(word) === program && (subcommand === undefined || words[at + 1] === subcommand));
const has = (words: readonly string[], flag: string) =>
  words.some((word) => word === flag || word.startsWith(`${flag}=`));
/** It writes one of its own accord, which a second would double. */
const writesJunit = (words: readonly string[]) => words.some((word) => /^(--(test-)?reporter=)?junit$/.test(word));

/** Keeps what a command prints as a report, with its exit code, which a pipe would lose. */
const keepTap = (n: number) => (command: string) => {
  const code = `"$AAC_TESTS/${dropInFolder}/code-${n}"`;
  return `({ ${command}; echo $? > ${code}; } | tee "$AAC_TESTS/results-${n}.tap"; exit $(cat ${code}))`;
};

/** A runner that prints TAP, when told so by `flags`. */
const tapRunner = (name: string, program: string, flags: string): Runner => ({
  name,
  dependency: program,
  config: null,
  script: program,
  isCalled: (words) => calls(words, program),
  instrument: (_, n) => ({ after: `${flags} ${folder}`, around: keepTap(n) }),
  reports: ["results-*.tap"],
  dropIn: null,
  isSplit: false,
});

export const runners: readonly Runner[] = [
  {
    name: "Playwright",
    dependency: "@playwright/test",
    config: /^playwright\.config\.[cm]?[jt]s$/,
    script: "playwright test",
    isCalled: (words) => calls(words, "playwright", "test"),
    instrument: (_, n) => ({
      before: `PLAYWRIGHT_JSON_OUTPUT_NAME="$AAC_TESTS/playwright-results-${n}.json" PLAYWRIGHT_HTML_OPEN=never`,
      after: `--reporter=list,json,html ${shard} ${folder}`,
    }),
    reports: ["playwright-results-*.json"],
    dropIn: null,
    isSplit: true,
  },
  {
    name: "Vitest",
    dependency: "vitest",
    config: /^vitest\.config\.[cm]?[jt]s$/,
    script: "vitest run",
    isCalled: (words) => calls(words, "vitest") && !["bench", "list", "init"].some((verb) => words.includes(verb)),
    instrument: (words, n) => {
      if (writesJunit(words)) return { after: `${shard} ${folder}` };
      const readable = has(words, "--reporter") ? "" : "--reporter=default ";
      const report = `--reporter=junit --outputFile.junit="$AAC_TESTS/junit-vitest-${n}.xml"`;
      return { after: `${readable}${report} ${shard} ${folder}` };
    },
    reports: [],
    dropIn: null,
    isSplit: true,
  },
  {
    name: "Jest",
    dependency: "jest",
    config: /^jest\.config\.([cm]?[jt]s|json)$/,
    script: "jest",
    isCalled: (words) => calls(words, "jest"),
    instrument: (words) => ({
      after:
        (has(words, "--reporters") ? "" : "--reporters=default ") +
        `--reporters="$AAC_TESTS/${dropInFolder}/jest-reporter.cjs" ${shard} ${folder}`,
    }),
    reports: [],
    dropIn: "jest-reporter.cjs",
    isSplit: true,
  },
  {
    name: "Mocha",
    dependency: "mocha",
    config: /^\.mocharc\.(c?js|json|ya?ml)$/,
    script: "mocha",
    isCalled: (words) => calls(words, "mocha") || calls(words, "_mocha"),
    instrument: () => ({ after: `--reporter "$AAC_TESTS/${dropInFolder}/mocha-reporter.cjs" ${folder}` }),
    reports: [],
    dropIn: "mocha-reporter.cjs",
    isSplit: false,
  },
  {
    name: "Cypress",
    dependency: "cypress",
    config: /^cypress\.config\.[cm]?[jt]s$/,
    script: "cypress run",
    isCalled: (words) => calls(words, "cypress", "run"),
    instrument: () => ({
      after: `--reporter junit --reporter-options "mochaFile=$AAC_TESTS/junit-cypress-[hash].xml" ${spec}`,
    }),
    reports: [],
    dropIn: null,
    isSplit: false,
  },
  {
    name: "Bun",
    dependency: null,
    config: /^bunfig\.toml$/,
    script: "bun test",
    isCalled: (words) => calls(words, "bun", "test"),
    instrument: (_, n) => ({ after: `--reporter=junit --reporter-outfile="$AAC_TESTS/junit-bun-${n}.xml" ${folder}` }),
    reports: [],
    dropIn: null,
    isSplit: false,
  },
  {
    name: "node:test",
    dependency: null,
    config: null,
    script: "node --test",
    isCalled: (words) => (calls(words, "node") || calls(words, "tsx")) && words.includes("--test"),
    // Node reads its own flags only before the first file, and pairs the n-th reporter with the n-th destination.
    instrument: (words, n) => {
      const target = `"$AAC_TESTS/junit-node-${n}.xml"`;
      const split = "${AAC_SPLIT:+--test-shard=$AAC_SPLIT}";
      if (writesJunit(words)) return { afterTestFlag: split, after: folder };
      if (has(words, "--test-reporter-destination")) {
        return { afterTestFlag: `--test-reporter=junit --test-reporter-destination=${target} ${split}`, after: folder };
      }
      const readable = has(words, "--test-reporter") ? "" : "--test-reporter=spec ";
      return {
        afterTestFlag: `--test-reporter=junit --test-reporter-destination=${target} ${readable}--test-reporter-destination=stdout ${split}`,
        after: folder,
      };
    },
    reports: [],
    dropIn: null,
    isSplit: true,
  },
  tapRunner("tape", "tape", ""),
  tapRunner("AVA", "ava", "--tap"),
  tapRunner("tap", "tap", "--reporter=tap"),
];
