import { describe, expect, test } from "vitest";
import { closingLine, failedFiles } from "./closing-line.mjs";

const file = (name: string, status: string, ...statuses: string[]) => ({
  name,
  status,
  assertionResults: statuses.map((one, index) => ({ fullName: `${name} ${index + 1}`, status: one })),
});
const report = (...testResults: ReturnType<typeof file>[]) => ({ testResults });
const good = report(file("a", "passed", "passed", "passed", "passed"));
const lineOf = (...given: Parameters<typeof closingLine>) => closingLine(...given).line;

describe("the closing line of CI", () => {
  test("counts the check as a test", () => {
    expect(lineOf([good], { tests: 0, check: 0 })).toBe("4 passed, 0 failed");
    expect(lineOf([good], { tests: 0, check: 1 })).toBe("3 passed, 1 failed");
  });

  test("names skipped tests only when there are some", () => {
    const some = report(file("a", "passed", "passed", "skipped", "pending", "todo"));
    expect(lineOf([some], { tests: 0, check: 0 })).toBe("2 passed, 0 failed, 3 skipped");
  });

  test("counts a file that could not be loaded, and not one whose tests are counted", () => {
    const files = [file("a", "failed"), file("b", "failed", "passed", "failed"), file("c", "passed", "passed")];
    expect(lineOf([report(...files)], { tests: 1, check: 0 })).toBe("3 passed, 2 failed");
  });

  test("never calls a failed run good", () => {
    expect(lineOf([good], { tests: 1, check: 0 })).toBe("4 passed, 1 failed");
    expect(lineOf([null], { tests: 0, check: 0 })).toBe("1 passed, 1 failed");
    expect(lineOf([null, good], { tests: 0, check: 0 })).toBe("4 passed, 1 failed");
  });

  test("counts the tests of all reports", () => {
    const other = report(file("b", "passed", "passed"), file("c", "failed", "failed"));
    expect(lineOf([good, other], { tests: 1, check: 0 })).toBe("5 passed, 1 failed");
  });

  test("of files that ran twice the later run counts, and what failed at first is named", () => {
    const first = report(file("a", "passed", "passed"), file("b", "failed", "passed", "failed"));
    expect(closingLine([first, report(file("b", "passed", "passed", "passed"))], { tests: 0, check: 0 })).toEqual({
      line: "4 passed, 0 failed",
      unsteady: ["b 2"],
    });
    const still = report(file("b", "failed", "passed", "failed"));
    expect(closingLine([first, still], { tests: 1, check: 0 })).toEqual({ line: "3 passed, 1 failed", unsteady: [] });
  });
});

test("few failed files get a second try, many are no accident", () => {
  const some = ["a", "b", "c"].map((name) => file(name, "failed", "failed"));
  expect(failedFiles(report(...some, file("d", "passed", "passed")))).toEqual(["a", "b", "c"]);
  expect(failedFiles(report(...some, file("d", "failed")))).toEqual([]);
  expect(failedFiles(null)).toEqual([]);
});
