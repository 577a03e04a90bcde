/** How much an organization may have; null: no limit. */
export interface Quotas {
  /** Runs that begin in one month (UTC). */
  runsPerMonth: number | null;
  /** Artifacts and logs that are kept. */
  storageBytes: number | null;
  /** Who belongs to it. */
  people: number | null;
}

export const noQuotas: Quotas = { runsPerMonth: null, storageBytes: null, people: null };

export type QuotaKind = keyof Quotas;

/** The month that an instant is in, such as `2026-11`, and when the next begins. */
export const periodOf = (now: number) => new Date(now).toISOString().slice(0, 7);
export function nextPeriod(now: number): number {
  const at = new Date(now);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
}
export const periodBegin = (now: number) => Date.parse(`${periodOf(now)}-01T00:00:00.000Z`);

/** Percent of a limit at which its admins are told. */
export const warnedAt = [80, 100] as const;

/** The warnings that are due when what is used grows. */
export function crossed(before: number, after: number, limit: number): (typeof warnedAt)[number][] {
  return warnedAt.filter((percent) => {
    const at = Math.ceil((limit * percent) / 100);
    return before < at && after >= at;
  });
}

const gib = 1024 ** 3;
const bytes = (count: number) =>
  count >= gib / 10 ? `${(count / gib).toFixed(1)} GiB` : `${Math.ceil(count / 1024)} KiB`;

/** What is counted, in words: for a mail, and for who is refused. */
export const quotaWords: Record<QuotaKind, { what: string; amount: (count: number) => string; atLimit: string }> = {
  runsPerMonth: {
    what: "runs this month",
    amount: String,
    atLimit: "At the limit new runs are refused until the month is over.",
  },
  storageBytes: {
    what: "storage of artifacts and logs",
    amount: bytes,
    atLimit: "At the limit artifacts that are no reports are left out, and uploads refused, until there is room again.",
  },
  people: {
    what: "places for people",
    amount: String,
    atLimit: "At the limit nobody else can join until somebody leaves.",
  },
};
