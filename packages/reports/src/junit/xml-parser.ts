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
  let carried = "";
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
    events.open(tag.name, revealed(tag.attributes));
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
    events.text(reveal(text));
  }

  return {
    write(text) {
      const whole = carried + text;
      // Where the piece ends within a reference, this waits for the rest of it.
      const end = whole.length - (/&(?:#(?:2|27|x|x1|x1[bB])?)?$/.exec(whole.slice(-5))?.[0].length ?? 0);
      carried = whole.slice(end);
      parser.write(split(disguise(whole.slice(0, end)), false));
      close();
    },
    end() {
      parser.write(split(carried, false) + split("", true));
      close();
      parser.close();
    },
  };
}

// XML forbids control characters, even as references, but tests print colours, and tools write them as they are. Saxes
// takes them and goes on, at the price of an error object for each. So the two that make up colours and links travel as
// characters that Unicode reserves for use within a program, and the others are left out.
// oxlint-disable-next-line no-control-regex -- control characters are what this finds
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufdd0\ufdd1\ufffe\uffff]|&#(?:27|x1[bB]);/g;
const stand = { escape: "\ufdd0", bell: "\ufdd1" };

function disguise(text: string): string {
  return text.replace(forbidden, (found) => {
    if (found === "\u001b" || found.startsWith("&")) return stand.escape;
    return found === "\u0007" ? stand.bell : "";
  });
}

function reveal(text: string): string {
  return text.replaceAll(stand.escape, "\u001b").replaceAll(stand.bell, "\u0007");
}

function revealed(attributes: Record<string, string>): Attributes {
  for (const name in attributes) attributes[name] = reveal(attributes[name]!);
  return attributes;
}

// What is left of them: a reference that was cut in two, or to another character.
function isForgivable(error: Error): boolean {
  return /(?:disallowed character|malformed character entity)\.$/.test(error.message);
}
