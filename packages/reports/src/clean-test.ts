import type { ReportedTest } from "@aac/contract";
import { shorten, toPlainText, trimBlock } from "./plain-text.ts";
import type { ReportLimits } from "./report-limits.ts";

const maxAttachments = 1_000;
const maxTries = 10;

/** The test as it may be stored and shown: plain texts of bounded length, sensible numbers, nothing empty. */
export function cleanTest(test: ReportedTest, limits: ReportLimits): ReportedTest {
  const text = (value: string) => shorten(toPlainText(value), limits.maxTextChars);
  const name = (value: string) => text(value).replace(/\s+/g, " ").trim();
  const block = (value: string | null) => (value === null ? null : trimBlock(text(value)) || null);
  const nameOrNull = (value: string | null) => (value === null ? null : name(value) || null);

  // A message says why a test failed, on some try, or was skipped; what else a report says of a test that passed is noise.
  const isExplained = test.status !== "passed" || test.flaky;
  const message = isExplained ? block(test.message) : null;
  const stack = isExplained ? withoutBeginning(block(test.stack), message) : null;

  return {
    name: name(test.name) || "(unnamed)",
    suitePath: test.suitePath
      .map(name)
      .filter((part) => part !== "")
      .slice(0, limits.maxDepth),
    file: nameOrNull(test.file),
    line: test.line !== null && Number.isSafeInteger(test.line) && test.line > 0 ? test.line : null,
    status: test.status,
    flaky: test.flaky && test.status === "passed",
    durationMs: cleanDuration(test.durationMs),
    message,
    stack,
    retries: Number.isSafeInteger(test.retries) && test.retries > 0 ? test.retries : 0,
    ...(test.tries && {
      tries: test.tries.slice(-maxTries).map(({ status, durationMs, message: told }) => ({
        status,
        durationMs: cleanDuration(durationMs),
        message: block(told),
      })),
    }),
    attachments: test.attachments.slice(0, maxAttachments).map((attachment) => ({
      name: name(attachment.name) || "attachment",
      path: nameOrNull(attachment.path),
      contentType: nameOrNull(attachment.contentType),
    })),
  };
}

// Many stacks begin with the message, which is there already.
function withoutBeginning(stack: string | null, message: string | null): string | null {
  if (stack === null || message === null || !stack.startsWith(message)) return stack;
  const rest = stack.slice(message.length);
  return /^\s*(?:\n|$)/.test(rest) ? trimBlock(rest) || null : stack;
}

// Seconds with a fraction become milliseconds with a tail of nines; a microsecond is as fine as any report tells.
function cleanDuration(durationMs: number | null): number | null {
  if (durationMs === null || !Number.isFinite(durationMs) || durationMs < 0) return null;
  return Math.round(durationMs * 1000) / 1000;
}
