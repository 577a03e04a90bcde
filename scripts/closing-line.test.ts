import { describe, expect, test } from "vitest";
import { closingLine } from "./closing-line.mjs";

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((one) => ({ status: one })),
});
const report = (passed: number, failed: number, skipped: number, ...testResults: ReturnType<typeof file>[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults,
});

describe("the closing line of CI", () => {
  test("counts the check as a test", () => {
    expect(closingLine(report(3, 0, 0), { tests: 0, check: 0 })).toBe("4 passed, 0 failed");
    expect(closingLine(report(3, 0, 0), { tests: 0, check: 1 })).toBe("3 passed, 1 failed");
  });

  test("names skipped tests only when there are some", () => {
    expect(closingLine(report(3, 0, 2), { tests: 0, check: 0 })).toBe("4 passed, 0 failed, 2 skipped");
  });

  test("counts a file that could not be loaded, and not one whose tests are counted", () => {
    const files = [file("failed"), file("failed", "passed", "failed"), file("passed", "passed")];
    expect(closingLine(report(2, 1, 0, ...files), { tests: 1, check: 0 })).toBe("3 passed, 2 failed");
  });

  test("never calls a failed run good", () => {
    expect(closingLine(report(3, 0, 0), { tests: 1, check: 0 })).toBe("4 passed, 1 failed");
    expect(closingLine(null, { tests: 0, check: 0 })).toBe("1 passed, 1 failed");
  });
});
