import { ReportError } from "./report-error.ts";
import type { ReportFile } from "./report-format.ts";
import type { ReportLimits } from "./report-limits.ts";

/** Pieces are at most this large, so that what is done with one is quick and small. */
const pieceBytes = 64 * 1024;

/** The content of the file in small pieces, as long as it is within the limits; throws ReportError where it is not. */
export async function* readBounded(
  file: ReportFile,
  limits: ReportLimits,
  checkTime: () => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  checkSize(file.sizeBytes);
  for await (const piece of file.open()) {
    bytes += piece.length;
    checkSize(bytes);
    for (let at = 0; at < piece.length; at += pieceBytes) {
      checkTime();
      yield piece.subarray(at, at + pieceBytes);
    }
  }

  function checkSize(sizeBytes: number) {
    if (sizeBytes <= limits.maxBytes) return;
    throw new ReportError("too_large", `The report is larger than ${Math.floor(limits.maxBytes / 1024)} KiB.`);
  }
}

/** The first bytes of the file, at most `maxBytes`. */
export async function readHead(file: ReportFile, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of file.open()) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, maxBytes);
}
