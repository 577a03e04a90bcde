const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `840 ms`, `4.2 s`, `42 s`, `3m 12s`, `1h 04m`. */
export function formatDuration(ms: number): string {
  if (ms < second) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 9.95 * second) return `${(ms / second).toFixed(1)} s`;
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
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** How long ago, coarse enough not to be watched: `just now`, `5 min ago`, `3 h ago`, `2 days ago`, `4 Nov 2026`. */
export function formatAgo(instant: string, nowMs: number): string {
  const ago = nowMs - Date.parse(instant);
  if (ago < 45 * second) return "just now";
  if (ago < hour) return `${Math.max(1, Math.round(ago / minute))} min ago`;
  if (ago < day) return `${Math.round(ago / hour)} h ago`;
  const days = Math.round(ago / day);
  if (days <= 30) return days === 1 ? "yesterday" : `${days} days ago`;
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(new Date(instant));
}

/** The instant to the second, in the reader's own time zone, which it names. */
export function formatExact(instant: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" }).format(new Date(instant));
}

/** `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 test`, `2 tests`. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
