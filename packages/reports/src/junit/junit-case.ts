import type { TestStatus, TestTry } from "@aac/contract";
import type { Attributes } from "./xml-parser.ts";

/** A `<testsuite>` around a test. */
export interface SuiteFrame {
  attributes: Attributes;
  /** From its `<properties>`, as far as they were read before the test. */
  properties: ReadonlyMap<string, string>;
}

/** What a test says of one failure, retry or skip: `<failure>`, `<error>`, `<rerunFailure>`, `<skipped>`… */
export interface Outcome {
  element: string;
  message: string;
  type: string;
  text: string;
}

/** A `<testcase>` as it stands in the file. */
export interface JUnitCase {
  /** Of the root element. */
  root: Attributes;
  /** Outermost first. */
  suites: readonly SuiteFrame[];
  attributes: Attributes;
  outcomes: readonly Outcome[];
  /** Paths that stand as `[[ATTACHMENT|path]]` in what the test printed. */
  attachments: readonly string[];
}

const failing = new Set(["failure", "error"]);
const retried = new Set(["rerunFailure", "rerunError", "flakyFailure", "flakyError"]);

export const outcomeElements: ReadonlySet<string> = new Set([...failing, ...retried, "skipped"]);

export interface CaseOutcome {
  status: TestStatus;
  retries: number;
  message: string | null;
  stack: string | null;
  /** Where each is told of. */
  tries?: TestTry[];
}

/** What the test came to. A retry is told by Surefire's elements, which others have taken over. */
export function readOutcome(testCase: JUnitCase): CaseOutcome {
  const failures = testCase.outcomes.filter((outcome) => failing.has(outcome.element));
  const retries = testCase.outcomes.filter((outcome) => retried.has(outcome.element));
  const skips = testCase.outcomes.filter((outcome) => outcome.element === "skipped");
  // node:test tells a to-do that fails, as it may, as both.
  const isToDo = skips.some((skip) => skip.type === "todo");
  const isSkipped = skips.length > 0 || /^(?:notrun|disabled|skipped|ignored)$/i.test(testCase.attributes.status ?? "");

  if (failures.length > 0 && !isToDo) {
    const count = Math.max(retries.length, ...failures.map(retriesInText));
    // The first try's failure stands first, then those of the others.
    return {
      status: "failed",
      retries: count,
      ...why(failures),
      ...(retries.length > 0 && triesOf([...failures.slice(0, 1), ...retries])),
    };
  }
  if (isSkipped) return { status: "skipped", retries: 0, ...why(skips) };
  return {
    status: "passed",
    retries: retries.length,
    ...why(retries.slice(-1)),
    ...(retries.length > 0 && triesOf(retries, { status: "passed", durationMs: null, message: null })),
  };
}

function triesOf(failed: readonly Outcome[], ...after: TestTry[]): { tries: TestTry[] } {
  const tries = failed.map((outcome): TestTry => ({
    status: "failed",
    durationMs: null,
    message: why([outcome]).message,
  }));
  return { tries: [...tries, ...after] };
}

// Playwright tells the retries of a failed test in the text of its one failure.
function retriesInText({ text }: Outcome): number {
  return [...text.matchAll(/^[ \t]*Retry #\d+ ─/gm)].length;
}

const emptyTypes = new Set(["skipped", "todo", "pytest.skip"]);

function why(outcomes: readonly Outcome[]): { message: string | null; stack: string | null } {
  const messages: string[] = [];
  const stacks: string[] = [];
  for (const { message, type, text } of outcomes) {
    const told = message === "true" ? "" : message.trim();
    const detail = text.trim();
    const main = told || beforeFrames(detail) || (emptyTypes.has(type) ? "" : type);
    if (main !== "") messages.push(main);
    if (detail !== "" && detail !== main) stacks.push(detail);
  }
  return { message: messages.join("\n") || null, stack: stacks.join("\n\n") || null };
}

/** What a text says before it lists stack frames; its first line where it lists none. */
function beforeFrames(text: string): string {
  const frame = text.search(/\n[ \t]+at /);
  return (frame > 0 ? text.slice(0, frame) : text.split("\n", 1)[0]!).trim();
}
