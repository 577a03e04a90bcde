import { SaxesParser } from "saxes";
import { ReportError } from "../report-error.ts";
import type { ReportLimits } from "../report-limits.ts";
import { createMarkupSplitter } from "./split-markup.ts";

export type Attributes = Readonly<Record<string, string>>;

export interface XmlEvents {
  open(name: string, attributes: Attributes): void;
  /** A piece of text or CDATA; one text may come in several. */
  text(piece: string): void;
  close(name: string): void;
}

/** Parses XML in bounded memory. Throws what saxes finds wrong, or a ReportError beyond the limits. */
export function createXmlParser(limits: ReportLimits, events: XmlEvents): { write(text: string): void; end(): void } {
  const parser = new SaxesParser();
  const split = createMarkupSplitter({ maxValueChars: limits.maxTextChars, maxTagChars: 4 * limits.maxTextChars });
  let depth = 0;
  /** Saxes tells a close tag before it finds that it closes something else: it is passed on once nothing was wrong. */
  let closing: string | null = null;

  function close() {
    if (closing !== null) events.close(closing);
    closing = null;
  }

  parser.on("opentag", (tag) => {
    close();
    depth += 1;
    if (depth > limits.maxDepth)
      throw new ReportError("too_deep", `Elements are nested more than ${limits.maxDepth} deep.`);
    events.open(tag.name, tag.attributes);
  });
  parser.on("closetag", (tag) => {
    close();
    depth -= 1;
    closing = tag.name;
  });
  parser.on("text", tellText);
  parser.on("cdata", tellText);
  parser.on("error", (error) => {
    if (!isForgivable(error)) throw error;
  });

  function tellText(text: string) {
    close();
    events.text(text);
  }

  return {
    write(text) {
      parser.write(split(text, false));
      close();
    },
    end() {
      parser.write(split("", true));
      close();
      parser.close();
    },
  };
}

// Characters that XML forbids are in many reports, for tests print colours: raw (node:test) or as references. Saxes
// takes them for text and goes on.
function isForgivable(error: Error): boolean {
  return /(?:disallowed character|malformed character entity)\.$/.test(error.message);
}
