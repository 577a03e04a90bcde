import { peekText } from "../decode-text.ts";
import { createLineSplitter } from "../line-splitter.ts";
import { parseText } from "../parse-text.ts";
import type { ReportFormat } from "../report-format.ts";
import { createTapReader } from "./read-tap.ts";

const maxLineChars = 65_536;

/** The Test Anything Protocol, versions 12 to 14, among whatever else the tests printed. */
export const tap: ReportFormat = {
  name: "tap",
  title: "TAP",
  recognises(path, head) {
    // A file of this name is meant as a report, so that it cannot be read is worth a word.
    return path.toLowerCase().endsWith(".tap") || /^TAP version 1[234]\s*$/m.test(peekText(head));
  },
  parse: (bytes, context) =>
    parseText(bytes, context, (emit) => {
      const reader = createTapReader(context.limits, emit);
      const lines = createLineSplitter(maxLineChars, (line, isFinished) => {
        // The title of a test in a line without end may be cut; a plan that is cut shows.
        if (isFinished || line.startsWith("1..")) reader.line(line);
      });
      return {
        write: lines.write,
        end() {
          lines.end();
          reader.end();
        },
        abandon: reader.abandon,
      };
    }),
};
