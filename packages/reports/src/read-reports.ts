import type { ReportedTest } from "@aac/contract";
import { createHash } from "node:crypto";
import { formats } from "./formats.ts";
import { type OpenReport, type ReadOptions, readReport } from "./read-report.ts";
import { ReportError } from "./report-error.ts";
import type { ReportFile } from "./report-format.ts";
import { createTellOnce } from "./tell-once.ts";

export type ReportNews =
  | { kind: "test"; path: string; format: string; test: ReportedTest }
  /** The end of one report; `tests` of it were told, `repeated` were not since a richer report had them. */
  | { kind: "report"; path: string; format: string; tests: number; repeated: number; damage: ReportError | null };

/**
 * Reads all reports that one attempt left, and tells each test once. Files that no format recognises are passed over.
 * A damaged report costs only itself: it ends with its `damage`. Throws what a file throws that cannot be read.
 *
 * Suites often write the same results in two formats. The rule: reports are read in the order of `formats`, and a test
 * is left out when a report of *another* format told a test of the same title, groups, file (as far as both name one)
 * and status, for every time it told it. Reports of the same format never hide each other, for they may be of two
 * browsers or two rounds; except that a byte-for-byte copy of a report is not read.
 */
export async function* readReports(
  files: readonly ReportFile[],
  options: ReadOptions = {},
): AsyncGenerator<ReportNews> {
  const opened: { file: ReportFile; format: string; report: OpenReport }[] = [];
  for (const file of files) {
    const report = await readReport(file, options);
    if (report.format !== null) opened.push({ file, format: report.format, report });
  }
  const isToldElsewhere = createTellOnce();
  const contents = new Map<number, Set<string>>();
  const ranks = new Map(formats.map((format, rank) => [format.name, rank]));
  opened.sort((a, b) => ranks.get(a.format)! - ranks.get(b.format)!);

  for (const { file, format, report } of opened) {
    const { path } = file;
    let tests = 0;
    let repeated = 0;
    let damage: ReportError | null = null;
    try {
      if (!(await isCopy(file))) {
        for await (const test of report.tests) {
          if (isToldElsewhere(format, test)) repeated += 1;
          else {
            tests += 1;
            yield { kind: "test", path, format, test };
          }
        }
      }
    } catch (error) {
      if (!(error instanceof ReportError)) throw error;
      damage = error;
    }
    yield { kind: "report", path, format, tests, repeated, damage };
  }

  async function isCopy(file: ReportFile): Promise<boolean> {
    // Only files of one size can be the same, and most have a size of their own.
    if (opened.filter((other) => other.file.sizeBytes === file.sizeBytes).length < 2) return false;
    const known = contents.get(file.sizeBytes) ?? new Set();
    contents.set(file.sizeBytes, known);
    const hash = createHash("sha256");
    for await (const piece of file.open()) hash.update(piece);
    const digest = hash.digest("base64");
    const isKnown = known.has(digest);
    known.add(digest);
    return isKnown;
  }
}
