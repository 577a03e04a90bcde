import { cutMark } from "../plain-text.ts";
import { ReportError } from "../report-error.ts";

export interface MarkupLimits {
  /** Of one attribute's value; what is beyond is left out. */
  maxValueChars: number;
  /** Of one tag, after its values were shortened. */
  maxTagChars: number;
}

/** After so many characters of one text, a break is put in at the next good place. */
const breakAfter = 32_768;
const longestOpener = "<![CDATA[".length;

type Region = "text" | "cdata" | "comment" | "instruction" | "tag" | "value";
const ends = { text: "<", cdata: "]]>", comment: "-->", instruction: "?>" } as const;
const breaks = { text: "<!---->", cdata: "]]><![CDATA[", comment: "--><!--" } as const;

/**
 * Rewrites XML, piece by piece, into XML of the same meaning that an event parser can hold in bounded memory: it
 * gathers a text until its end, so long texts are broken by empty markup, at which it hands over what it has. Values
 * of attributes cannot be broken and are shortened. Refuses document type definitions, the source of entity tricks.
 */
export function createMarkupSplitter(limits: MarkupLimits): (piece: string, isLast: boolean) => string {
  let carried = "";
  let region: Region = "text";
  let quote = '"';
  let regionChars = 0;
  let tagChars = 0;

  return (piece, isLast) => {
    const source = carried + piece;
    carried = "";
    let output = "";
    let at = 0;
    while (at < source.length) {
      const next =
        region === "tag" ? inTag(source, at) : region === "value" ? inValue(source, at) : inText(source, at, isLast);
      output += next.output;
      if (next.at === at) break;
      at = next.at;
    }
    carried = source.slice(at);
    return output;
  };

  function enter(next: Region) {
    region = next;
    regionChars = 0;
  }

  function inText(source: string, at: number, isLast: boolean): Step {
    const kind = region as keyof typeof ends;
    const terminator = ends[kind];
    const found = source.indexOf(terminator, at);
    if (found >= 0) {
      if (kind === "text") return open(source, at, found, isLast);
      enter("text");
      return { output: source.slice(at, found + terminator.length), at: found + terminator.length };
    }
    // The terminator may have begun at the very end.
    const stop = isLast ? source.length : Math.max(at, source.length - (terminator.length - 1));
    const part = source.slice(at, stop);
    regionChars += part.length;
    if (kind === "instruction") {
      if (regionChars > limits.maxTagChars)
        throw new ReportError("too_large", "A processing instruction does not end.");
      return { output: part, at: stop };
    }
    const place = regionChars < breakAfter ? -1 : breakingPlace(part, regionChars > 2 * breakAfter, kind === "comment");
    if (place < 0) return { output: part, at: stop };
    regionChars = part.length - place;
    return { output: part.slice(0, place) + breaks[kind] + part.slice(place), at: stop };
  }

  function open(source: string, at: number, found: number, isLast: boolean): Step {
    const text = source.slice(at, found);
    const opener = source.slice(found, found + longestOpener);
    for (const [kind, start] of [
      ["comment", "<!--"],
      ["cdata", "<![CDATA["],
      ["instruction", "<?"],
    ] as const) {
      if (!opener.startsWith(start)) continue;
      enter(kind);
      return { output: text + start, at: found + start.length };
    }
    if (/^<!DOCTYPE/i.test(opener)) {
      throw new ReportError("unsafe", "The report has a document type definition (DOCTYPE), which is not accepted.");
    }
    if (opener.length < longestOpener && /^<(?:!.*)?$/s.test(opener) && !isLast) return { output: text, at: found };
    enter("tag");
    tagChars = 0;
    return { output: `${text}<`, at: found + 1 };
  }

  function inTag(source: string, at: number): Step {
    tagMarks.lastIndex = at;
    const mark = tagMarks.exec(source)?.[0];
    const stop = mark === undefined ? source.length : tagMarks.lastIndex;
    tagChars += stop - at;
    if (tagChars > limits.maxTagChars)
      throw new ReportError("too_large", "A tag has more attributes than is sensible.");
    if (mark === ">") enter("text");
    else if (mark !== undefined) {
      quote = mark;
      enter("value");
    }
    return { output: source.slice(at, stop), at: stop };
  }

  function inValue(source: string, at: number): Step {
    const end = source.indexOf(quote, at);
    const stop = end < 0 ? source.length : end;
    const output = shortened(source.slice(at, stop));
    tagChars += output.length;
    if (end < 0) return { output, at: stop };
    enter("tag");
    return { output: output + quote, at: stop + 1 };
  }

  function shortened(part: string): string {
    if (regionChars === Infinity) return "";
    regionChars += part.length;
    const excess = regionChars - limits.maxValueChars;
    if (excess <= 0) return part;
    const kept = Math.max(0, part.length - excess);
    const place = breakingPlace(part.slice(kept), excess > breakAfter, false);
    if (place < 0) return part;
    regionChars = Infinity;
    return part.slice(0, kept + place) + cutMark;
  }
}

interface Step {
  output: string;
  at: number;
}

const tagMarks = /["'>]/g;

/**
 * The first place in the text where something may be put in without breaking a character reference, a surrogate pair,
 * a line end or a terminator; -1: there is none. When `isLong`, so much came before without any of the characters that
 * end a reference that none can be open.
 */
function breakingPlace(text: string, isLong: boolean, isComment: boolean): number {
  const found = /[\t\n ;]|(?<=[^-])&/.exec(text);
  if (found) return found[0] === "&" ? found.index : found.index + 1;
  // A comment must not end in `--->`, but one of nothing but dashes is not well-formed anyway.
  const letter = isLong ? (isComment ? /[^\r\-\ud800-\udbff]/ : /[^\r\ud800-\udbff]/).exec(text) : null;
  return letter ? letter.index + 1 : -1;
}
