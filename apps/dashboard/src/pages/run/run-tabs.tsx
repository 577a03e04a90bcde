import type { Run } from "@aac/contract";
import clsx from "clsx";
import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { type RunTab, runTabs } from "../../search-params.ts";
import { formatCount } from "../../ui/format.ts";

const labels: Record<RunTab, string> = { results: "Results", log: "Log", artifacts: "Artifacts", attempts: "Attempts" };

export interface RunTabsProps {
  tab: RunTab;
  run: Run;
  artifactCount: number;
  onTab: (tab: RunTab) => void;
  /** The panel of the tab. */
  children: ReactNode;
}

export function RunTabs({ tab, run, artifactCount, onTab, children }: RunTabsProps) {
  const { tests, failed } = run.totals;
  const attempts = run.jobs.reduce((sum, job) => sum + job.attempts.length, 0);
  const counts: Record<RunTab, number> = { results: failed || tests, log: 0, artifacts: artifactCount, attempts };
  return (
    <Tabs.Root value={tab} onValueChange={(next) => onTab(next as RunTab)} className="flex min-h-0 flex-1 flex-col">
      <Tabs.List aria-label="Parts of the run" className="flex gap-1 overflow-x-auto border-b border-line">
        {runTabs.map((name) => (
          <Tabs.Trigger
            key={name}
            value={name}
            className="-mb-px flex h-9 items-center gap-2 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-text-2 transition-colors hover:text-text focus-visible:-outline-offset-2 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-text"
          >
            {labels[name]}
            {counts[name] > 0 && (
              <span
                className={clsx(
                  "rounded-full px-1.5 text-xs leading-4.5 tabular-nums",
                  name === "results" && failed > 0 ? "bg-failed-soft font-medium text-failed" : "bg-raised text-text-2",
                )}
                title={name === "results" && failed > 0 ? `${formatCount(failed)} failed` : undefined}
              >
                {formatCount(counts[name])}
              </span>
            )}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      <Tabs.Content value={tab} tabIndex={-1} className="flex min-h-0 flex-1 flex-col pt-3 outline-none">
        {children}
      </Tabs.Content>
    </Tabs.Root>
  );
}
