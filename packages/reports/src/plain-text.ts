// Terminal sequences: CSI (colours, cursor), OSC (links, titles) and the two-character ones. Besides the ESC character
// its spellings as a character reference, which XML writers make of a character that XML forbids (`&amp#27;` is Surefire's).
const escape = String.raw`(?:\u001b|&(?:amp;?)?#(?:27|x1[bB]);)`;
const terminalSequence = new RegExp(
  [
    String.raw`(?:${escape}\[|\u009b)[0-?]*[ -/]*[@-~]`,
    String.raw`${escape}\][^\u0007\u001b\n]{0,1024}(?:\u0007|${escape}\\)`,
    String.raw`${escape}[@-Z\\^_=>78cM]`,
  ].join("|"),
  "g",
);
// oxlint-disable-next-line no-control-regex -- control characters are what this finds
const controlCharacter = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;

// Most texts have nothing to take out, and a single class is much faster to search for than the sequences are.
// oxlint-disable-next-line no-control-regex -- control characters are what this finds
const suspicious = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f&\ud800-\udfff\ufffe\uffff]/;

/** The text as a person would read it: without terminal sequences and control characters, with `\n` as line end. */
export function toPlainText(text: string): string {
  if (!suspicious.test(text)) return text;
  return text.replace(/\r\n?/g, "\n").replace(terminalSequence, "").replace(controlCharacter, "").toWellFormed();
}

/** Stands where a text was shortened. */
export const cutMark = "… (cut here)";

/** At most `maxChars` characters, with a mark where the rest is missing. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  return text.slice(0, Math.max(0, maxChars - cutMark.length - 1)).toWellFormed() + `\n${cutMark}`;
}

/** Without empty lines before it and white space after it; an indentation of its first line stays. */
export function trimBlock(text: string): string {
  const end = text.trimEnd();
  const firstLetter = end.length - end.trimStart().length;
  return end.slice(end.slice(0, firstLetter).lastIndexOf("\n") + 1);
}
