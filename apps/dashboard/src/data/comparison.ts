/** What a test expected and what came instead. */
export interface Comparison {
  readonly expected: string;
  readonly actual: string;
}

/** What compares something does so at its beginning. */
const longest = 20_000;

type Reader = (text: string) => Comparison | null;

/** What the message of a failed test compares, in the words of whatever wrote it; null where it compares nothing. */
export function readComparison(text: string): Comparison | null {
  const start = text.slice(0, longest);
  for (const read of readers) {
    const found = read(start);
    if (found && found.expected !== found.actual) return found;
  }
  return null;
}

/** Two labels, each with what stands behind it, up to the other or to an empty line. */
const labelled =
  (expected: string, actual: string): Reader =>
  (text) => {
    const first = new RegExp(`^[ \\t]*(${expected}|${actual})[ \\t]*:[ \\t]*`, "im").exec(text);
    if (!first) return null;
    const isExpectedFirst = new RegExp(`^(?:${expected})$`, "i").test(first[1]!);
    const rest = text.slice(first.index + first[0].length);
    const second = new RegExp(`^[ \\t]*(?:${isExpectedFirst ? actual : expected})[ \\t]*:[ \\t]*`, "im").exec(rest);
    if (!second) return null;
    const [one, other] = [block(rest.slice(0, second.index)), block(rest.slice(second.index + second[0].length))];
    return isExpectedFirst ? { expected: one, actual: other } : { expected: other, actual: one };
  };

/** Up to an empty line, or to where a stack begins. */
function block(text: string): string {
  const end = /\n[ \t]*\n|\n[ \t]*(?:at |File "|Error Trace:|Test:|Messages:|Diff:|Call log:|\.\.\.)/.exec(text);
  return text.slice(0, end?.index).replace(/\s+$/, "");
}

/** One sentence with both. */
const sentence =
  (pattern: RegExp, isActualFirst = false): Reader =>
  (text) => {
    const match = pattern.exec(text);
    if (!match) return null;
    const [one, other] = [match[1]!.trim(), match[2]!.trim()];
    return isActualFirst ? { expected: other, actual: one } : { expected: one, actual: other };
  };

/** Lines of both, marked by their first letter. Which mark is the expected one, those who write it say above. */
const unified: Reader = (text) => {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => /^(?:E\s)?\s*(?:[-+]{1,3}\s*(?:expected|actual|received)\b|@@ )/i.test(line));
  if (head === -1) return null;
  const isPlusExpected = /^(?:E\s)?\s*\+\s*expected/im.test(text) || /-\s*actual.*\+\s*expected/i.test(text);
  // pytest and testify set the whole of it in.
  const margin = /^(?:E {2,}|\s*)/.exec(lines[head]!)![0];
  const sides: { minus: string[]; plus: string[] } = { minus: [], plus: [] };
  for (const line of lines.slice(head)) {
    if (/^(?:E\s)?\s*(?:[-+]{1,3}\s*(?:expected|actual|received)\b|@@ )/i.test(line)) continue;
    const match = /^([-+ ])(.*)$/.exec(line.slice(line.startsWith(margin) ? margin.length : 0));
    if (!match) {
      if (sides.minus.length + sides.plus.length > 0 && line.trim() !== "") break;
      continue;
    }
    const [, mark, rest = ""] = match;
    if (/^\s*at /.test(rest) && mark === " ") break;
    if (mark !== "+") sides.minus.push(rest);
    if (mark !== "-") sides.plus.push(rest);
  }
  const indent = Math.min(
    ...[...sides.minus, ...sides.plus].filter((line) => line.trim() !== "").map((line) => line.search(/\S/)),
  );
  const join = (side: readonly string[]) =>
    side
      .map((line) => line.slice(Number.isFinite(indent) ? indent : 0))
      .join("\n")
      .trim();
  const [minus, plus] = [join(sides.minus), join(sides.plus)];
  return isPlusExpected ? { expected: plus, actual: minus } : { expected: minus, actual: plus };
};

/** The most telling first. */
const readers: readonly Reader[] = [
  unified,
  // Jest, Vitest, Playwright, NUnit, xUnit, RSpec, testify, node:assert.
  labelled(
    "expected(?: string| pattern| value| substring| length)?",
    "received(?: string| value| length)?|actual(?: value)?|but was|but|got|was",
  ),
  // JUnit, AssertJ, Hamcrest.
  sentence(/expected:?\s*<([\s\S]*?)>\s*but was:?\s*<([\s\S]*?)>/i),
  sentence(/Expected:\s*is\s+([\s\S]*?)\n\s*but:\s*was\s+([\s\S]*?)(?:\n|$)/i),
  // node:assert.
  sentence(/\n[ \t]*(.+?) !==? (.+?)(?:\n|$)/, true),
  // Chai, Vitest: the actual value stands first.
  sentence(
    /expected (?!values\b)(.+?) to (?:strictly |deeply |loosely )*(?:equal|be|match|eql|include|contain)(?: a string)? (.+?)(?:\n|$)/i,
    true,
  ),
  // pytest, unittest.
  sentence(/(?:^|\n)E?\s*(?:AssertionError: )?assert (.+?) == (.+?)(?:\n|$)/, true),
  sentence(/AssertionError: (.+?) != (.+?)(?:\n|$)/, true),
  // Go.
  sentence(/\bgot:?\s+(.+?)[,;]?\s+want:?\s+(.+?)(?:\n|$)/i, true),
];
