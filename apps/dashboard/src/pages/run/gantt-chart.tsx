import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { ganttOf, type GanttRow, ticksOf } from "../../data/gantt.ts";
import { phaseNames } from "../../data/phases.ts";
import { useNow } from "../../ui/clock.tsx";
import { formatDuration } from "../../ui/format.ts";
import { stateLooks } from "../../ui/state-look.ts";
import { isActive } from "../run-words.ts";
import { phaseLabel, phaseSolids } from "./phase-looks.ts";

/** Which shard was tried when, where the time of each try went, and which of them the run waited for. */
export function GanttChart({ run }: { run: Run }) {
  const tick = useNow();
  const now = isActive(run) ? tick : Date.parse(run.finishedAt ?? run.createdAt);
  const { rows, startMs, endMs, unevenMs } = ganttOf(run, now);
  const length = endMs - startMs;
  const ticks = ticksOf(length, 5);
  const longest = rows.find((row) => row.isLongest);
  return (
    <section aria-label={t`Time line`} className="rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-sm">
        <h2 className="font-medium">
          <Trans>Time line</Trans>
        </h2>
        {longest && unevenMs !== null && (
          <p className="text-xs text-text-2">
            <Trans>
              Shard {longest.job.shard} is the longest, {formatDuration(longest.workMs ?? 0)}
            </Trans>
            {unevenMs > 1_000 && t`: ${formatDuration(unevenMs)} more than shards of equal length would be`}.
          </p>
        )}
        <ul aria-hidden className="ml-auto flex flex-wrap gap-x-3 text-xs text-text-3">
          {phaseNames.map((name) => (
            <li key={name} className="flex items-center gap-1.5">
              <span className={clsx("size-2 rounded-xs", phaseSolids[name])} />
              {phaseLabel(name, run)}
            </li>
          ))}
        </ul>
      </header>
      <div className="overflow-x-auto px-4 pt-2 pb-3">
        <div className="sm:min-w-120">
          <div aria-hidden className="relative mr-16 ml-24 h-5 sm:ml-36 text-xs text-text-3 tabular-nums">
            {ticks.map((at) => (
              <span
                key={at}
                className={clsx(
                  "absolute whitespace-nowrap max-sm:[&:nth-child(even)]:hidden",
                  at > length * 0.94 ? "-translate-x-full" : at > 0 && "-translate-x-1/2",
                )}
                style={{ left: `${(at / length) * 100}%` }}
              >
                {at === 0 ? "0" : formatDuration(at)}
              </span>
            ))}
          </div>
          <ul className="relative flex flex-col gap-1">
            <li aria-hidden className="pointer-events-none absolute inset-y-0 right-16 left-24 sm:left-36">
              {ticks.map((at) => (
                <span
                  key={at}
                  className="absolute inset-y-0 w-px bg-line"
                  style={{ left: `${(at / length) * 100}%` }}
                />
              ))}
            </li>
            {rows.map((row) => (
              <Row
                key={`${row.job.shard}/${row.attempt?.number}`}
                run={run}
                row={row}
                startMs={startMs}
                length={length}
                now={now}
              />
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  run: Run;
  row: GanttRow;
  startMs: number;
  length: number;
  now: number;
}

function Row({ run, row: { job, attempt, phases, workMs, isLongest }, startMs, length, now }: RowProps) {
  const state = attempt?.state ?? job.state;
  const look = stateLooks[state];
  const hasRetries = job.attempts.length > 1;
  const name = [
    run.shards > 1 && t`Shard ${job.shard}`,
    (hasRetries || run.shards === 1) && attempt && t`Attempt ${attempt.number}`,
  ]
    .filter(Boolean)
    .join(" · ");
  const told = phases
    .map((phase) => `${phaseLabel(phase.name, run)} ${formatDuration((phase.endMs ?? now) - phase.startMs)}`)
    .join(", ");
  const label = (
    <span
      className={clsx("flex w-24 sm:w-36 shrink-0 items-center gap-1.5 pr-2 text-xs", isLongest && "font-semibold")}
    >
      <look.icon aria-hidden size={13} className={clsx("shrink-0", look.ink)} />
      <span className="truncate">{name || t`Waiting`}</span>
      {isLongest && (
        <span className="rounded bg-raised px-1 font-normal text-text-2 max-sm:hidden">
          <Trans>longest</Trans>
        </span>
      )}
    </span>
  );
  const bars = (
    <span className="relative h-5 min-w-0 flex-1">
      {phases.map((phase) => (
        <span
          key={`${phase.name} ${phase.startMs}`}
          className={clsx(
            "absolute inset-y-0.5 first:rounded-l-sm last:rounded-r-sm",
            phase.name === "queued" ? "opacity-40" : "",
            phaseSolids[phase.name],
            phase.endMs === null && "animate-pulse",
          )}
          style={{
            left: `${((phase.startMs - startMs) / length) * 100}%`,
            width: `max(2px, ${(((phase.endMs ?? now) - phase.startMs) / length) * 100}%)`,
          }}
        />
      ))}
    </span>
  );
  const time = (
    <span className="w-16 shrink-0 pl-2 text-right text-xs text-text-2 tabular-nums">
      {workMs === null ? "–" : formatDuration(workMs)}
    </span>
  );
  const title = `${name}: ${look.label.toLowerCase()}. ${told}`;
  return (
    <li>
      {attempt ? (
        <Link
          from="/runs/$run"
          to="."
          search={{ tab: "log", shard: job.shard, attempt: attempt.number }}
          title={title}
          className="relative -mx-1 flex items-center rounded px-1 py-0.5 hover:bg-hover"
        >
          {label}
          {bars}
          {time}
          <span className="sr-only">{title}</span>
        </Link>
      ) : (
        <span title={title} className="-mx-1 flex items-center px-1 py-0.5">
          {label}
          {bars}
          {time}
        </span>
      )}
    </li>
  );
}
