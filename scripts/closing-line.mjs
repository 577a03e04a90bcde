// Prints what a run of .ci/run came to: closing-line.mjs VITEST_REPORT TESTS_EXIT_CODE CHECK_EXIT_CODE
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * @typedef {object} Report what vitest's JSON reporter writes
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * `N passed, N failed`, and `, N skipped` if any. The check counts as one test, and so does a file that could not be
 * loaded; no report, or an exit code that no failed test explains, is one that failed.
 * @param {Report | null} report
 * @param {{ tests: number, check: number }} exitCodes
 * @returns {string}
 */
export function closingLine(report, exitCodes) {
  const broken = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((assertion) => assertion.status !== "failed"),
  ).length;
  const known = (report?.numFailedTests ?? 0) + broken;
  const unexplained = known === 0 && (exitCodes.tests !== 0 || report === null) ? 1 : 0;
  const passed = (report?.numPassedTests ?? 0) + (exitCodes.check === 0 ? 1 : 0);
  const failed = known + unexplained + (exitCodes.check === 0 ? 0 : 1);
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
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
  const [path = "", tests, check] = process.argv.slice(2);
  console.log(closingLine(readReport(path), { tests: Number(tests), check: Number(check) }));
}
