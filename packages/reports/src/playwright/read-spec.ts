import type { Attachment, ReportedTest, TestStatus, TestTry } from "@aac/contract";
import { posix } from "node:path";
import { asList, asNumber, asRecord, asText } from "../json/read-values.ts";
import { isAbsolute, toCollectedPath, toReportPath } from "../report-path.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface PlaywrightPlaces {
  workingDirectory: string;
  /** What files are named relative to, below the working directory. */
  testFolder: string;
}

const statuses: Readonly<Record<string, TestStatus>> = {
  expected: "passed",
  flaky: "passed",
  unexpected: "failed",
  skipped: "skipped",
};

/** The tests of one spec: one for each project that ran it. */
export function toTests(spec: unknown, groups: readonly string[], places: PlaywrightPlaces): ReportedTest[] {
  return asList(asRecord(spec).tests).map((each) => toTest(asRecord(spec), asRecord(each), groups, places));
}

function toTest(spec: Fields, test: Fields, groups: readonly string[], places: PlaywrightPlaces): ReportedTest {
  const { title, file, line } = spec;
  const results = asList(test.results).map(asRecord);
  const project = asText(test.projectName);
  const status = statuses[asText(test.status) ?? ""] ?? "failed";
  const { message, stack } = why(test, results, status);
  return {
    name: asText(title) ?? "",
    suitePath: [...(project === null ? [] : [project]), ...groups],
    file: toFile(asText(file), places),
    line: asNumber(line),
    status,
    flaky: test.status === "flaky",
    durationMs: asNumber(results.at(-1)?.duration),
    message,
    stack,
    retries: Math.max(0, results.length - 1),
    ...triesOf(results),
    attachments: results.flatMap((result) => asList(result.attachments)).map((value) => toAttachment(value, places)),
  };
}

function triesOf(results: readonly Fields[]): { tries?: TestTry[] } {
  return results.length > 1 ? { tries: results.map(toTry) } : {};
}

function toTry(result: Fields): TestTry {
  const status = asText(result.status);
  return {
    status: status === "passed" || status === "skipped" ? status : "failed",
    durationMs: asNumber(result.duration),
    message: messageOf(result),
  };
}

/** An error outside of every test, such as a test file that cannot be loaded. It fails the run, so it is told as a test. */
export function toErrorTest(value: unknown, places: PlaywrightPlaces): ReportedTest {
  const error = asRecord(value);
  const location = asRecord(error.location);
  return {
    name: "Error outside of the tests",
    suitePath: [],
    file: toFile(asText(location.file), places),
    line: asNumber(location.line),
    status: "failed",
    flaky: false,
    durationMs: null,
    message: asText(error.message),
    stack: joined([asText(error.snippet), asText(error.stack)]),
    retries: 0,
    attachments: [],
  };
}

function why(test: Fields, results: readonly Fields[], status: TestStatus) {
  const failing = results.findLast((result) => asList(result.errors).length > 0 || result.error !== undefined);
  if (status === "skipped") {
    const reason = asList(test.annotations)
      .map(asRecord)
      .find(({ type }) => type === "skip" || type === "fixme");
    return { message: asText(reason?.description), stack: null };
  }
  // A test that was expected to fail, and did, has nothing to explain.
  if (failing === undefined || (status === "passed" && test.status !== "flaky")) {
    const last = asText(results.at(-1)?.status);
    return {
      message:
        status === "failed" ? `The test was ${last ?? "not run"}, expected ${asText(test.expectedStatus)}.` : null,
      stack: null,
    };
  }
  const first = asRecord(failing.error);
  return { message: messageOf(failing), stack: joined([asText(first.snippet), framesOf(first)]) };
}

// `error` has the parts apart, and is the first of `errors`.
function messageOf(result: Fields): string | null {
  const errors = asList(result.errors).map(asRecord);
  const first = asText(asRecord(result.error).message) ?? asText(errors[0]?.message);
  return joined([first, ...errors.slice(1).map((error) => asText(error.message))]);
}

// The stack of an error begins with its message.
function framesOf({ message, stack }: Fields): string | null {
  const [head, all] = [asText(message), asText(stack)];
  return head !== null && all?.startsWith(`${head}\n`) ? all.slice(head.length + 1) : all;
}

function toFile(file: string | null, { workingDirectory, testFolder }: PlaywrightPlaces): string | null {
  if (file === null) return null;
  const told = toReportPath(file, workingDirectory);
  return isAbsolute(file) || isAbsolute(told) ? told : posix.join(testFolder, told);
}

function toAttachment(value: unknown, { workingDirectory }: PlaywrightPlaces): Attachment {
  const { name, path, contentType } = asRecord(value);
  const told = asText(path);
  return {
    name: asText(name) ?? "attachment",
    path: told === null ? null : toCollectedPath(told, "", workingDirectory),
    contentType: asText(contentType),
  };
}

function joined(parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join("\n\n") || null;
}
