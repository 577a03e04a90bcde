/** A needle is cut into pieces of so many bytes: what is held back of a stream, and compared at a place, is bounded by it. */
export const longestPiece = 64;
/** No needle is shorter. */
const window = 4;

/** Finds any of many byte strings, in a time that hardly depends on how many they are. */
export interface Needles {
  readonly isEmpty: boolean;
  /** How many bytes of `text`, from `at` up to `end`, are a needle or a piece of one; the most, 0 for none. */
  longestAt(text: Uint8Array, at: number, end: number): number;
  /** Whether bytes to come could make a needle of what begins at `at`, or a longer one. */
  mayGrowAt(text: Uint8Array, at: number, end: number): boolean;
  /** The first place from `at` on where a needle may begin; `end - 3` when there is none. */
  skip(text: Uint8Array, at: number, end: number): number;
}

/**
 * `needles` as characters of the same number. Looks at windows of four bytes: a table tells by their hash which pieces
 * begin so, and those are compared. (An Aho-Corasick automaton of the same needles takes some hundred times the memory.)
 */
export function createNeedles(needles: Iterable<string>): Needles {
  const pieces = cut(needles);
  const bytes = Buffer.from(pieces.join(""), "latin1");
  const bits = Math.min(20, Math.max(10, Math.ceil(Math.log2(pieces.length * 16 + 1))));
  const shift = 32 - bits;
  /** For each hash the first piece, counted from 1; and for each piece the next of the same hash. */
  const first = new Int32Array(1 << bits);
  const next = new Int32Array(pieces.length + 1);
  const starts = new Int32Array(pieces.length + 1);
  const lengths = new Uint8Array(pieces.length + 1);
  /** What pieces begin with: one, two and three bytes. */
  const beginnings = [new Set<number>(), new Set<number>(), new Set<number>()] as const;
  let start = 0;
  for (const [index, piece] of pieces.entries()) {
    const id = index + 1;
    starts[id] = start;
    lengths[id] = piece.length;
    const place = hash(wordAt(bytes, start), shift);
    next[id] = first[place]!;
    first[place] = id;
    for (const [more, set] of beginnings.entries()) set.add(numberAt(bytes, start, more + 1));
    start += piece.length;
  }

  /** The length of what text and piece have in common, up to `most`. */
  const common = (text: Uint8Array, at: number, id: number, most: number) => {
    const from = starts[id]!;
    let length = 0;
    while (length < most && text[at + length] === bytes[from + length]) length++;
    return length;
  };

  return {
    isEmpty: pieces.length === 0,
    longestAt(text, at, end) {
      if (end - at < window) return 0;
      let longest = 0;
      for (let id = first[hash(wordAt(text, at), shift)]!; id !== 0; id = next[id]!) {
        const length = lengths[id]!;
        if (length > longest && at + length <= end && common(text, at, id, length) === length) longest = length;
      }
      return longest;
    },
    mayGrowAt(text, at, end) {
      const left = end - at;
      if (left < window) return beginnings[left - 1]!.has(numberAt(text, at, left));
      for (let id = first[hash(wordAt(text, at), shift)]!; id !== 0; id = next[id]!)
        if (lengths[id]! > left && common(text, at, id, left) === left) return true;
      return false;
    },
    skip(text, at, end) {
      const last = end - window;
      if (at > last) return at;
      let word = wordAt(text, at);
      for (let place = at; ;) {
        if (first[hash(word, shift)] !== 0) return place;
        if (++place > last) break;
        word = (word >>> 8) | (text[place + window - 1]! << 24);
      }
      return last + 1;
    },
  };
}

const multiplier = 0x9e3779b1;
const hash = (word: number, shift: number) => Math.imul(word, multiplier) >>> shift;
const wordAt = (text: Uint8Array, at: number) =>
  text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | (text[at + 3]! << 24);
const numberAt = (text: Uint8Array, at: number, length: number) => {
  let number = 0;
  for (let i = 0; i < length; i++) number = number * 256 + text[at + i]!;
  return number;
};

/** The last piece overlaps the one before it, rather than to be a short one that is found by chance. */
function cut(needles: Iterable<string>): string[] {
  const pieces = new Set<string>();
  for (const needle of needles) {
    if (needle.length < window) throw new Error("A needle is too short");
    for (let at = 0; at + longestPiece <= needle.length; at += longestPiece)
      pieces.add(needle.slice(at, at + longestPiece));
    if (needle.length % longestPiece > 0) pieces.add(needle.slice(-longestPiece));
  }
  return [...pieces];
}
