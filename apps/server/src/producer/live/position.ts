import { Problem } from "@aac/core";

/** How much of one attempt a viewer has: lines of the log, results, artifacts. */
export interface AttemptPosition {
  lines: number;
  results: number;
  artifacts: number;
}

/**
 * How much of a run a viewer has. Every part of a run is numbered by its one writer, so this vector says exactly what
 * is missing, without an event log of its own (ADR 0004).
 */
export interface Position {
  revision: number;
  /** The revision of the analysis. */
  analysis: number;
  /** By `<shard>.<attempt>`. */
  attempts: Map<string, AttemptPosition>;
}

const attemptKey = (shard: number, attempt: number) => `${shard}.${attempt}`;

/** Such as `7;a=3;1.1=120,30,4;2.1=80,0,0`: what the events' `id` holds. What there is nothing of is left out. */
export function formatPosition({ revision, analysis, attempts }: Position): string {
  const parts = [...attempts].flatMap(([key, { lines, results, artifacts }]) =>
    lines + results + artifacts === 0 ? [] : `${key}=${lines},${results},${artifacts}`,
  );
  return [revision, ...(analysis > 0 ? [`a=${analysis}`] : []), ...parts].join(";");
}

/** Throws Problem `invalid_cursor`. */
export function parsePosition(text: string | undefined): Position {
  if (text === undefined) return { revision: 0, analysis: 0, attempts: new Map() };
  if (!/^\d{1,15}(;a=\d{1,15})?(;\d{1,6}\.\d{1,6}=\d{1,15},\d{1,15},\d{1,15})*$/.test(text)) {
    throw new Problem("invalid_cursor", "The position of the event stream is not one that this server sent.");
  }
  const [revision = "0", ...parts] = text.split(";");
  const [first] = parts;
  const analysis = first?.startsWith("a=") ? Number(parts.shift()?.slice(2)) : 0;
  const attempts = parts.map((part): [string, AttemptPosition] => {
    const [key = "", numbers = ""] = part.split("=");
    const [lines = 0, results = 0, artifacts = 0] = numbers.split(",").map(Number);
    return [key, { lines, results, artifacts }];
  });
  return { revision: Number(revision), analysis, attempts: new Map(attempts) };
}

/** The position within one attempt, from its beginning where it is new. */
export function positionIn(position: Position, shard: number, attempt: number): AttemptPosition {
  const key = attemptKey(shard, attempt);
  const known = position.attempts.get(key) ?? { lines: 0, results: 0, artifacts: 0 };
  position.attempts.set(key, known);
  return known;
}
