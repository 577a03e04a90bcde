const newline = 10;

/** Whole lines, in order: `text` holds `lines` lines, each ended by a newline. */
export interface Lines {
  text: string;
  lines: number;
}

export interface LineSplitter {
  push(bytes: Uint8Array): Lines;
  /** What stands after the last newline, as a last line. */
  end(): Lines;
}

export const longestLineBytes = 64 * 1024;

/**
 * Cuts a stream of bytes into lines, the same ones however the stream is cut. A line longer than 64 KiB is continued on
 * the next; what is not UTF-8 becomes U+FFFD. `onLongLine` is told once.
 */
export function createLineSplitter(onLongLine: () => void = () => undefined): LineSplitter {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let told = false;

  const takeRest = () => {
    const line = Buffer.concat(rest);
    rest = [];
    restBytes = 0;
    return line;
  };

  const splitLong = (line: Buffer, into: string[]): Buffer => {
    let from = 0;
    while (line.length - from > longestLineBytes) {
      if (!told) onLongLine();
      told = true;
      const to = characterStart(line, from + longestLineBytes);
      into.push(line.toString("utf8", from, to));
      from = to;
    }
    return line.subarray(from);
  };

  return {
    push(bytes) {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const last = buffer.lastIndexOf(newline);
      if (last < 0) {
        rest.push(Buffer.from(buffer));
        restBytes += buffer.length;
        if (restBytes <= 2 * longestLineBytes) return { text: "", lines: 0 };
        const pieces: string[] = [];
        const remaining = splitLong(takeRest(), pieces);
        rest = [Buffer.from(remaining)];
        restBytes = remaining.length;
        return joined(pieces);
      }
      rest.push(buffer.subarray(0, last + 1));
      const whole = takeRest();
      if (last + 1 < buffer.length) {
        rest.push(Buffer.from(buffer.subarray(last + 1)));
        restBytes = buffer.length - last - 1;
      }
      return wholeLines(whole, splitLong);
    },
    end() {
      if (restBytes === 0) return { text: "", lines: 0 };
      return wholeLines(Buffer.concat([takeRest(), Buffer.from("\n")]), splitLong);
    },
  };
}

/** `buffer` ends with a newline. Short lines, the usual case, are not looked at one by one. */
function wholeLines(buffer: Buffer, splitLong: (line: Buffer, into: string[]) => Buffer): Lines {
  let lines = 0;
  let hasLong = false;
  for (let at = -1; at < buffer.length - 1; lines++) {
    const end = buffer.indexOf(newline, at + 1);
    if (end - at - 1 > longestLineBytes) hasLong = true;
    at = end;
  }
  if (!hasLong) return { text: buffer.toString("utf8"), lines };
  const pieces: string[] = [];
  for (let at = 0; at < buffer.length;) {
    const end = buffer.indexOf(newline, at);
    pieces.push(splitLong(buffer.subarray(at, end), pieces).toString("utf8"));
    at = end + 1;
  }
  return joined(pieces);
}

const joined = (pieces: string[]): Lines => ({
  text: pieces.map((piece) => `${piece}\n`).join(""),
  lines: pieces.length,
});

/** The start of the UTF-8 character that `at` falls into. */
function characterStart(buffer: Buffer, at: number): number {
  for (let back = 0; back < 4; back++) if (((buffer[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
  return at;
}

/** Leaves out the first `count` lines. */
export function dropLines({ text, lines }: Lines, count: number): Lines {
  if (count >= lines) return { text: "", lines: 0 };
  let at = 0;
  for (let dropped = 0; dropped < count; dropped++) at = text.indexOf("\n", at) + 1;
  return { text: text.slice(at), lines: lines - count };
}
