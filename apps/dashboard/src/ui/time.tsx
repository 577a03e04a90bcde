import { useNow } from "./clock.tsx";
import { formatAgo, formatDuration, formatElapsed, formatExact } from "./format.ts";

/** How long ago something was; the exact instant on hover. */
export function Ago({ instant, className }: { instant: string; className?: string }) {
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
