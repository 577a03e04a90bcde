// Prints what a run of .ci/run came to:
//   closing-line.mjs --failed REPORT                          the files to run once more, one a line
//   closing-line.mjs TESTS_EXIT_CODE CHECK_EXIT_CODE REPORT [REPORT…]
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * @typedef {{ fullName: string, status: string }} Assertion
 * @typedef {{ name: string, status: string, assertionResults: Assertion[] }} FileResult
 * @typedef {{ testResults: FileResult[] }} Report what vitest's JSON reporter writes
 */

/** More than these is no accident of a busy machine. */
const mostFiles = 3;

/**
 * The files whose tests are worth a second try: those that failed, when they are few.
 * @param {Report | null} report
 * @returns {string[]}
 */
export function failedFiles(report) {
  const failed = (report?.testResults ?? []).filter(({ status }) => status === "failed").map(({ name }) => name);
  return failed.length <= mostFiles ? failed : [];
}

/**
 * `N passed, N failed`, and `, N skipped` if any. The check counts as one test, and so does a file that could not be
 * loaded; no report, or an exit code that no failed test explains, is one that failed. Of files that ran twice the later
 * run counts, and `unsteady` names the tests that failed before it.
 * @param {(Report | null)[]} reports in the order in which they were made
 * @param {{ tests: number, check: number }} exitCodes
 * @returns {{ line: string, unsteady: string[] }}
 */
export function closingLine(reports, exitCodes) {
  const all = reports.flatMap((report) => report?.testResults ?? []);
  const last = new Map(all.map((file) => [file.name, file]));
  const files = [...last.values()];
  const count = (/** @type {string[]} */ ...statuses) =>
    files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => statuses.includes(status)).length;
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((assertion) => assertion.status !== "failed"),
  ).length;
  const known = count("failed") + broken;
  const unexplained = known === 0 && (exitCodes.tests !== 0 || reports.includes(null)) ? 1 : 0;
  const passed = count("passed") + (exitCodes.check === 0 ? 1 : 0);
  const failed = known + unexplained + (exitCodes.check === 0 ? 0 : 1);
  const skipped = count("pending", "skipped", "todo");
  const unsteady = all
    .filter(({ name }) => last.get(name)?.status === "passed")
    .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === "failed"))
    .map(({ fullName }) => fullName);
  return { line: `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`, unsteady };
}

/** @param {string} path */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    console.error(`The tests left no report at ${path}.`);
    return null;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [first = "", ...rest] = process.argv.slice(2);
  if (first === "--failed") {
    for (const name of failedFiles(readReport(rest[0] ?? ""))) console.log(relative(process.cwd(), name));
  } else {
    const [check, ...paths] = rest;
    const { line, unsteady } = closingLine(paths.map(readReport), { tests: Number(first), check: Number(check) });
    for (const name of unsteady) console.log(`Failed at first, and passed when run once more: ${name}`);
    console.log(line);
  }
}
