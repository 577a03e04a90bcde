import { createHash } from "node:crypto";

/** What all file systems in use take as one name. */
const longestName = 255;
/** As with S3. Encoded it is at most three times as long, which with the root stays below the 4,096 of a path. */
const longestKeyBytes = 1024;

/**
 * Where a key's blob lies below the root. Letters, digits, `-`, `_` and dots stand for themselves, all else is written
 * as `escape` and two hexadecimal digits a byte: no key leaves the root, none begins with a dot (such names are ours),
 * none depends on how a file system treats Unicode. A name that is too long ends in a digest instead.
 */
export function keyPath(key: string, escape = "%"): string {
  if (Buffer.byteLength(key) > longestKeyBytes) throw new Error(`A blob's key is longer than ${longestKeyBytes} bytes`);
  return key
    .split("/")
    .map((part) => partName(part, escape))
    .join("/");
}

function partName(part: string, escape: string): string {
  if (part === "" || part === "." || part === "..") throw new Error(`A blob's key has a part "${part}"`);
  const name = Array.from(Buffer.from(part, "utf8"), (byte, index) => {
    const character = String.fromCharCode(byte);
    const stands = byte < 128 && /[\w.-]/.test(character) && !(index === 0 && character === ".");
    return stands ? character : `${escape}${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
  if (name.length <= longestName) return name;
  const digest = digestName(part, escape);
  return name.slice(0, longestName - digest.length) + digest;
}

/** No encoded name has an `escape` before a tilde, so this is no other key's name. */
export const digestName = (text: string, escape: string): string =>
  `${escape}~${createHash("sha256").update(text).digest("hex")}`;
