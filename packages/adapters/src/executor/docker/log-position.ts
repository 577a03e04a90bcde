const lineFeed = 10;

/** How far a log was read: so many whole lines, and so many bytes of the next. */
export interface LogPosition {
  lines: number;
  bytes: number;
}

/** Moves a position on by what was read. */
export function advance(position: LogPosition, read: Uint8Array): void {
  let lineStart = -1;
  for (let at = read.indexOf(lineFeed); at !== -1; at = read.indexOf(lineFeed, at + 1)) {
    position.lines += 1;
    lineStart = at;
  }
  position.bytes = lineStart === -1 ? position.bytes + read.length : read.length - lineStart - 1;
}

/**
 * Leaves out of a log, read again from its beginning in pieces, what was read up to a position. Lines are counted, not
 * bytes alone, because an engine's log holds bytes that are no text in another form.
 */
export function leaveOut(position: Readonly<LogPosition>): (piece: Uint8Array) => Uint8Array {
  let { lines, bytes } = position;
  return (piece) => {
    let at = 0;
    for (; lines > 0; lines -= 1) {
      const end = piece.indexOf(lineFeed, at);
      if (end === -1) return piece.subarray(piece.length);
      at = end + 1;
    }
    const skipped = Math.min(bytes, piece.length - at);
    bytes -= skipped;
    return piece.subarray(at + skipped);
  };
}
