import { evidenceLimits } from "./evidence.ts";
import { alarming, normalise, plainText } from "./signatures.ts";

export interface PickedLine {
  line: number;
  text: string;
}

/** Chooses from a log that may be very long, in one pass and bounded memory, the lines that may tell why it failed. */
export interface LinePicker {
  add(line: number, text: string): void;
  /** In order, at most as many as were asked for. */
  pick(): PickedLine[];
}

interface Candidate extends PickedLine {
  score: number;
}

const before = 2;
const after = 5;
const tailLines = 30;
const headLines = 5;
/** Of lines that say the same, so many count. */
const alike = 3;
/** Candidates kept of the beginning; of the end twice as many are. */
const keptFirst = 1_000;

/** `needles`: what failing tests are called and say; lines that hold one are looked at. */
export function createLinePicker(needles: readonly string[], most: number): LinePicker {
  const wanted = needles.map((needle) => plainText(needle).trim()).filter((needle) => needle.length >= 6);
  const seen = new Map<string, number>();
  const first: Candidate[] = [];
  let rest: Candidate[] = [];
  let tail: PickedLine[] = [];
  let followUntil = 0;

  const rate = (text: string): number => {
    const isAlarming = alarming.test(text);
    const isNamed = wanted.some((needle) => text.includes(needle));
    if (!isAlarming && !isNamed) return 0;
    const key = normalise(text);
    const times = (seen.get(key) ?? 0) + 1;
    if (seen.size < 20_000 || seen.has(key)) seen.set(key, times);
    return times > alike ? 0 : (isAlarming ? 2 : 0) + (isNamed ? 1 : 0);
  };

  return {
    add(line, raw) {
      const text = shorten(plainText(raw));
      tail.push({ line, text });
      if (tail.length > tailLines * 4) tail = tail.slice(-tailLines);
      const score = rate(text);
      if (score > 0 || line <= headLines) {
        (first.length < keptFirst ? first : rest).push({ line, text, score: score || 0.5 });
        if (rest.length > keptFirst * 4) rest = rest.slice(-keptFirst * 2);
      }
      // Its neighbours say what it is about.
      surround(line, text, score);
    },
    pick() {
      const scored = new Map<number, Candidate>();
      const consider = (one: Candidate) => {
        const known = scored.get(one.line);
        if (!known || known.score < one.score) scored.set(one.line, one);
      };
      for (const one of [...first, ...rest]) consider(one);
      for (const one of tail.slice(-tailLines)) consider({ ...one, score: 1.5 });
      const last = tail.at(-1)?.line ?? 0;
      // Between equals, what is near the end: a suite's last words are mostly about what ended it.
      return [...scored.values()]
        .toSorted((a, b) => b.score - a.score || Math.abs(last - a.line) - Math.abs(last - b.line))
        .slice(0, most)
        .toSorted((a, b) => a.line - b.line)
        .map(({ line, text }) => ({ line, text }));
    },
  };

  function surround(line: number, text: string, score: number): void {
    const list = first.length < keptFirst ? first : rest;
    if (score > 0) {
      followUntil = line + after;
      for (const one of tail.slice(-1 - before, -1)) list.push({ ...one, score: 1 });
    } else if (line <= followUntil) list.push({ line, text, score: 1 });
  }
}

function shorten(text: string): string {
  const { lineChars } = evidenceLimits;
  if (text.length <= lineChars) return text;
  const at = Math.max(0, (alarming.exec(text)?.index ?? 0) - lineChars / 4);
  return text.slice(at, at + lineChars);
}
