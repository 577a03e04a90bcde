import type { ReportedTest } from "@aac/contract";
import { posix } from "node:path";

/**
 * Remembers what was told, and answers whether a test was told before by another format. Every test told so can hide
 * one of each other format; the title and the groups must be the same to the letter, and the file wherever both name one: formats name it
 * relative to different folders, so one path may be the end of the other.
 */
export function createTellOnce(): (format: string, test: ReportedTest) => boolean {
  interface Told {
    format: string;
    file: string | null;
    repeatedBy: Set<string>;
  }
  const told = new Map<string, Told[]>();

  return (format, test) => {
    const key = JSON.stringify([test.status, test.name, ...test.suitePath]);
    const known = told.get(key) ?? [];
    const match = known.find(
      (other) => other.format !== format && !other.repeatedBy.has(format) && isSameFile(other.file, test.file),
    );
    if (match) {
      match.repeatedBy.add(format);
      return true;
    }
    told.set(key, known);
    known.push({ format, file: test.file, repeatedBy: new Set() });
    return false;
  };
}

function isSameFile(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.endsWith(`/${posix.normalize(short)}`);
}
