import type { ReportedTest } from "@aac/contract";
import { readBounded, readHead } from "./bounded-bytes.ts";
import { formats } from "./formats.ts";
import { ReportError } from "./report-error.ts";
import type { ReportContext, ReportFile, ReportFormat } from "./report-format.ts";
import { defaultReportLimits, type ReportLimits } from "./report-limits.ts";

export interface ReadOptions {
  limits?: Partial<ReportLimits>;
  /** Where the tests ran, such as `/app`: absolute paths in reports are told relative to it. */
  workingDirectory?: string;
  /** A clock in milliseconds, for the time limit. */
  now?: () => number;
}

export interface OpenReport {
  /** The name of the format; null when no format recognises the file, which then has no tests. */
  format: string | null;
  /** To be read once. Throws ReportError when the report is damaged or beyond a limit, and what the file throws. */
  tests: AsyncIterable<ReportedTest>;
}

const headBytes = 4096;

/** Picks the format of a file and parses it as it is iterated, with all limits enforced. Throws only what the file throws. */
export async function readReport(file: ReportFile, options: ReadOptions = {}): Promise<OpenReport> {
  const head = await readHead(file, headBytes);
  const format = formats.find((candidate) => candidate.recognises(file.path, head));
  return { format: format?.name ?? null, tests: format ? readTests(format, file, options) : nothing() };
}

async function* readTests(format: ReportFormat, file: ReportFile, options: ReadOptions): AsyncGenerator<ReportedTest> {
  const limits = { ...defaultReportLimits, ...options.limits };
  const now = options.now ?? (() => performance.now());
  let startedAt = now();
  let spentMs = 0;

  const context: ReportContext = { path: file.path, limits, workingDirectory: options.workingDirectory };
  let count = 0;
  for await (const test of format.parse(readBounded(file, limits, checkTime), context)) {
    count += 1;
    if (count > limits.maxTests)
      throw new ReportError("too_many_tests", `The report has more than ${limits.maxTests} tests.`);
    // The consumer's time is not ours.
    spentMs += now() - startedAt;
    yield test;
    startedAt = now();
  }

  function checkTime() {
    if (spentMs + now() - startedAt <= limits.timeoutMs) return;
    throw new ReportError("too_slow", `Reading the report takes longer than ${Math.round(limits.timeoutMs / 1000)} s.`);
  }
}

async function* nothing(): AsyncGenerator<never> {}
