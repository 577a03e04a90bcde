import type { ReportedTest } from "@aac/contract";
import { peekText } from "../decode-text.ts";
import { createLineSplitter } from "../line-splitter.ts";
import { parseText, type TextParser } from "../parse-text.ts";
import { ReportError } from "../report-error.ts";
import type { ReportContext, ReportFormat } from "../report-format.ts";
import { createPackageReader, type GoEvent } from "./read-packages.ts";

const actions = "start|run|pause|cont|pass|bench|fail|output|skip|attr|artifacts|build-output|build-fail";
const eventLine = new RegExp(
  String.raw`^[ \t]*\{(?=.*"Action":\s*"(?:${actions})")(?=.*"(?:Package|ImportPath)":)`,
  "m",
);
/** `go test` cuts output into lines of 4 KiB; a longer line is not its. */
const maxLineChars = 1024 * 1024;

/** The events of `go test -json`; whatever else got into the file, such as the go command's own messages, is passed over. */
export const goTest: ReportFormat = {
  name: "go-test",
  title: "go test -json",
  recognises: (_path, head) => eventLine.test(peekText(head)),
  parse: (bytes, context) => parseText(bytes, context, (emit) => createGoTestParser(context, emit)),
};

function createGoTestParser(context: ReportContext, emit: (test: ReportedTest) => void): TextParser {
  const packages = createPackageReader(context, emit);
  let hasCutLine = false;
  const lines = createLineSplitter(maxLineChars, (line, isFinished) => {
    if (!line.trimStart().startsWith("{")) return;
    const event = toEvent(line);
    if (event) packages.read(event);
    else if (!isFinished) hasCutLine = true;
  });
  return {
    write: lines.write,
    end() {
      lines.end();
      const unfinished = packages.release();
      if (unfinished.length === 0 && !hasCutLine) return;
      const where = unfinished.length > 0 ? `, in the package ${unfinished[0]}` : "";
      throw new ReportError("truncated", `The report ends in the middle${where}.`);
    },
    abandon: () => void packages.release(),
  };
}

function toEvent(line: string): GoEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && typeof (value as GoEvent).Action === "string"
      ? (value as GoEvent)
      : null;
  } catch {
    return null;
  }
}
