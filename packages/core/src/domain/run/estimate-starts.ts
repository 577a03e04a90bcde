/** How one bound lets jobs start: so many run at a time, and some do already. */
export interface Lane {
  /** How many run at a time. */
  slots: number;
  /** When those that run began. */
  startedAt: readonly number[];
  /** By job: how many wait before it in this lane. */
  before: readonly number[];
}

/** One behind more than so many is not estimated: too much changes until then. */
const mostBefore = 2_000;

/**
 * When jobs that wait are likely to start, if each job takes `durationMs`: of several lanes (all places to run, those that
 * an organization may use at once) the slower one tells. Null: it cannot be said.
 */
export function estimateStarts(lanes: readonly Lane[], durationMs: number, now: number): (number | null)[] {
  const estimates = lanes.map((lane) => startsIn(lane, durationMs, now));
  const [first = []] = estimates;
  return first.map((_, index) => {
    const starts = estimates.map((lane) => lane[index] ?? null);
    return starts.includes(null) ? null : Math.max(...starts.map((start) => start!));
  });
}

function startsIn({ slots, startedAt, before }: Lane, durationMs: number, now: number): (number | null)[] {
  if (slots < 1) return before.map(() => null);
  // One that has run for longer than usual may end at any moment.
  const busy = startedAt.map((start) => Math.max(now, start + durationMs)).toSorted((a, b) => b - a);
  const free = [...busy.slice(0, slots), ...Array.from({ length: Math.max(0, slots - busy.length) }, () => now)];
  const starts: number[] = [];
  const last = Math.max(-1, ...before.filter((count) => count <= mostBefore));
  while (starts.length <= last) {
    const start = Math.min(...free);
    starts.push(start);
    free[free.indexOf(start)] = start + durationMs;
  }
  return before.map((count) => starts[count] ?? null);
}

/** The middle one of some durations, which a few odd ones do not move; null: there are none. */
export function medianOf(durations: readonly number[]): number | null {
  if (durations.length === 0) return null;
  const sorted = durations.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}
