import type { ReportedTest } from "@aac/contract";
import { createMemoryFile } from "../memory-file.ts";
import { type ReadOptions, readReport } from "../read-report.ts";
import { ReportError } from "../report-error.ts";
import type { ReportFile } from "../report-format.ts";

export interface ReadResult {
  format: string | null;
  tests: ReportedTest[];
  /** What ended the reading early. */
  error: Error | null;
  /** The same in a word: `complete`, the code of a ReportError, or what nobody should see. */
  end: string;
}

/** Reads a report to its end, or to the error that ends it. */
export async function readAll(file: ReportFile, options: ReadOptions = {}): Promise<ReadResult> {
  const { format, tests: stream } = await readReport(file, options);
  const tests: ReportedTest[] = [];
  try {
    for await (const test of stream) tests.push(test);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return { format, tests, error, end: error instanceof ReportError ? error.code : `crash: ${error.stack}` };
  }
  return { format, tests, error: null, end: "complete" };
}

/** The same for a text; throws when the report is damaged. */
export async function readText(path: string, content: string, options: ReadOptions = {}): Promise<ReportedTest[]> {
  const { tests, error } = await readAll(createMemoryFile(path, content), options);
  if (error !== null) throw error;
  return tests;
}

/** A file whose content arrives in pieces that end at the given positions. */
export function createPiecedFile(path: string, content: Uint8Array, cuts: readonly number[]): ReportFile {
  const borders = [0, ...cuts.map((cut) => Math.min(cut, content.length)).toSorted((a, b) => a - b), content.length];
  return {
    path,
    sizeBytes: content.length,
    async *open() {
      for (const [at, start] of borders.entries()) yield content.subarray(start, borders[at + 1] ?? content.length);
    },
  };
}

/** One line per test: what most tests of this package are about. */
export function outline(tests: readonly ReportedTest[]): string[] {
  return tests.map(
    ({ status, flaky, suitePath, name }) => `${flaky ? "flaky" : status} ${[...suitePath, name].join(" | ")}`,
  );
}
