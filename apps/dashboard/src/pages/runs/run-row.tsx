import type { RunSummary } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { GitBranch, GitCommitHorizontal, type LucideIcon, Pin, Server, Tag } from "lucide-react";
import type { ReactNode } from "react";
import { StateIcon, StatePill } from "../../ui/state-pill.tsx";
import { Ago, Duration } from "../../ui/time.tsx";
import { TotalsBar } from "../../ui/totals.tsx";
import { isUploaded, shortCommit, triggerLabels } from "../run-words.ts";

export interface RunRowProps {
  run: RunSummary;
  isLast: boolean;
  isChosen: boolean;
  /** Before and after what the row says. */
  box: ReactNode;
  menu: ReactNode;
  onLabel: (label: string) => void;
}

/** One run of the list; the whole row leads to it. */
export function RunRow({ run, isLast, isChosen, box, menu, onLabel }: RunRowProps) {
  const hasTotals = run.totals.tests > 0;
  return (
    <div
      className={clsx(
        "relative flex items-start gap-2 px-2 py-3 transition-colors sm:px-3 md:items-center",
        isChosen ? "bg-accent-soft" : "hover:bg-hover",
        !isLast && "border-b border-line",
      )}
    >
      {box}
      <div
        className={clsx(
          "grid min-w-0 flex-1 grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 md:grid-cols-[6.75rem_minmax(0,1fr)_11rem_4.5rem_5.5rem] md:gap-x-5 xl:grid-cols-[6.75rem_minmax(0,1fr)_13rem_4.5rem_5.5rem] 2xl:grid-cols-[6.75rem_minmax(0,1fr)_17rem_4.5rem_5.5rem]",
        )}
      >
        <span className="hidden md:block">
          <StatePill state={run.state} />
        </span>
        <span className="self-start pt-0.5 md:hidden">
          <StateIcon state={run.state} size={18} />
        </span>
        <div className="min-w-0">
          <Link
            to="/runs/$run"
            params={{ run: run.id }}
            data-row
            className="flex items-baseline gap-2 rounded-sm outline-offset-2 after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
          >
            <span className="truncate font-medium">{run.suiteName}</span>
            <span className="text-sm text-text-3 tabular-nums">#{run.number}</span>
            {run.pinned && <Pin aria-label={t`pinned`} size={12} className="shrink-0 self-center text-text-3" />}
          </Link>
          <p className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-text-2">
            <span className="truncate">{run.project}</span>
            {run.branch && <Detail icon={GitBranch}>{run.branch}</Detail>}
            {run.commit && (
              <Detail icon={GitCommitHorizontal}>
                <span className="font-mono">{shortCommit(run.commit)}</span>
              </Detail>
            )}
            {run.environment && <Detail icon={Server}>{run.environment}</Detail>}
            {run.folder !== "all" && <span className="max-w-56 truncate font-mono">{run.folder}</span>}
            <span className="truncate text-text-3">
              {triggerLabels[run.trigger.kind]}
              {run.trigger.by && t` by ${run.trigger.by}`}
            </span>
            <Labels labels={run.labels} onLabel={onLabel} />
          </p>
        </div>
        <div className={clsx("col-span-2 col-start-2 md:col-auto", !hasTotals && !run.reason && "hidden md:block")}>
          {hasTotals ? (
            <TotalsBar totals={run.totals} />
          ) : (
            <p className="line-clamp-2 text-xs text-text-3" title={run.reason?.detail}>
              {run.reason?.detail}
            </p>
          )}
        </div>
        <div className="col-start-3 row-start-1 flex flex-col items-end self-start text-sm md:contents">
          <span className="text-right">
            {!isUploaded(run) && <Duration startedAt={run.startedAt} durationMs={run.durationMs} />}
          </span>
          <Ago instant={run.createdAt} className="relative text-right text-xs whitespace-nowrap text-text-3" />
        </div>
      </div>
      {menu}
    </div>
  );
}

const labelsShown = 4;

/** Each leads to the runs that have it, too. */
function Labels({ labels, onLabel }: { labels: readonly string[]; onLabel: (label: string) => void }) {
  const more = labels.slice(labelsShown);
  return (
    <>
      {labels.slice(0, labelsShown).map((label) => (
        <button
          key={label}
          type="button"
          title={t`Runs labelled ${label}`}
          onClick={() => onLabel(label)}
          className="relative z-1 inline-flex max-w-40 items-center gap-1 rounded border border-line bg-raised px-1.5 leading-4.5 text-text-2 hover:border-line-strong hover:text-text"
        >
          <Tag aria-hidden size={11} className="shrink-0 text-text-3" />
          <span className="truncate">{label}</span>
        </button>
      ))}
      {more.length > 0 && <span title={more.join(", ")}>+{more.length}</span>}
    </>
  );
}

function Detail({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <span className="inline-flex max-w-56 min-w-0 items-center gap-1">
      <Icon aria-hidden size={12} className="shrink-0 text-text-3" />
      <span className="truncate">{children}</span>
    </span>
  );
}
