import type { Attachment, ReportedTest } from "@aac/contract";
import { posix } from "node:path";
import { peekText } from "../decode-text.ts";
import { foldTries } from "../fold-tries.ts";
import { explain, withoutFrame } from "../go/go-output.ts";
import { type GoResult, settlePackage } from "../go/settle-package.ts";
import { parseText, type TextParser } from "../parse-text.ts";
import type { ReportContext, ReportFormat } from "../report-format.ts";
import { toCollectedPath } from "../report-path.ts";
import { dialects } from "./dialects.ts";
import { type JUnitCase, readOutcome } from "./junit-case.ts";
import { createCaseReader } from "./read-cases.ts";
import { readSeconds } from "./read-seconds.ts";
import { rootElement } from "./root-element.ts";
import { createXmlParser } from "./xml-parser.ts";

/** JUnit XML in the dialects of the tools that write it. It has no standard: see `dialects.ts` for what differs. */
export const junit: ReportFormat = {
  name: "junit",
  title: "JUnit XML",
  recognises(path, head) {
    // A file of this name is meant as a report, so that it cannot be read is worth a word.
    if (/^(?:junit.*|TEST-.*)\.xml$/i.test(posix.basename(path))) return true;
    return /^testsuites?$/.test(rootElement(peekText(head)) ?? "");
  },
  parse: (bytes, context) => parseText(bytes, context, (emit) => createJUnitParser(context, emit)),
};

/** A Go package of more than this is told in parts, for the sake of memory; so are more tries of one pytest test. */
const maxHeldResults = 10_000;
const maxHeldChars = 32 * 1024 * 1024;
const maxTries = 100;

function createJUnitParser(context: ReportContext, emit: (test: ReportedTest) => void): TextParser {
  /** Tries of one pytest test, which stand one after the other. */
  let tries: ReportedTest[] = [];
  /** Results of one Go package, whose groups and tries stand anywhere in its suite. */
  let goPackage = "";
  let goResults: GoResult[] = [];
  let goChars = 0;

  const parser = createXmlParser(context.limits, createCaseReader(context.limits, { testCase, suiteEnd: release }));
  // What is held waits for more tries or groups: told without them, it could have another name or outcome.
  return { ...parser, abandon() {} };

  function testCase(found: JUnitCase) {
    const goSuite = found.suites.findLast((suite) => suite.properties.has("go.version"));
    if (goSuite) {
      goPackage = goSuite.attributes.name ?? "";
      const result = toGoResult(found, context);
      goResults.push(result);
      goChars += (result.message?.length ?? 0) + (result.stack?.length ?? 0);
      if (goResults.length >= maxHeldResults || goChars > maxHeldChars) release();
      return;
    }
    const dialect = dialects.find((candidate) => candidate.speaks(found))!;
    const test = { ...dialect.place(found, context.workingDirectory), ...common(found, context) };
    if (dialect.name !== "pytest") return emit(test);
    const previous = tries.at(-1);
    if (previous && (!isSame(previous, test) || tries.length >= maxTries)) release();
    // A failing teardown follows the failure of the test itself as one more test.
    if (tries.at(-1)?.status === "failed" && test.message?.startsWith("failed on teardown")) {
      tries.push(alsoFailed(tries.pop()!, test));
    } else tries.push(test);
  }

  function release() {
    if (tries.length > 0) emit(foldTries(tries));
    tries = [];
    for (const test of settlePackage(goPackage, goResults)) emit(test);
    goResults = [];
    goChars = 0;
  }
}

function common(found: JUnitCase, context: ReportContext) {
  const { status, retries, message, stack, tries } = readOutcome(found);
  return {
    status,
    flaky: status === "passed" && retries > 0,
    durationMs: readSeconds(found.attributes.time),
    message,
    stack,
    retries,
    ...(tries && { tries }),
    attachments: found.attachments.map((path) => toAttachment(path, context)),
  };
}

// Relative to the report by convention (Jenkins); Playwright writes them relative to the report, too.
function toAttachment(path: string, context: ReportContext): Attachment {
  const collected = toCollectedPath(path, posix.dirname(context.path), context.workingDirectory);
  return { name: posix.basename(path), path: collected, contentType: null };
}

function toGoResult(found: JUnitCase, context: ReportContext): GoResult {
  const { status, durationMs, message, stack, attachments } = common(found, context);
  const output = [message, stack].filter((text) => text !== null && text !== "Failed").join("\n");
  return {
    name: found.attributes.name ?? "",
    status,
    durationMs,
    attachments,
    ...(withoutFrame(output) === "" ? { message, stack: null } : explain(output)),
  };
}

function isSame(a: ReportedTest, b: ReportedTest): boolean {
  return a.name === b.name && a.file === b.file && a.suitePath.join("\n") === b.suitePath.join("\n");
}

function alsoFailed(test: ReportedTest, teardown: ReportedTest): ReportedTest {
  const joined = (a: string | null, b: string | null) => [a, b].filter(Boolean).join("\n\n") || null;
  return { ...test, message: joined(test.message, teardown.message), stack: joined(test.stack, teardown.stack) };
}
