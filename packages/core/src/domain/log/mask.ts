const mask = "***";

/** Values that stand in every log; hiding them would blank it and protect nobody. */
const common = new Set([
  "true",
  "false",
  "null",
  "none",
  "undefined",
  "test",
  "tests",
  "localhost",
  "development",
  "production",
  "staging",
]);
const shortest = 4;

/** A stream filter that replaces secrets by `***`. What it holds back comes with the next bytes or with `end`. */
export interface Masker {
  push(bytes: Uint8Array): Uint8Array;
  end(): Uint8Array;
}

const untouched: Masker = { push: (bytes) => bytes, end: () => new Uint8Array() };

/**
 * Masks secrets in a stream of bytes, however it is cut: plain, base64 (standard and URL-safe, at all three
 * alignments), hex, and as escaped by URLs, JSON and shells; and each line of a value that has several. Values shorter
 * than four characters, and words that stand in every log, are left alone.
 */
export function createMasker(secrets: Iterable<string>): Masker {
  const needles = [...new Set([...secrets].flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  if (needles.length === 0) return untouched;
  const pattern = new RegExp(needles.map((needle) => needle.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|"), "g");
  const beginnings = new Set(
    needles.flatMap((needle) => Array.from(needle.slice(1), (_, index) => needle.slice(0, index + 1))),
  );
  const longest = needles[0]!.length;
  let held = "";

  /** The first place from `at` on where a secret may have begun that bytes to come would complete. */
  const undecidedFrom = (text: string, at: number) => {
    for (let from = Math.max(at, text.length - longest + 1); from < text.length; from++) {
      if (beginnings.has(text.slice(from))) return from;
    }
    return text.length;
  };

  return {
    push(bytes) {
      // Bytes as characters of the same number: secrets that are not ASCII are matched as their UTF-8 bytes.
      const text = held + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
      let masked = "";
      let at = 0;
      let undecided = undecidedFrom(text, at);
      for (;;) {
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        if (!match || match.index >= undecided) break;
        masked += text.slice(at, match.index) + mask;
        at = match.index + match[0].length;
        if (at > undecided) undecided = undecidedFrom(text, at);
      }
      held = text.slice(undecided);
      return Buffer.from(masked + text.slice(at, undecided), "latin1");
    },
    end() {
      const rest = held.replace(pattern, mask);
      held = "";
      return Buffer.from(rest, "latin1");
    },
  };
}

/** Masks texts that are there as a whole, such as a test's message or a file's name. */
export function createTextMask(secrets: Iterable<string>): (text: string) => string {
  const masker = createMasker(secrets);
  if (masker === untouched) return (text) => text;
  return (text) => Buffer.concat([masker.push(Buffer.from(text)), masker.end()]).toString();
}

function formsOf(secret: string): string[] {
  const values = [secret, ...secret.split(/\r?\n/)].filter(
    (value, index) => value.trim().length >= (index === 0 ? shortest : 8) && !common.has(value.toLowerCase()),
  );
  return values.flatMap((value) => {
    const bytes = Buffer.from(value);
    const hex = bytes.toString("hex");
    const forms = [
      bytes.toString("latin1"),
      hex,
      hex.toUpperCase(),
      latin1(encodeURIComponent(value)),
      latin1(encodeURIComponent(value).replaceAll("%20", "+")),
      latin1(encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
      latin1(JSON.stringify(value).slice(1, -1)),
      latin1(JSON.stringify(value).slice(1, -1).replaceAll("/", "\\/")),
      latin1(value.replaceAll("'", `'\\''`)),
      latin1(value.replace(/([^A-Za-z0-9_\-.,:/@\n])/g, "\\$1")),
      ...base64Forms(bytes),
    ];
    return forms.filter((form) => form.length >= shortest);
  });
}

const latin1 = (text: string) => Buffer.from(text).toString("latin1");

/** What base64 makes of these bytes wherever they stand in a longer text, less the characters their neighbours touch. */
function base64Forms(bytes: Buffer): string[] {
  if (bytes.length < 6) return [];
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const inner = encoded.slice([0, 2, 3][offset], Math.floor(((offset + bytes.length) * 8) / 6));
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
