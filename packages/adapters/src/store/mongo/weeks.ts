import { decodeTime } from "ulid";

const dayMs = 24 * 3_600_000;
const weekMs = 7 * dayMs;
/** 1970-01-05 was a Monday. */
const firstMondayMs = 4 * dayMs;

/** Ids of a run, its jobs, attempts, chunks and results begin with the run's ULID, in small letters. */
const runOfId = /^[0-7][0-9a-hjkmnp-tv-z]{25}(?=$|-)/;

export const weekAt = (ms: number): number => Math.floor((ms - firstMondayMs) / weekMs);

/** The week in which an id's run was triggered; null where the id does not say. */
export function weekOfId(id: string): number | null {
  const run = runOfId.exec(id)?.[0];
  return run === undefined ? null : weekAt(decodeTime(run));
}

/** Such as `logChunks_20261123`, by the week's Monday (UTC); what has no week lies under the noun's own name. */
export function bucketName(noun: string, week: number | null): string {
  if (week === null) return noun;
  const monday = new Date(week * weekMs + firstMondayMs).toISOString();
  return `${noun}_${monday.slice(0, monday.indexOf("T")).replace(/\D/g, "")}`;
}

/** Undefined when the collection is no bucket of the noun. */
export function weekOfBucket(noun: string, collection: string): number | null | undefined {
  if (collection === noun) return null;
  const digits = collection.startsWith(`${noun}_`) ? collection.slice(noun.length + 1) : "";
  const [, year, month, day] = /^(\d{4,})(\d\d)(\d\d)$/.exec(digits) ?? [];
  return year === undefined ? undefined : weekAt(Date.UTC(Number(year), Number(month) - 1, Number(day)));
}
