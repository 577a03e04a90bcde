import type { Test } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Link } from "@tanstack/react-router";
import clsx from "clsx";
import { formatDuration } from "../../ui/format.ts";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { Ago } from "../../ui/time.tsx";
import { LongList, LongListEnd, type Reading } from "../long-list.tsx";
import { OutcomeStrip } from "./outcome-strip.tsx";

export interface TestListProps extends Reading {
  project: string;
  tests: readonly Test[];
}

/** The tests as rows. */
export function TestList({ project, tests, ...reading }: TestListProps) {
  return (
    <div>
      <LongList label={t`Tests`} items={tests} rowHeight={64} {...reading}>
        {(test, isLast) => <TestRow project={project} test={test} isLast={isLast} />}
      </LongList>
      <LongListEnd error={reading.readError} onReadMore={reading.onReadMore}>
        {reading.hasMore ? t`Reading more tests…` : t`These are all tests`}
      </LongListEnd>
    </div>
  );
}

function TestRow({ project, test, isLast }: { project: string; test: Test; isLast: boolean }) {
  const { icon: Icon, ink, label } = outcomeLooks[test.status];
  return (
    <div
      className={clsx(
        "relative grid grid-cols-[1.25rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 px-3 py-2.5 hover:bg-hover sm:px-4 lg:grid-cols-[1.25rem_minmax(0,1fr)_17rem_8rem_5.5rem_6rem]",
        !isLast && "border-b border-line",
      )}
    >
      <span className={ink} role="img" aria-label={label} title={t`${label} when it last ran`}>
        <Icon size={17} strokeWidth={2.25} />
      </span>
      <div className="min-w-0">
        <Link
          to="/projects/$project/tests/$test"
          params={{ project, test: test.id }}
          data-row
          className="block truncate rounded-sm font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {test.name}
        </Link>
        <p className="mt-0.5 truncate text-xs text-text-3">
          {[test.file, ...test.suitePath].filter(Boolean).join(" › ") || test.suite}
        </p>
      </div>
      <div className="col-start-2 lg:col-auto lg:justify-self-end">
        <OutcomeStrip outcomes={test.outcomes} shown={10} />
      </div>
      <div className="col-start-2 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-text-2 lg:contents">
        <span className={clsx("lg:text-right", test.failed > 0 && "text-failed")}>
          {test.failed > 0
            ? t`${test.failed} of ${test.counted} failed`
            : test.counted > 0
              ? t`no failure`
              : t`skipped`}
        </span>
        <span className="tabular-nums lg:text-right">
          {test.durationMs === null ? "–" : formatDuration(test.durationMs)}
        </span>
        <Ago instant={test.lastSeenAt} className="whitespace-nowrap text-text-3 lg:text-right" />
      </div>
    </div>
  );
}

export function TestListPending() {
  return (
    <div aria-busy aria-label={t`Loading tests`} className="overflow-hidden rounded-lg border border-line bg-surface">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-16 items-center gap-5 border-b border-line px-4 last:border-b-0">
          <div className="skeleton size-4 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <div className="skeleton h-3.5 w-56 max-w-full" />
            <div className="skeleton h-3 w-40" />
          </div>
          <div className="skeleton hidden h-5 w-60 lg:block" />
        </div>
      ))}
    </div>
  );
}
