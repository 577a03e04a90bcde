import { useNow } from "./clock.tsx";
import { formatAgo, formatDuration, formatElapsed, formatExact, formatMoment } from "./format.ts";
import { usePreference } from "./preference.ts";
import { timesPreference } from "./preferences.ts";

/** How long ago something was, with the exact instant on hover; or the instant itself, where somebody prefers that. */
export function Ago({ instant, className }: { instant: string; className?: string }) {
  const isExact = usePreference(timesPreference) === "exact";
  return isExact ? (
    <time dateTime={instant} className={className}>
      {formatMoment(instant)}
    </time>
  ) : (
    <TickingAgo instant={instant} {...(className ? { className } : {})} />
  );
}

function TickingAgo({ instant, className }: { instant: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={instant} title={formatExact(instant)} className={className}>
      {formatAgo(instant, now)}
    </time>
  );
}

/** How long something took or, while it lasts, has taken so far. */
export function Duration({ startedAt, durationMs }: { startedAt: string | null; durationMs: number | null }) {
  if (durationMs !== null) return <span className="tabular-nums">{formatDuration(durationMs)}</span>;
  return startedAt ? <Elapsed since={startedAt} /> : <span className="text-text-3">–</span>;
}

function Elapsed({ since }: { since: string }) {
  const now = useNow();
  return <span className="text-running tabular-nums">{formatElapsed(now - Date.parse(since))}</span>;
}
