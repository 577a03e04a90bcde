/** Gathers a text that arrives in pieces and may be longer than anybody wants to keep. */
export interface TextKeeper {
  append(piece: string): void;
  /** What was kept: everything, or the beginning and the end with a note between them of how much is missing. */
  text(): string;
  /** How many characters are held. */
  size(): number;
}

const noteChars = 64;

/** Keeps at most `maxChars` characters: the first and the last, for a failure may be told in either. */
export function createTextKeeper(maxChars: number): TextKeeper {
  const half = Math.max(0, Math.floor((maxChars - noteChars) / 2));
  let head = "";
  let tail = "";
  let dropped = 0;

  return {
    append(piece) {
      const room = half - head.length;
      if (room > 0) head += piece.slice(0, room);
      if (piece.length <= room) return;
      tail += room > 0 ? piece.slice(room) : piece;
      // Cut only when it has doubled, so that many small pieces stay cheap.
      if (tail.length > maxChars) cutTail();
    },
    text() {
      if (tail.length > half) cutTail();
      return dropped === 0
        ? head + tail
        : `${head}\n… ${dropped} characters are missing here …\n${tail}`.toWellFormed();
    },
    size: () => head.length + tail.length,
  };

  function cutTail() {
    dropped += tail.length - half;
    tail = tail.slice(tail.length - half);
  }
}
