import { crc32 } from "node:zlib";

const newline = 10;

/** Lines as they came: how many, and a checksum that only the same text in the same order has. */
export interface LineTally {
  lines: number;
  checksum: number;
}

export const emptyTally: LineTally = { lines: 0, checksum: 0 };

export function addBytes({ lines, checksum }: LineTally, bytes: Uint8Array): LineTally {
  let more = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) more++;
  return { lines: lines + more, checksum: crc32(bytes, checksum) };
}

/** Throws when lines are missing before these, or come again. */
export function addLines(tally: LineTally, { firstLine, text }: { firstLine: number; text: string }): LineTally {
  if (firstLine !== tally.lines + 1) throw new Error(`Line ${firstLine} came after line ${tally.lines}.`);
  return addBytes(tally, Buffer.from(text));
}

/** Throws when one of the tallies is not of `expected`, naming it. */
export function demandSame(expected: LineTally, others: Readonly<Record<string, LineTally>>): void {
  for (const [name, { lines, checksum }] of Object.entries(others)) {
    if (lines === expected.lines && checksum === expected.checksum) continue;
    const difference = lines === expected.lines ? "other text" : `${lines} lines`;
    throw new Error(`Of ${expected.lines} lines written, ${difference} ${name}.`);
  }
}
