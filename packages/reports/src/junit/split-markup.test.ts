import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { cutMark } from "../plain-text.ts";
import { announceSeed } from "../testing/seed.ts";
import { createMarkupSplitter } from "./split-markup.ts";

const seed = announceSeed("split-markup.test.ts");
const limits = { maxValueChars: 1_000, maxTagChars: 10_000 };

/** What an XML parser tells of a document that arrives in pieces: texts joined, since breaks are no one's business. */
function parse(pieces: readonly string[]): { events: string[]; longestText: number } {
  const events: string[] = [];
  let text = "";
  let longestText = 0;
  const flush = () => {
    if (text !== "") events.push(`text ${text}`);
    text = "";
  };
  const take = (piece: string) => {
    text += piece;
    longestText = Math.max(longestText, piece.length);
  };
  const parser = new SaxesParser();
  parser.on("text", take);
  parser.on("cdata", take);
  parser.on("opentag", ({ name, attributes }) => {
    flush();
    events.push(`<${name} ${JSON.stringify(attributes)}>`);
  });
  parser.on("closetag", ({ name }) => {
    flush();
    events.push(`</${name}>`);
  });
  for (const piece of pieces) parser.write(piece);
  parser.close();
  return { events, longestText };
}

function split(pieces: readonly string[], given = limits): string[] {
  const splitter = createMarkupSplitter(given);
  return [...pieces.map((piece) => splitter(piece, false)), splitter("", true)];
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const borders = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return borders.slice(1).map((end, at) => text.slice(borders[at], end));
}

const word = fc.constantFrom(
  "a",
  " ",
  "\n",
  "&amp;",
  "&#x1F9C0;",
  "]]",
  ">",
  "-",
  "=",
  "ü",
  "'",
  '"',
  "🧀",
  "x".repeat(40_000),
  "a b ".repeat(20_000),
);
const text = fc.array(word, { maxLength: 8 }).map((words) => words.join("").replaceAll("]]>", "]] >"));
const markup = fc.oneof(
  text,
  text.map((content) => `<![CDATA[${content.replaceAll("]]>", "")}]]>`),
  text.map((content) => `<!--${content.replaceAll(/-+/g, "- ")}-->`),
  text.map((content) => `<?pi ${content.slice(0, 100).replaceAll("?>", "")}?>`),
  fc.constant(`<b c='>"' d="&lt;'>"/>`),
);
const xml = fc
  .array(markup, { maxLength: 6 })
  .map((parts) => `<?xml version="1.0"?><a>${parts.join("<i>&lt;</i>")}</a>`);

test("what a parser tells stays the same, for any document cut anywhere", () => {
  fc.assert(
    fc.property(xml, fc.array(fc.nat(), { maxLength: 20 }), (document, cuts) => {
      expect(parse(split(cutAt(document, cuts))).events).toEqual(parse([document]).events);
    }),
    { seed, numRuns: 150 },
  );
});

test.each([
  ["text", "<a>", "some words &amp; more ", "</a>"],
  ["text without spaces", "<a>", "abcdefgh", "</a>"],
  ["CDATA", "<a><![CDATA[", "]]&<>--", "]]></a>"],
  ["run of brackets", "<a><![CDATA[", "]", "]]></a>"],
  ["run of dashes", "<a><![CDATA[", "-", "]]></a>"],
])("a long %s comes in pieces that are short", (_what, start, unit, end) => {
  const pieces = [start, ...Array.from({ length: 40 }, () => unit.repeat(Math.ceil(16_384 / unit.length))), end];
  const { events, longestText } = parse(split(pieces));
  expect(events).toEqual(parse([pieces.join("")]).events);
  expect(longestText).toBeLessThan(140_000);
});

test("a long value of an attribute is cut, with a mark, between its characters", () => {
  for (let from = 0; from < 12; from++) {
    const value = `${"x".repeat(990 + from)}&amp;&#128993;${" y".repeat(2_000)}`;
    const [element] = parse(split([`<a b="${value}" c="1"/>`])).events;
    expect(element).toMatch(
      new RegExp(`^<a \\{"b":"x+(?:&|&🟡| y|🟡)*( y)*\\s*${cutMark.replace(/[()]/g, "\\$&")}","c":"1"\\}>$`, "u"),
    );
    expect(element!.length).toBeLessThan(1_100);
  }
});

test("a value that is cut stays cut over the following pieces", () => {
  const pieces = ['<a b="', ...Array.from({ length: 50 }, () => "many words ".repeat(100)), '"/>'];
  const [element] = parse(split(pieces)).events;
  expect(element!.length).toBeLessThan(1_100);
});

test.each(["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>', "<!doctype a>"])(
  "%s is refused, however it is cut",
  (doctype) => {
    for (let cut = 0; cut < doctype.length; cut++) {
      expect(() => split([`<?xml version="1.0"?>\n${doctype.slice(0, cut)}`, `${doctype.slice(cut)}<a/>`])).toThrow(
        /document type definition/,
      );
    }
  },
);

test("a tag of endless attributes is refused", () => {
  const attributes = Array.from({ length: 2_000 }, (_, at) => ` a${at}="b"`);
  expect(() => split(["<a", ...attributes, "/>"])).toThrow(/attributes/);
});
