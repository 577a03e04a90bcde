import { digestName, keyPath } from "../key-path.ts";

/** All that S3 takes as a name, prefix included. */
const longestNameBytes = 1024;
/** Percent signs are decoded once too often by some servers and proxies; this is no special character to any. */
const escape = "!";
const tailBytes = 1 + digestName("", escape).length;

/** What objects are called in a bucket. */
export interface ObjectNames {
  /** `isCut`: the name does not tell the whole key. */
  nameOf(key: string): { name: string; isCut: boolean };
  /** What the names of all blobs below a key begin with; `isMore`: those of others may too, with cut names. */
  below(key: string): { prefix: string; isMore: boolean };
}

/**
 * Names are keys as paths (see ../key-path.ts) below a prefix. Of a path that is longer than S3 takes only the first parts
 * are kept, as many as fit, and a digest of the key stands for the rest: so what lies below a short key has a name below it.
 */
export function createObjectNames(prefix: string): ObjectNames {
  const room = longestNameBytes - Buffer.byteLength(prefix) - tailBytes;

  /** The first parts of a path that fit, each with its slash. */
  function keep(path: string): string {
    let kept = "";
    for (const part of path.split("/")) {
      if (kept.length + part.length > room) break;
      kept += `${part}/`;
    }
    return kept;
  }
  return {
    nameOf(key) {
      const path = keyPath(key, escape);
      if (path.length <= room) return { name: prefix + path, isCut: false };
      return { name: prefix + keep(path) + digestName(key, escape), isCut: true };
    },
    below(key) {
      const path = keyPath(key, escape);
      if (path.length <= room) return { prefix: `${prefix}${path}/`, isMore: false };
      return { prefix: `${prefix}${keep(path)}${escape}~`, isMore: true };
    },
  };
}
