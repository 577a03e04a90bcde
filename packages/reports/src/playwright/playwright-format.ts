import type { ReportedTest } from "@aac/contract";
import { posix } from "node:path";
import { peekText } from "../decode-text.ts";
import { createElementParser } from "../json/element-parser.ts";
import { asText } from "../json/read-values.ts";
import { parseText, type TextParser } from "../parse-text.ts";
import type { ReportContext, ReportFormat } from "../report-format.ts";
import { isAbsolute, toReportPath } from "../report-path.ts";
import { type PlaywrightPlaces, toErrorTest, toTests } from "./read-spec.ts";

/** The JSON reporter of Playwright Test: one document with suites in suites, specs in them, a test per project. */
export const playwright: ReportFormat = {
  name: "playwright",
  title: "Playwright JSON",
  recognises(_path, head) {
    const text = peekText(head);
    return (
      /^\s*\{\s*"config"\s*:\s*\{/.test(text) && /"(?:rootDir|forbidOnly|fullyParallel|globalSetup)"\s*:/.test(text)
    );
  },
  parse: (bytes, context) => parseText(bytes, context, (emit) => createPlaywrightParser(context, emit)),
};

/** A suite is a file, and describes within it; deeper ones than this are not seen in the wild. */
const maxSuiteDepth = 50;

function createPlaywrightParser(context: ReportContext, emit: (test: ReportedTest) => void): TextParser {
  const paths = ["$.config.rootDir", "$.config.configFile", "$.errors.*"];
  for (let suites = "$"; paths.length < 3 * maxSuiteDepth;) {
    suites += ".suites.*";
    paths.push(`${suites}.title`, `${suites}.file`, `${suites}.specs.*`);
  }
  const config: Record<string, string | null> = {};
  /** Of the open suites, outermost first; their titles come before what is in them. */
  const titles: string[] = [];
  let suiteFile = "";

  const parser = createElementParser(context.limits, paths, ({ value, path }) => {
    const key = path.at(-1);
    if (path[0] === "config") config[String(key)] = asText(value);
    else if (path[0] === "errors") emit(toErrorTest(value, findPlaces()));
    else if (key === "title") titles.splice((path.length - 1) / 2 - 1, Infinity, asText(value) ?? "");
    else if (key === "file") suiteFile = asText(value) ?? "";
    else {
      titles.splice((path.length - 2) / 2);
      for (const test of toTests(value, groups(), findPlaces())) emit(test);
    }
  });
  return { ...parser, abandon() {} };

  // The outermost suite is the file, and says so.
  function groups(): string[] {
    const [file, ...inner] = titles;
    return file === undefined || file === suiteFile || file === "" ? inner : [file, ...inner];
  }

  // Paths are told relative to `rootDir`, where the tests are; the configuration lies where the tests are run.
  function findPlaces(): PlaywrightPlaces {
    const rootDir = config.rootDir ?? "";
    const home =
      context.workingDirectory ?? (config.configFile ? posix.dirname(toReportPath(config.configFile)) : rootDir);
    const root = toReportPath(rootDir, home);
    return { workingDirectory: home, testFolder: isAbsolute(root) ? "" : root };
  }
}
