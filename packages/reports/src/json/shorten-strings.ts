import { ReportError } from "../report-error.ts";

/** A number, `true` or the like; JSON has none that is longer. */
const maxWordChars = 400;
/** A longer text in which no place can be found to cut it is nothing but escape sequences. */
const maxUncuttableChars = 1024 * 1024;

/**
 * Rewrites JSON, piece by piece, with long strings shortened: a parser holds every string in memory, and reports hold
 * whole screenshots and logs. `mark` ends a shortened string and needs no escaping.
 */
export function createStringShortener(maxStringChars: number, mark: string): (piece: string) => string {
  let isInString = false;
  let stringChars = 0;
  let isEscaped = false;
  let isCut = false;
  let wordChars = 0;

  return (piece) => {
    let output = "";
    let at = 0;
    while (at < piece.length) {
      if (!isInString) {
        const quote = piece.indexOf('"', at);
        const stop = quote < 0 ? piece.length : quote + 1;
        checkWords(piece.slice(at, stop));
        output += piece.slice(at, stop);
        at = stop;
        if (quote >= 0) enterString();
        continue;
      }
      const { stop, isEnd } = endOfString(piece, at);
      const part = piece.slice(at, stop);
      at = stop;
      if (isCut) output += isEnd ? '"' : "";
      else output += keep(part, isEnd);
      if (isEnd) isInString = false;
    }
    return output;
  };

  function enterString() {
    isInString = true;
    isCut = false;
    stringChars = 0;
    wordChars = 0;
  }

  // `stop` is after the closing quote where `isEnd`.
  function endOfString(piece: string, from: number): { stop: number; isEnd: boolean } {
    let at = from;
    if (isEscaped) {
      isEscaped = false;
      at += 1;
    }
    for (;;) {
      stringMark.lastIndex = at;
      const found = stringMark.exec(piece)?.[0];
      if (found === undefined) return { stop: piece.length, isEnd: false };
      if (found === '"') return { stop: stringMark.lastIndex, isEnd: true };
      at = stringMark.lastIndex + 1;
      if (at > piece.length) {
        isEscaped = true;
        return { stop: piece.length, isEnd: false };
      }
    }
  }

  function keep(part: string, isEnd: boolean): string {
    const excess = stringChars + part.length - maxStringChars;
    const place = excess > 0 ? cuttingPlace(part, Math.max(0, part.length - excess)) : -1;
    stringChars += part.length;
    if (excess > maxUncuttableChars) throw new ReportError("too_large", "A text is longer than is sensible.");
    if (place < 0) return part;
    isCut = true;
    return part.slice(0, place) + mark + (isEnd ? '"' : "");
  }

  function checkWords(part: string) {
    let open = 0;
    while (open < part.length && !structural.includes(part.charAt(part.length - 1 - open))) open += 1;
    wordChars = open === part.length ? wordChars + open : open;
    if (wordChars > maxWordChars || longWord.test(part)) throw new ReportError("malformed", "The report is not JSON.");
  }
}

const structural = ' \t\r\n{}[],:"';
const longWord = new RegExp(String.raw`[^\s{}[\],:"]{${maxWordChars}}`);
const stringMark = /["\\]/g;

// Where no escape sequence (at most `\uXXXX`) can be cut: after seven plain letters in a row.
function cuttingPlace(part: string, from: number): number {
  const plain = /[^"\\]{7}/g;
  plain.lastIndex = from;
  return plain.test(part) ? plain.lastIndex : -1;
}
