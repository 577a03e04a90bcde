import type { Rule } from "./rule.ts";

export const checkRules: readonly Rule[] = [
  {
    category: "snapshot",
    patterns: [
      /Snapshot `[^`]*` mismatched|toMatch(?:Inline)?Snapshot|toHaveScreenshot|toMatchImageSnapshot|toMatchAriaSnapshot|assert(?:_match)?[._]?snapshot/i,
      /\bsnapshots? (?:does not|do not|doesn't|don't|did not|didn't) match|snapshots? (?:failed|obsolete)|does not match (?:the )?(?:stored |saved |golden )?snapshot/i,
      /\bsnapshotAssertion\b|\[as snapshot\]/,
      /(?:golden file|golden) (?:mismatch|differs|does not match)|does not match (?:the )?golden/i,
      /pixels? \(ratio [\d.]+ of all image pixels\) are different|screenshot comparison failed/i,
    ],
    confidence: 0.92,
    cause: "What came out differs from the snapshot that is kept.",
    remedy: "Where the change is meant, update the snapshot; where not, the difference shows what broke.",
  },
  {
    // Playwright calls every waiting expectation alike; only its call log tells that the element was there.
    category: "assertion",
    patterns: [/- unexpected value "/],
    confidence: 0.97,
    cause: "An element of the page is there, and shows something else than a test expects.",
    remedy: "Compare what was expected with what came: the product changed, or the test has to follow.",
  },
  {
    category: "assertion",
    patterns: [
      /\bAssertion(?:Error|FailedError)\b|\bERR_ASSERTION\b|ComparisonFailure|assertion .*failed/i,
      /\bexpect(?:ed)?\b.{0,200}\b(?:to (?:be|equal|have|match|contain|throw|deeply)|but was|but got|got|received|actual|instead of)\b/i,
      /\b(?:got|have|was)\b.{1,120}\b(?:want(?:ed)?|expected)\b|\bwant(?:ed)?\b.{1,120}\bgot\b/i,
      /, want(?:ed)?\b/,
      /^(?:E\s+)?assert .+/,
      /Expected values to be strictly|Expected: .+|Received: .+|strictEqual|deepEqual/,
      /!==|\bis not (?:equal|true|false)\b|\bnot equal\b/,
      /^not ok\b/,
    ],
    confidence: 0.7,
    cause: "The product did something else than a test expects.",
    remedy: "Compare what was expected with what came: the product changed, or the test has to follow.",
  },
];
