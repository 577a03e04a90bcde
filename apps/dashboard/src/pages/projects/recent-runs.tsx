import type { RunSummary, State } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { formatDuration } from "../../ui/format.ts";
import { stateLooks } from "../../ui/state-look.ts";
import { StateIcon } from "../../ui/state-pill.tsx";
import { Ago } from "../../ui/time.tsx";

/** So many fit beside a name. */
const shown = 12;

/** What failed stands out by its height too, not by colour alone. */
const heights: Record<State, string> = {
  queued: "h-2",
  running: "h-3",
  passed: "h-3",
  failed: "h-5",
  errored: "h-5",
  timedOut: "h-5",
  cancelled: "h-2",
};

/**
 * The last runs as a row of marks, the newest at the right: how it has been going. The marks are links for who points at
 * them only: they are too small for fingers, and the list of runs says the same to everybody else.
 */
export function RecentRuns({ runs }: { runs: readonly RunSummary[] }) {
  const recent = runs.slice(0, shown).toReversed();
  return (
    <span className="relative">
      <span className="sr-only">{describe(recent)}</span>
      <span aria-hidden className="flex h-5 items-end gap-0.5">
        {Array.from({ length: shown - recent.length }, (_, index) => (
          <span key={index} aria-hidden className="h-1.5 w-1.5 rounded-xs bg-raised" />
        ))}
        {recent.map((run) => {
          const look = stateLooks[run.state];
          const label = `#${run.number} ${look.label}${run.durationMs === null ? "" : `, ${formatDuration(run.durationMs)}`}`;
          return (
            <Link
              key={run.id}
              to="/runs/$run"
              params={{ run: run.id }}
              title={label}
              tabIndex={-1}
              className={clsx(
                "relative w-1.5 origin-bottom rounded-xs transition-transform hover:scale-y-110",
                heights[run.state],
                look.solid,
                run.state === "running" && "animate-pulse",
              )}
            />
          );
        })}
      </span>
    </span>
  );
}

function describe(runs: readonly RunSummary[]): string {
  const counts = Map.groupBy(runs, (run) => stateLooks[run.state].label);
  const parts = [...counts].map(([label, { length }]) => `${length} ${label.toLowerCase()}`);
  return parts.length === 0 ? t`No runs yet` : t`The last ${runs.length}: ${parts.join(", ")}`;
}

/** The newest run: its state and age, and the way to it. */
export function LastRun({ run }: { run: RunSummary | undefined }) {
  if (!run)
    return (
      <span className="text-xs text-text-3">
        <Trans>Never run</Trans>
      </span>
    );
  return (
    <Link
      to="/runs/$run"
      params={{ run: run.id }}
      className="relative flex items-center gap-1.5 rounded-sm text-xs text-text-2 hover:text-text"
    >
      <StateIcon state={run.state} size={15} />
      <Ago instant={run.createdAt} className="whitespace-nowrap" />
    </Link>
  );
}

/** In place of runs that could not be read; the bar above the page says why, and tries again. */
export function NotRead() {
  return (
    <span className="text-xs text-text-3">
      <Trans>Not read</Trans>
    </span>
  );
}
