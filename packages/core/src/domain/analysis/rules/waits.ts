import type { Rule } from "./rule.ts";

export const waitRules: readonly Rule[] = [
  {
    category: "selector",
    patterns: [
      /waiting for (?:locator|selector|getBy\w+)\b/i,
      /(?:locator|page|frame|elementHandle|expect)\.\w+: Timeout/i,
      /strict mode violation/,
      /NoSuchElement(?:Exception|Error)|no such element|StaleElementReference|ElementNotInteractable|ElementClickIntercepted|element is not (?:visible|attached|enabled|stable)|intercepts pointer events/i,
      /Unable to find (?:an element|role|a label|an? accessible element)/,
      /Expected to find element:|element\(s\) not found|never found it/i,
      /expect\((?:locator|page|received)\)\.to(?:BeVisible|HaveText|ContainText|HaveCount|BeEnabled|BeChecked)\b/,
      /No (?:node|element) found for selector|failed to find element matching selector/i,
    ],
    confidence: 0.88,
    cause: "An element of the page was not there, or not ready, when the test looked for it.",
    remedy:
      "Look at the screenshot or trace: either the page did not come so far, or the element is called otherwise now.",
  },
  {
    category: "timeout",
    patterns: [
      /Test timeout of \d+\s?ms exceeded|Timeout of \d+\s?ms exceeded|Exceeded timeout of|test timed out after|timed out in \d+\s?ms|testTimeoutFailure/i,
      /panic: test timed out after/,
      /\bTimeoutError\b|\bTimeoutException\b|TestTimedOutException|Failed: Timeout >|ReadTimeout(?:Error)?\b|context deadline exceeded|\bETIMEDOUT\b/,
      /timed out after|timed out waiting|operation timed out|did not (?:finish|complete|become ready) (?:with)?in\b/i,
    ],
    confidence: 0.78,
    cause: "Something took longer than it may.",
    remedy: "Find what it waits for; raise the limit only where the work is really that long.",
    reasons: ["timed_out"],
  },
];
