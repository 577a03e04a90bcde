import type { ReportedTest } from "@aac/contract";
import { cleanTest } from "./clean-test.ts";
import { decodeText } from "./decode-text.ts";
import { ReportError, type ReportErrorCode } from "./report-error.ts";
import type { ReportContext } from "./report-format.ts";

/** Understands one report that is pushed through it, and emits its tests on the way. Throws when it is damaged. */
export interface TextParser {
  write(text: string): void;
  /** Nothing follows. */
  end(): void;
  /** The rest will not come, or made no sense: emits the complete tests that were held back. May follow a failed `end`. */
  abandon(): void;
}

/** Drives a parser: the frame that all formats share. */
export async function* parseText(
  bytes: AsyncIterable<Uint8Array>,
  context: ReportContext,
  createParser: (emit: (test: ReportedTest) => void) => TextParser,
): AsyncGenerator<ReportedTest> {
  const ready: ReportedTest[] = [];
  const parser = createParser((test) => ready.push(cleanTest(test, context.limits)));
  let failure: unknown;
  let hasFailed = false;
  try {
    for await (const text of decodeText(bytes)) {
      attempt("malformed", () => parser.write(text));
      yield* ready.splice(0);
    }
    attempt("truncated", () => parser.end());
  } catch (error) {
    // First the tests that were complete before the damage.
    hasFailed = true;
    failure = error;
    parser.abandon();
  }
  yield* ready.splice(0);
  if (hasFailed) throw failure;
}

function attempt(code: ReportErrorCode, step: () => void): void {
  try {
    step();
  } catch (cause) {
    if (cause instanceof ReportError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = code === "truncated" ? "The report ends in the middle" : "The report is malformed";
    throw new ReportError(code, `${what} (${why.slice(0, 200)}).`, { cause });
  }
}
