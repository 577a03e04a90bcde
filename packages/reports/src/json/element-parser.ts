import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { cutMark } from "../plain-text.ts";
import { ReportError } from "../report-error.ts";
import type { ReportLimits } from "../report-limits.ts";
import { createStringShortener } from "./shorten-strings.ts";

/** An element found in the document, with where it stands: `["suites", 0, "specs", 3]`. */
export interface FoundElement {
  value: unknown;
  path: readonly (string | number)[];
}

/** Between two elements that are handed over. */
const maxElementTokens = 1_000_000;

/**
 * Parses JSON in bounded memory: hands over the elements at the given paths (`$.results.tests.*`) as they end and
 * forgets everything else. Throws what is wrong with the JSON, or a ReportError beyond the limits.
 */
export function createElementParser(
  limits: ReportLimits,
  paths: readonly string[],
  found: (element: FoundElement) => void,
): { write(text: string): void; end(): void } {
  const shorten = createStringShortener(limits.maxTextChars, cutMark);
  const tokenizer = new Tokenizer();
  const values = new TokenParser({ paths: [...paths], keepStack: false });
  let depth = 0;
  let tokens = 0;

  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth += 1;
    else if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > limits.maxDepth)
      throw new ReportError("too_deep", `Values are nested more than ${limits.maxDepth} deep.`);
    tokens += 1;
    if (tokens > maxElementTokens)
      throw new ReportError("too_large", "A part of the report is larger than is sensible.");
    values.write(token);
  };
  tokenizer.onError = rethrow;
  values.onError = rethrow;
  values.onValue = ({ value, key, stack }) => {
    tokens = 0;
    found({ value, path: [...stack.slice(1).map((level) => level.key!), key!] });
  };

  return {
    write: (text) => tokenizer.write(shorten(text)),
    end() {
      tokenizer.end();
      if (!values.isEnded) throw new Error("the outermost value does not end");
    },
  };
}

function rethrow(error: Error): never {
  throw error;
}
