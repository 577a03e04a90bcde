import { toReportPath } from "../report-path.ts";
import type { JUnitCase } from "./junit-case.ts";

/** Where a test stands: what makes it the same test in another run. */
export interface TestPlace {
  name: string;
  /** Outermost first; does not repeat the file. */
  suitePath: string[];
  file: string | null;
  line: number | null;
}

/** How one tool fills in the attributes that the format leaves open. */
export interface Dialect {
  name: string;
  speaks(testCase: JUnitCase): boolean;
  place(testCase: JUnitCase, workingDirectory: string | undefined): TestPlace;
}

/** Names that a tool gives to the whole report; they group nothing. */
const toolNames = new Set([
  "",
  "pytest",
  "pytest tests",
  "Mocha Tests",
  "Root Suite",
  "rspec",
  "Cucumber",
  "undefined",
]);
const sourceFile = /^[^\s:]*[\w\]]\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|php|bats|feature|dart|lua|exs?|robot|sh)$/;

const pytest: Dialect = {
  name: "pytest",
  speaks: ({ root, suites }) => root.name === "pytest tests" || suites[0]?.attributes.name === "pytest",
  place(testCase, workingDirectory) {
    const { classname = "", name = "", file, line } = testCase.attributes;
    const parts = (classname || name).split(".");
    // Modules are named test_* or *_test; classes and functions that look like it come after them only by ill will.
    const module = parts.findLastIndex((part) => /^test_|_test$|^conftest$/.test(part));
    const told = file === undefined ? null : toReportPath(file, workingDirectory);
    const derived = module < 0 ? null : `${parts.slice(0, module + 1).join("/")}.py`;
    const groups = told === null ? parts.slice(module + 1) : afterPrefix(parts, told.replace(/\.py$/, "").split("/"));
    return {
      name: name || classname,
      suitePath: classname === "" ? [] : groups,
      file: told ?? derived,
      // pytest counts lines from 0.
      line: line === undefined ? null : Number(line) + 1,
    };
  },
};

const playwright: Dialect = {
  name: "playwright",
  speaks({ root, suites, attributes }) {
    const file = suites.at(-1)?.attributes.name ?? "";
    return root.id !== undefined && attributes.classname === file && sourceFile.test(file);
  },
  place({ suites, attributes }, workingDirectory) {
    const titles = (attributes.name ?? "").split(" › ");
    const project = suites.at(-1)?.attributes.hostname ?? "";
    return {
      name: titles.at(-1) ?? "",
      suitePath: [...(project === "" ? [] : [project]), ...titles.slice(0, -1)],
      file: toReportPath(attributes.classname ?? "", workingDirectory),
      line: null,
    };
  },
};

const vitest: Dialect = {
  name: "vitest",
  speaks: ({ root }) => root.name === "vitest tests",
  place({ suites, attributes }, workingDirectory) {
    const titles = (attributes.name ?? "").split(" > ");
    return {
      name: titles.at(-1) ?? "",
      suitePath: titles.slice(0, -1),
      file: toReportPath(attributes.file ?? suites.at(-1)?.attributes.name ?? "", workingDirectory),
      line: toLine(attributes.line),
    };
  },
};

/** jest-junit as it comes: both attributes hold the full title, and the suite the first group of the file. */
const jest: Dialect = {
  name: "jest",
  speaks: ({ attributes: { name, classname } }) => name !== undefined && name === classname && name.includes(" "),
  place({ root, suites, attributes }, workingDirectory) {
    const group = suites.at(-1)?.attributes.name ?? "";
    const title = attributes.name ?? "";
    const isInGroup = group !== "" && title.startsWith(`${group} `);
    return {
      name: isInGroup ? title.slice(group.length + 1) : title.trim(),
      suitePath: isInGroup || root.name !== "jest tests" ? [group] : [],
      ...fileOf(suites, attributes, workingDirectory),
    };
  },
};

/** mocha-junit-reporter as it comes: the name is the full title, the class the title, the suite the innermost group. */
const mocha: Dialect = {
  name: "mocha",
  speaks: ({ root, attributes: { name = "", classname = "" } }) =>
    root.name === "Mocha Tests" && classname !== "" && (name === classname || name.endsWith(` ${classname}`)),
  place({ suites, attributes }, workingDirectory) {
    const { name = "", classname = "" } = attributes;
    const inner = suites.at(-1)?.attributes.name ?? "";
    const groups = name.slice(0, -classname.length).trim();
    const isLast = groups === inner || groups.endsWith(` ${inner}`);
    return {
      name: classname,
      suitePath: (isLast ? [groups.slice(0, groups.length - inner.length).trim(), inner] : [groups]).filter(Boolean),
      ...fileOf(suites, attributes, workingDirectory),
    };
  },
};

/** Knows the class, and surrounds it with suites for the configuration, the directory and the data sets. */
const phpunit: Dialect = {
  name: "phpunit",
  speaks: ({ attributes }) => attributes.class !== undefined,
  place: ({ suites, attributes }, workingDirectory) => ({
    name: attributes.name ?? "",
    suitePath: [attributes.class ?? ""],
    ...fileOf(suites, attributes, workingDirectory),
  }),
};

/** Everything else: the suites, and the class where it says more than they do. */
const plain: Dialect = {
  name: "plain",
  speaks: () => true,
  place({ suites, attributes }, workingDirectory) {
    const { name = "", classname = "" } = attributes;
    const place = fileOf(suites, attributes, workingDirectory);
    const isFile = (text: string) => place.file !== null && toReportPath(text, workingDirectory) === place.file;
    const suitePath = suites
      .map((suite) => suite.attributes.name ?? "")
      .filter((group) => !toolNames.has(group) && !isFile(group));
    addClass(suitePath, name === "" || classname === name || isFile(classname) ? "" : classname, place.file);
    return { name: name || classname, suitePath, ...place };
  },
};

/** The first that speaks is asked. */
export const dialects: readonly Dialect[] = [pytest, playwright, vitest, phpunit, mocha, jest, plain];

function addClass(suitePath: string[], classname: string, file: string | null): void {
  const last = suitePath.at(-1) ?? "";
  const inFile =
    file === null ? classname : afterPrefix(classname.split("."), withoutExtension(file).split("/")).join(".");
  // node:test says `test` (once `suite`) where there is no class.
  if (inFile === "" || ((inFile === "test" || inFile === "suite") && !last.endsWith(inFile))) return;
  if ([".", " ", "::", " > ", "/"].some((separator) => suitePath.join(separator) === inFile)) return;
  if (last === inFile || (/^[.$\\/:]/.test(last.slice(-inFile.length - 1)) && last.endsWith(inFile))) return;
  // Of two names for the same thing the class is the one that lasts: Surefire names a suite after a nested class.
  const isDetailed = last !== "" && inFile.startsWith(last) && /^[.$\\/: ]/.test(inFile.slice(last.length));
  const isNested = last.startsWith(inFile) && /^[.$]/.test(last.slice(inFile.length));
  if (isDetailed || isNested) suitePath.pop();
  suitePath.push(inFile);
}

function fileOf(
  suites: JUnitCase["suites"],
  attributes: JUnitCase["attributes"],
  workingDirectory: string | undefined,
): { file: string | null; line: number | null } {
  const ofSuite = suites.findLast((suite) => suite.attributes.file || suite.attributes.filepath)?.attributes;
  const named = [attributes.classname, ...suites.map((suite) => suite.attributes.name).toReversed()];
  const file =
    attributes.file ||
    attributes.filepath ||
    ofSuite?.file ||
    ofSuite?.filepath ||
    named.find((name) => name && sourceFile.test(name));
  return {
    file: file ? toReportPath(file, workingDirectory) : null,
    line: toLine(attributes.line ?? attributes.lineno),
  };
}

function toLine(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

/** What of `parts` is left after as much of the end of `prefix` as they begin with: `tests.test_a.Cart`, `tests/test_a`. */
function afterPrefix(parts: readonly string[], prefix: readonly string[]): string[] {
  // Longer than any path: then the attribute is not one.
  if (prefix.length > 500) return [...parts];
  for (let from = 0; from < prefix.length; from++) {
    const candidate = prefix.slice(from);
    if (candidate.every((part, at) => parts[at] === part)) return parts.slice(candidate.length);
  }
  return [...parts];
}

function withoutExtension(path: string): string {
  return path.replace(/\.[^./]+$/, "");
}
