import { locale } from "../words/locale.ts";

const counts = new Intl.NumberFormat(locale);
const ages = new Intl.RelativeTimeFormat(locale, { style: "short", numeric: "auto" });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
const instants = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
const moments = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `840 ms`, `4.2 s`, `42 s`, `3m 12s`, `1h 04m`. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 1) return "<1 ms";
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9.95 * second) return `${tenths.format(ms / second)} s`;
  const seconds = Math.round(ms / second);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
}

/** The same for something that still lasts: whole seconds, so that it ticks evenly. */
export function formatElapsed(ms: number): string {
  const whole = Math.floor(Math.max(0, ms) / second) * second;
  return whole < minute ? `${whole / second} s` : formatDuration(whole);
}

/** `512 B`, `1.4 kB`, `23 MB`: decimal units, as browsers' downloads show them. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : tenths.format(value)} ${units[unit]}`;
}

/** How long ago, coarse enough not to be watched: `now`, `5 min ago`, `3 hr ago`, `2 days ago`, `4 Nov 2026`. */
export function formatAgo(instant: string, nowMs: number): string {
  const ago = nowMs - Date.parse(instant);
  if (ago < 45 * second) return ages.format(0, "second");
  if (ago < hour) return ages.format(-Math.max(1, Math.round(ago / minute)), "minute");
  if (ago < day) return ages.format(-Math.round(ago / hour), "hour");
  const days = Math.round(ago / day);
  return days <= 30 ? ages.format(-days, "day") : dates.format(Date.parse(instant));
}

/** The instant to the second, in the reader's own time zone, which it names. */
export function formatExact(instant: string): string {
  return instants.format(Date.parse(instant));
}

/** The same without the time zone's name: for lists of them. */
export function formatMoment(instant: string): string {
  return moments.format(Date.parse(instant));
}

/** `12,345`. */
export function formatCount(count: number): string {
  return counts.format(count);
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
