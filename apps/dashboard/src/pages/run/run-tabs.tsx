import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { type RunTab, runTabs } from "../../search-params.ts";
import { formatCount } from "../../ui/format.ts";
import { useCurrentInView } from "../../ui/use-current-in-view.ts";

const labels: Record<RunTab, string> = {
  results: t`Results`,
  log: t`Log`,
  artifacts: t`Artifacts`,
  attempts: t`Attempts`,
  environment: t`Environment`,
};

export interface RunTabsProps {
  tab: RunTab;
  run: Run;
  artifactCount: number;
}

/** The parts of the run's page. Each has an address of its own, so they are links. */
export function RunTabs({ tab, run, artifactCount }: RunTabsProps) {
  const { tests, failed } = run.totals;
  const attempts = run.jobs.reduce((sum, job) => sum + job.attempts.length, 0);
  const counts: Record<RunTab, number> = {
    results: failed || tests,
    log: 0,
    artifacts: artifactCount,
    attempts,
    environment: 0,
  };
  const row = useCurrentInView(JSON.stringify([tab, counts]));
  return (
    <nav
      ref={row}
      aria-label={t`Parts of the run`}
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line"
    >
      {runTabs.map((name) => (
        <Link
          key={name}
          from="/runs/$run"
          to="."
          search={({ shard, attempt }) => ({ tab: name, ...(shard && { shard }), ...(attempt && { attempt }) })}
          resetScroll={false}
          aria-current={name === tab ? "page" : undefined}
          className="flex h-9 items-center gap-2 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-text-2 transition-colors hover:text-text focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
        >
          {labels[name]}
          {counts[name] > 0 && (
            <span
              className={clsx(
                "rounded-full px-1.5 text-xs leading-4.5 tabular-nums",
                name === "results" && failed > 0 ? "bg-failed-soft font-medium text-failed" : "bg-raised text-text-2",
              )}
            >
              {formatCount(counts[name])}
              {name === "results" && failed > 0 && (
                <span className="sr-only">
                  {" "}
                  <Trans>failed</Trans>
                </span>
              )}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
