import type { ReportedTest } from "@aac/contract";
import type { ReportLimits } from "./report-limits.ts";

/** A file that may be a report. */
export interface ReportFile {
  /** Relative to the working directory of the tests. */
  path: string;
  sizeBytes: number;
  /** The content from its beginning, in pieces of any size. May be called more than once. */
  open(): AsyncIterable<Uint8Array>;
}

export interface ReportContext {
  /** Of the report, relative to the working directory. */
  path: string;
  limits: ReportLimits;
  /** Where the tests ran, such as `/app`: absolute paths in the report are told relative to it. */
  workingDirectory?: string | undefined;
}

/** One kind of report. Adding one is a file (or a folder) and a line in `formats.ts`. */
export interface ReportFormat {
  /** Short and lasting: it is stored with artifacts. */
  name: string;
  title: string;
  /** Recognises the file by its path and its first bytes (up to 4 KiB). Cheap, never throws. */
  recognises(path: string, head: Uint8Array): boolean;
  /**
   * Yields every test, in constant memory. Throws ReportError when the content is damaged, and what `bytes` throws;
   * what was yielded before stays valid.
   */
  parse(bytes: AsyncIterable<Uint8Array>, context: ReportContext): AsyncIterable<ReportedTest>;
}
