import { ReportError } from "../report-error.ts";
import type { ReportLimits } from "../report-limits.ts";
import { createLineSplitter, type LineSplitter } from "../line-splitter.ts";
import { createTextKeeper, type TextKeeper } from "../text-keeper.ts";
import { type JUnitCase, type Outcome, outcomeElements, type SuiteFrame } from "./junit-case.ts";
import type { Attributes, XmlEvents } from "./xml-parser.ts";

export interface CaseEvents {
  testCase(testCase: JUnitCase): void;
  /** A suite directly below the root, or the root itself, has ended. */
  suiteEnd(): void;
}

interface OpenCase {
  attributes: Attributes;
  outcomes: Outcome[];
  attachments: string[];
}
interface OpenFrame extends SuiteFrame {
  properties: Map<string, string>;
}

const maxOutcomes = 1_000;
const maxPathChars = 4_096;
const maxProperties = 1_000;

/** Gathers the test cases of a JUnit document from its XML events; knows the elements, but no dialect. */
export function createCaseReader(limits: ReportLimits, events: CaseEvents): XmlEvents {
  const elements: string[] = [];
  const suites: OpenFrame[] = [];
  let root: Attributes = {};
  let current: OpenCase | null = null;
  let outcome: { element: string; depth: number; attributes: Attributes; text: TextKeeper } | null = null;
  let printed: LineSplitter | null = null;

  return {
    open(name, attributes) {
      const parent = elements.at(-1);
      if (parent === undefined) {
        if (name !== "testsuites" && name !== "testsuite") {
          throw new ReportError("not_recognised", `This is not JUnit XML: its root is <${name.slice(0, 100)}>.`);
        }
        root = attributes;
      }
      elements.push(name);
      if (current === null) openInSuite(name, attributes);
      else if (outcome === null && parent === "testcase" && outcomeElements.has(name)) {
        outcome = { element: name, depth: elements.length, attributes, text: createTextKeeper(limits.maxTextChars) };
      } else if (name === "system-out" || name === "system-err") {
        printed = createLineSplitter(maxPathChars, readAttachment);
      }
    },
    text(piece) {
      // Surefire nests the stack and the output of a retried failure in elements of their own.
      if (printed !== null) printed.write(piece);
      else if (outcome !== null) {
        const inner = elements.length > outcome.depth ? elements[outcome.depth] : "stackTrace";
        if (inner === "stackTrace") outcome.text.append(piece);
      }
    },
    close(name) {
      if (name === "system-out" || name === "system-err") {
        printed?.end();
        printed = null;
      } else if (outcome !== null && elements.length === outcome.depth) {
        const { element, attributes, text } = outcome;
        const { message = "", type = "" } = attributes;
        if (current !== null && current.outcomes.length < maxOutcomes) {
          current.outcomes.push({ element, message, type, text: text.text() });
        }
        outcome = null;
      }
      elements.pop();
      if (name === "testcase" && current !== null && !elements.includes("testcase")) {
        events.testCase({ root, suites: [...suites], ...current });
        current = null;
      } else if (name === "testsuite" && current === null) {
        suites.pop();
        if (suites.length === 0) events.suiteEnd();
      }
    },
  };

  function openInSuite(name: string, attributes: Attributes) {
    if (name === "testcase") current = { attributes, outcomes: [], attachments: [] };
    else if (name === "testsuite") suites.push({ attributes, properties: new Map() });
    else if (name === "property") {
      const frame = suites.at(-1);
      if (frame && frame.properties.size < maxProperties)
        frame.properties.set(attributes.name ?? "", attributes.value ?? "");
    }
  }

  function readAttachment(line: string) {
    const path = /\[\[ATTACHMENT\|([^\]]+)\]\]/.exec(line)?.[1]?.trim();
    if (path && current && current.attachments.length < maxOutcomes) current.attachments.push(path);
  }
}
