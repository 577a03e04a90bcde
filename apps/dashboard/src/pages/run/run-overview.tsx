import type { Reason, Run, Verdict } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import {
  Box,
  Clock,
  FolderOpen,
  GitBranch,
  GitCommitHorizontal,
  History,
  type LucideIcon,
  Server,
  Tag,
  Zap,
} from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "../../ui/copy.tsx";
import { Banner } from "../../ui/message.tsx";
import { stateLooks } from "../../ui/state-look.ts";
import { Ago, Duration } from "../../ui/time.tsx";
import { TotalsBar } from "../../ui/totals.tsx";
import { isActive, isUploaded, needsNote, shortCommit, triggerLabels } from "../run-words.ts";
import { PhaseTimeline } from "./phase-timeline.tsx";

/** What there is to know of a run before one looks into it. */
export function RunOverview({ run }: { run: Run }) {
  const warnings = [...run.warnings, ...run.jobs.flatMap((job) => job.warnings)];
  return (
    <div className="flex flex-col gap-3">
      <RunFacts run={run} />
      {run.reason && needsNote(run.reason) && <ReasonNote reason={run.reason} verdict={run.verdict} />}
      {warnings.length > 0 && <Warnings details={[...new Set(warnings.map((warning) => warning.detail))]} />}
      <div className="grid gap-x-8 gap-y-4 rounded-lg border border-line bg-surface px-4 py-3 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        {run.totals.tests > 0 || !isActive(run) ? (
          <TotalsBar totals={run.totals} className="justify-center" />
        ) : (
          <p className="self-center text-xs text-text-3">
            <Trans>Results come when the tests are through.</Trans>
          </p>
        )}
        {!isUploaded(run) && <PhaseTimeline run={run} />}
      </div>
    </div>
  );
}

function RunFacts({ run }: { run: Run }) {
  return (
    <ul aria-label={t`Facts`} className="flex flex-wrap gap-x-5 gap-y-1.5 text-sm text-text-2">
      {!isUploaded(run) && (
        <Fact icon={Clock} label={t`Duration`}>
          <Duration startedAt={run.startedAt} durationMs={run.durationMs} />
        </Fact>
      )}
      <Fact icon={Zap} label={t`Trigger`}>
        {triggerLabels[run.trigger.kind]}
        {run.trigger.by && t` by ${run.trigger.by}`}, <Ago instant={run.createdAt} />
      </Fact>
      {run.rerunOf && (
        <Fact icon={History} label={t`Rerun of`}>
          <Trans>
            Rerun of{" "}
            <Link to="/runs/$run" params={{ run: run.rerunOf }} className="link">
              an earlier run
            </Link>
          </Trans>
        </Fact>
      )}
      {run.branch && (
        <Fact icon={GitBranch} label={t`Branch`}>
          {run.branch}
        </Fact>
      )}
      {run.commit && (
        <Fact icon={GitCommitHorizontal} label={t`Commit`}>
          <span className="flex items-center gap-1 font-mono text-xs">
            {shortCommit(run.commit)}
            <CopyButton text={run.commit} label={t`Copy the commit`} />
          </span>
        </Fact>
      )}
      {run.environment && (
        <Fact icon={Server} label={t`Environment`}>
          {run.environment}
        </Fact>
      )}
      <Fact icon={FolderOpen} label={t`Folder`}>
        <span className="font-mono text-xs">{run.folder}</span>
      </Fact>
      {run.shards > 1 && (
        <Fact icon={Box} label={t`Shards`}>
          <Trans>{run.shards} shards</Trans>
        </Fact>
      )}
      {run.labels.map((label) => (
        <Fact key={label} icon={Tag} label={t`Label`}>
          {label}
        </Fact>
      ))}
    </ul>
  );
}

function Fact({ icon: Icon, label, children }: { icon: LucideIcon; label: string; children: ReactNode }) {
  return (
    <li title={label} className="flex max-w-full min-w-0 items-center gap-1.5">
      <Icon aria-hidden size={14} className="shrink-0 text-text-3" />
      <span className="sr-only">{label}: </span>
      <span className="flex min-w-0 items-center gap-1 truncate">
        <span className="truncate">{children}</span>
      </span>
    </li>
  );
}

/** Where there is something to do about it; else the reason stands beside the state. */
function ReasonNote({ reason, verdict }: { reason: Reason; verdict: Verdict | null }) {
  const look = stateLooks[verdict ?? "queued"];
  return (
    <div className={clsx("rounded-lg px-3.5 py-2.5 text-sm", look.soft)}>
      <p className="font-medium break-words">{reason.detail}</p>
      <p className="mt-0.5 break-words text-text">{reason.remedy}</p>
    </div>
  );
}

/** The first ones; the rest on demand. */
const warningsShown = 2;

function Warnings({ details }: { details: readonly string[] }) {
  const rest = details.slice(warningsShown);
  return (
    <Banner tone="warning">
      <ul className="flex flex-col gap-1">
        {details.slice(0, warningsShown).map((detail) => (
          <li key={detail}>{detail}</li>
        ))}
      </ul>
      {rest.length > 0 && (
        <details className="mt-1">
          <summary className="text-xs underline">
            <Trans>{rest.length} more</Trans>
          </summary>
          <ul className="mt-1 flex max-h-60 flex-col gap-1 overflow-y-auto">
            {rest.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        </details>
      )}
    </Banner>
  );
}
