import { readCron } from "./cron.ts";
import type { ScheduleRecord } from "./records.ts";

type Timing = Pick<ScheduleRecord, "id" | "cron" | "timeZone" | "catchUp" | "jitterSeconds" | "nextAt">;

/** What is later than this was missed; what is not is only a center that is busy. */
const punctualMs = 120_000;
const mostCaughtUp = 10;
/** So many missed instants are counted; more are "at least" so many. */
const mostCounted = 1_000;

export interface FiringPlan {
  /** Instants to act on now, oldest first. */
  fire: number[];
  /** Instants that are left out by the catch-up policy; the newest ones where there are very many. */
  missed: number[];
  /** The first instant that is not due yet. */
  nextAt: number | null;
}

/** What to do about a schedule now, from its first instant that nothing was done about. */
export function planFirings(schedule: Timing, now: number): FiringPlan {
  const from = schedule.nextAt;
  if (from === null) return { fire: [], missed: [], nextAt: null };
  const times = readCron(schedule.cron, schedule.timeZone);
  const isDue = (at: number) => at + jitterOf(schedule, at) <= now;
  const first = times.next(mostCaughtUp + 1, from - 1);
  // Looking back is for long downtimes only: it goes on through the years where instants are rare.
  const all = first.length <= mostCaughtUp || first.at(-1)! > now ? first : times.last(mostCounted, now);
  const due = all.filter((at) => at >= from && at <= now && isDue(at));
  const newest = due.at(-1);
  if (newest === undefined) return { fire: [], missed: [], nextAt: from };
  const [nextAt = null] = times.next(1, newest);
  const isLate = (at: number) => now - at - jitterOf(schedule, at) > punctualMs;
  const punctual = due.filter((at) => !isLate(at));
  const kept = {
    none: punctual,
    last: punctual.length > 0 ? punctual : [newest],
    all: due.slice(-mostCaughtUp),
  }[schedule.catchUp];
  const fire = kept.slice(-mostCaughtUp);
  return { fire, missed: due.filter((at) => !fire.includes(at)), nextAt };
}

/** How much later than its instant a run starts: spread evenly, and the same whoever asks. */
export function jitterOf({ id, jitterSeconds }: Pick<Timing, "id" | "jitterSeconds">, at: number): number {
  if (jitterSeconds === 0) return 0;
  // FNV-1a, mixed once more: neighbouring instants must not lie beside each other.
  let hash = 0x811c9dc5;
  for (const character of `${id}/${at}`) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = (hash ^ (hash >>> 13)) >>> 0;
  return hash % (jitterSeconds * 1_000);
}

/** When a schedule is next due, seen from `now`. */
export function nextDue(
  schedule: Omit<Timing, "nextAt"> & { paused: boolean },
  now: number,
): Pick<ScheduleRecord, "nextAt" | "dueAt"> {
  if (schedule.paused) return { nextAt: null, dueAt: null };
  const [nextAt = null] = readCron(schedule.cron, schedule.timeZone).next(1, now);
  return { nextAt, dueAt: dueAtOf(schedule, nextAt) };
}

export const dueAtOf = (schedule: Pick<Timing, "id" | "jitterSeconds">, nextAt: number | null) =>
  nextAt === null ? null : nextAt + jitterOf(schedule, nextAt);

/** The jitter must not bring runs out of their order. Answers what is wrong, in a sentence; null where nothing is. */
export function checkJitter(timing: Pick<Timing, "cron" | "timeZone" | "jitterSeconds">, now: number): string | null {
  if (timing.jitterSeconds === 0) return null;
  const next = readCron(timing.cron, timing.timeZone).next(20, now);
  const gaps = next.slice(1).map((at, index) => at - next[index]!);
  const shortest = Math.min(...gaps) / 1_000;
  return timing.jitterSeconds < shortest ? null : `Runs are ${shortest} s apart; the jitter must be shorter than that.`;
}
