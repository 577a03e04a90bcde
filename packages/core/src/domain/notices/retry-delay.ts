const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** The wait before each next try: eleven tries within a day. */
const waits = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  1 * hourMs,
  2 * hourMs,
  4 * hourMs,
  6 * hourMs,
  10 * hourMs,
];
const longestAskedMs = hourMs;

/**
 * How long to wait after so many tries that failed; null: it is given up. A receiver may ask for more patience than
 * we would have, up to an hour.
 */
export function retryDelay(failures: number, askedMs: number | null): number | null {
  const wait = waits[failures - 1];
  if (wait === undefined) return null;
  return Math.max(wait, Math.min(askedMs ?? 0, longestAskedMs));
}
