import type { ReportFile } from "./report-format.ts";

/** A report that is in memory, such as an uploaded one. */
export function createMemoryFile(path: string, content: Uint8Array | string): ReportFile {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return {
    path,
    sizeBytes: bytes.length,
    async *open() {
      if (bytes.length > 0) yield bytes;
    },
  };
}
