/** Bytes of a file, both ends included. */
export interface Range {
  start: number;
  end: number;
}

export const wholeRange = (sizeBytes: number): Range => ({ start: 0, end: sizeBytes - 1 });

export const contentRange = ({ start, end }: Range, sizeBytes: number) => `bytes ${start}-${end}/${sizeBytes}`;

/**
 * What a `range` header asks for (RFC 9110, 14.1.2): one range of bytes. Null is all of it: without a header, and for
 * several ranges or other units, which a server may answer so.
 */
export function readRange(header: string | undefined, sizeBytes: number): Range | "unsatisfiable" | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return null;
  const isSuffix = first === "";
  const start = isSuffix ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = isSuffix || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return start > end ? "unsatisfiable" : { start, end };
}
