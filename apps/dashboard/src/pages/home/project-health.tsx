import type { ProjectHealth, RedSuite } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useMemo } from "react";
import { Chart } from "../../ui/chart/chart.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatDuration } from "../../ui/format.ts";
import { StateIcon } from "../../ui/state-pill.tsx";
import { Ago } from "../../ui/time.tsx";
import { durationSeries, rowsOf, summarize, verdictSeries } from "./health-figures.ts";
import { RunStrip } from "./run-strip.tsx";

const hourMs = 3_600_000;

/** How a project is: its last runs, how they have been going, and what is red. */
export function ProjectHealthCard({ health }: { health: ProjectHealth }) {
  const { project, name, runs, days, red, redCount } = health;
  const { passRate, durationMs, runs: count } = summarize(days);
  const isNew = runs.length === 0;
  return (
    <li className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-48">
          <h2 className="truncate font-medium">
            <Link to="/projects/$project" params={{ project }} data-row className="rounded-sm hover:underline">
              {name}
            </Link>
          </h2>
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-xs text-text-2">
            <Link to="/runs" search={{ project }} className="py-1 hover:text-text hover:underline">
              <Trans>Runs</Trans>
            </Link>
            <Link to="/projects/$project/tests" params={{ project }} className="py-1 hover:text-text hover:underline">
              <Trans>Tests</Trans>
            </Link>
          </p>
        </div>
        {isNew ? (
          <p className="text-sm text-text-3">
            <Trans>
              No run yet.{" "}
              <Link to="/projects/$project" params={{ project }} className="text-accent underline">
                Run one of its suites
              </Link>
            </Trans>
          </p>
        ) : (
          <>
            <div className="hidden sm:block">
              <RunStrip runs={runs} shown={18} />
            </div>
            <div className="sm:hidden">
              <RunStrip runs={runs} shown={11} />
            </div>
          </>
        )}
      </div>
      {!isNew && (
        <div className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.3fr)]">
          <Trends health={health} passRate={passRate} durationMs={durationMs} count={count} />
          <RedSuites project={project} red={red} redCount={redCount} />
        </div>
      )}
    </li>
  );
}

function Trends(props: { health: ProjectHealth; passRate: number | null; durationMs: number | null; count: number }) {
  const { health, passRate, durationMs, count } = props;
  const hour = Math.floor(useNow() / hourMs);
  const rows = useMemo(() => rowsOf(health, hour * hourMs), [health, hour]);
  return (
    <>
      <Trend title={t`Passed`} value={passRate === null ? "–" : `${Math.floor(passRate * 100)} %`}>
        <Chart
          label={t`Runs of ${health.name} a day, over 30 days`}
          shape="bars"
          series={verdictSeries}
          rows={rows.verdicts}
          format={(value) => plural(value, { one: "# run", other: "# runs" })}
          heightPx={44}
          isSpark
        />
        <p className="text-xs text-text-3">
          <Trans>{plural(count, { one: "# run", other: "# runs" })} in 30 days</Trans>
        </p>
      </Trend>
      <Trend title={t`Mean duration`} value={durationMs === null ? "–" : formatDuration(durationMs)}>
        <Chart
          label={t`Mean duration of the runs of ${health.name} by day, over 30 days`}
          shape="line"
          series={durationSeries}
          rows={rows.durations}
          format={formatDuration}
          heightPx={44}
          isSpark
        />
        <p className="text-xs text-text-3">
          <Trans>of runs that passed or failed</Trans>
        </p>
      </Trend>
    </>
  );
}

function Trend({ title, value, children }: { title: string; value: string; children: React.ReactNode }) {
  return (
    <section className="flex min-w-0 flex-col gap-1.5">
      <h3 className="flex items-baseline justify-between gap-2 text-xs text-text-2">
        {title} <span className="text-base font-semibold text-text tabular-nums">{value}</span>
      </h3>
      {children}
    </section>
  );
}

/** A suite is red by branch and environment: it may stand here several times. */
function RedSuites({ project, red, redCount }: { project: string; red: readonly RedSuite[]; redCount: number }) {
  if (red.length === 0) {
    return (
      <p className="col-span-2 flex items-center gap-2 text-sm text-text-2 md:col-span-1">
        <CircleCheck aria-hidden size={16} className="shrink-0 text-passed" />{" "}
        <Trans>Everything passed when it last ran</Trans>
      </p>
    );
  }
  return (
    <section className="col-span-2 min-w-0 md:col-span-1">
      <h3 className="text-xs font-medium text-failed">
        {plural(redCount, { one: "# last run is red", other: "# last runs are red" })}
      </h3>
      <ul aria-label={t`Red in ${project}`} className="mt-1 flex flex-col">
        {red.slice(0, 4).map((one) => (
          <RedLine key={one.last.id} red={one} />
        ))}
      </ul>
      {redCount > 4 && (
        <p className="mt-1 text-xs text-text-3">
          <Trans>and {redCount - 4} more</Trans>
        </p>
      )}
    </section>
  );
}

function RedLine({ red }: { red: RedSuite }) {
  return (
    <li className="flex min-w-0 flex-wrap items-center gap-x-2 py-1 text-sm">
      <StateIcon state={red.verdict} size={15} />
      <Link
        to="/runs/$run"
        params={{ run: red.last.id }}
        className="min-w-0 truncate rounded-sm font-medium hover:underline"
      >
        {red.suite}
        {red.branch && (
          <span className="font-normal text-text-2">
            {" "}
            <Trans>on {red.branch}</Trans>
          </span>
        )}
        {red.environment && (
          <span className="font-normal text-text-2">
            {" "}
            <Trans>in {red.environment}</Trans>
          </span>
        )}
      </Link>
      <span className="text-xs whitespace-nowrap text-text-3">
        <Trans>
          since{" "}
          <Link to="/runs/$run" params={{ run: red.since.id }} className="rounded-sm underline hover:text-text">
            #{red.since.number}
          </Link>
        </Trans>
        , <Ago instant={red.since.at} />
      </span>
    </li>
  );
}
