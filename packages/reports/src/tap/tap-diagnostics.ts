import { parseDocument, stringify } from "yaml";
import { asRecord, asText } from "../json/read-values.ts";

/** What a test point says in the block below it. */
export interface TapDiagnostics {
  durationMs: number | null;
  /** node:test tells groups from tests by it. */
  isSuite: boolean;
  message: string | null;
  stack: string | null;
}

export const noDiagnostics: TapDiagnostics = { durationMs: null, isSuite: false, message: null, stack: null };

/** Reads a YAML block, given without `---` and `...`. Why and where is only looked for when the test failed. */
export function readDiagnostics(block: string, hasFailed: boolean): TapDiagnostics {
  const duration = /^[ \t]*(?:duration_ms|duration|time):\s*['"]?([\d.]+)/m.exec(block)?.[1];
  const known = {
    durationMs: duration === undefined ? null : Number(duration),
    isSuite: /^[ \t]*type:\s*['"]?suite\b/m.test(block),
  };
  return hasFailed ? { ...known, ...why(block) } : { ...known, message: null, stack: null };
}

function why(block: string): Pick<TapDiagnostics, "message" | "stack"> {
  const values = parseYaml(block);
  const stack = asText(values.stack) ?? asText(values.trace);
  const location = asText(values.location) ?? asText(values.at);
  const told = asText(values.error) ?? asText(values.message) ?? asText(values.description) ?? compared(values);
  return {
    // Not every block is YAML, or says what is expected: what cannot be understood can still be read.
    message: withEscapes(told ?? (stack === null ? block.trim() || null : null)),
    stack: stack ?? (location === null ? null : `at ${location}`),
  };
}

// node:test spells the escape character out, in quotes in which YAML leaves it so.
function withEscapes(text: string | null): string | null {
  return text?.replaceAll(/\\x1b/gi, "\u001b") ?? null;
}

function parseYaml(block: string): Readonly<Record<string, unknown>> {
  try {
    // Nobody reads the errors; a picture of the line with each of them takes the square of the line's length.
    const quietly = { logLevel: "silent", prettyErrors: false } as const;
    const document = parseDocument(block, { strict: false, uniqueKeys: false, ...quietly });
    return asRecord(document.toJS({ maxAliasCount: 100 }));
  } catch {
    // Too deep for the parser's own stack, or a bomb of aliases.
    return {};
  }
}

/** An assertion without a message: the operator and the two values, under whichever names. */
function compared(values: Readonly<Record<string, unknown>>): string | null {
  const keys = ["operator", "expected", "wanted", "actual", "found", "got", "diff"];
  const given = Object.fromEntries(keys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]));
  return Object.keys(given).length === 0 ? null : stringify(given).trim();
}
