import type { Attachment, ReportedTest, TestStatus, TestTry } from "@aac/contract";
import { posix } from "node:path";
import { peekText } from "../decode-text.ts";
import { createElementParser } from "../json/element-parser.ts";
import { asList, asNumber, asRecord, asText } from "../json/read-values.ts";
import { parseText } from "../parse-text.ts";
import type { ReportContext, ReportFormat } from "../report-format.ts";
import { toCollectedPath, toReportPath } from "../report-path.ts";

/** The Common Test Report Format, https://ctrf.io: one JSON document. */
export const ctrf: ReportFormat = {
  name: "ctrf",
  title: "CTRF",
  recognises(path, head) {
    const text = peekText(head);
    if (/^\s*\{/.test(text) && /"reportFormat"\s*:\s*"CTRF"|^\s*\{\s*"results"\s*:\s*\{\s*"tool"\s*:/.test(text))
      return true;
    // A file of this name is meant as a report, so that it cannot be read is worth a word.
    return /^ctrf.*\.json$/i.test(posix.basename(path));
  },
  parse: (bytes, context) =>
    parseText(bytes, context, (emit) => ({
      ...createElementParser(context.limits, ["$.results.tests.*"], ({ value }) => emit(toTest(value, context))),
      abandon() {},
    })),
};

function toTest(value: unknown, context: ReportContext): ReportedTest {
  const test = asRecord(value);
  const filePath = asText(test.filePath);
  const file = filePath === null ? null : toReportPath(filePath, context.workingDirectory);
  const suitePath = readSuite(test.suite, filePath);
  const status = readStatus(test);
  const tries = asList(test.retryAttempts ?? test.attempts).map(asRecord);
  const failure = tries.findLast((attempt) => attempt.status === "failed") ?? {};
  const stack = [test.trace ?? failure.trace, test.snippet ?? failure.snippet]
    .map(asText)
    .filter((text) => text !== null);

  return {
    name: withoutGroups(asText(test.name) ?? "", suitePath),
    suitePath,
    file,
    line: asNumber(test.line),
    status,
    flaky: test.flaky === true,
    durationMs: asNumber(test.duration),
    message: asText(test.message) ?? asText(failure.message),
    stack: stack.join("\n\n") || null,
    retries: asNumber(test.retries) ?? tries.length,
    ...(tries.length > 0 && { tries: [...tries, test].map(toTry) }),
    attachments: [...tries, test]
      .flatMap((part) => asList(part.attachments))
      .map((each) => toAttachment(each, context)),
  };
}

function toTry(value: Readonly<Record<string, unknown>>): TestTry {
  return { status: readStatus(value), durationMs: asNumber(value.duration), message: asText(value.message) };
}

function readStatus(test: Readonly<Record<string, unknown>>): TestStatus {
  if (test.status === "passed" || test.status === "failed") return test.status;
  // `other` is what the tool's own status could not be translated to.
  const isFailure =
    test.status === "other" && /fail|error|broken|time.?out|interrupted|unexpected/i.test(asText(test.rawStatus) ?? "");
  return isFailure ? "failed" : "skipped";
}

/** A list since version 0.0.1 of the format; a text joined by ` > ` before. The file may stand among the groups. */
function readSuite(suite: unknown, filePath: string | null): string[] {
  const groups = Array.isArray(suite) ? suite.map(asText) : (asText(suite)?.split(" > ") ?? []);
  const normal = filePath?.replaceAll("\\", "/") ?? "";
  const isFile = (group: string) => normal === group || normal.endsWith(`/${group.replaceAll("\\", "/")}`);
  return groups
    .filter((group) => group !== null)
    .map((group) => group.trim())
    .filter((group) => group !== "" && !isFile(group));
}

/** Some reporters (Jest's) tell the full title as the name. */
function withoutGroups(name: string, suitePath: readonly string[]): string {
  for (const separator of [" > ", " › ", " "]) {
    const prefix = suitePath.join(separator) + separator;
    if (suitePath.length > 0 && name.startsWith(prefix) && name.length > prefix.length)
      return name.slice(prefix.length);
  }
  return name;
}

function toAttachment(value: unknown, context: ReportContext): Attachment {
  const { name, path, contentType } = asRecord(value);
  const told = asText(path);
  return {
    name: asText(name) ?? (told === null ? "attachment" : posix.basename(told)),
    path: told === null ? null : toCollectedPath(told, "", context.workingDirectory),
    contentType: asText(contentType),
  };
}
