import type { RunSummary, Suite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Box, Folder, Pencil, Play } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { runsQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { LastRun, NotRead, RecentRuns } from "./recent-runs.tsx";

export interface SuiteRowProps {
  suite: Suite;
  /** The newest runs of its project; undefined while they are on their way. */
  projectRuns: readonly RunSummary[] | undefined;
  /** They could not be read. */
  isUnread: boolean;
  /** There are no other runs than these. */
  areAllRunsHere: boolean;
  onRun: () => void;
}

export function SuiteRow({ suite, projectRuns, isUnread, areAllRunsHere, onRun }: SuiteRowProps) {
  const mayRun = useMay("runs:trigger");
  const among = projectRuns?.filter((run) => run.suite === suite.slug);
  // Run so long ago that others have pushed it out of the project's newest: asked for on its own.
  const isPushedOut = among?.length === 0 && !areAllRunsHere;
  const own = useInfiniteQuery({
    ...runsQuery(useClient(), { project: suite.project, suite: suite.slug }, 12),
    enabled: isPushedOut,
  });
  const runs = isPushedOut ? own.data?.pages.flatMap((page) => page.items) : among;
  const Icon = suite.image ? Box : Folder;

  return (
    <li className="relative flex flex-wrap items-center gap-x-5 gap-y-2 border-b border-line px-4 py-3 transition-colors first:rounded-t-lg last:rounded-b-lg last:border-b-0 hover:bg-hover">
      <div className="min-w-0 flex-1 basis-56">
        <Link
          to="/runs"
          search={{ project: suite.project, suite: suite.slug }}
          data-row
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-ring"
        >
          {suite.name}
        </Link>
        <p className="mt-0.5 flex items-center gap-1.5 text-xs text-text-3">
          <Icon aria-hidden size={12} className="shrink-0" />
          <span className="truncate font-mono">{suite.image ?? suite.directory}</span>
        </p>
        {suite.description && <p className="mt-0.5 line-clamp-1 text-xs text-text-2">{suite.description}</p>}
      </div>
      {runs ? (
        <>
          <span className="flex w-28 justify-end">
            <LastRun run={runs[0]} />
          </span>
          <RecentRuns runs={runs} />
        </>
      ) : isUnread || own.error ? (
        <NotRead />
      ) : (
        <span className="skeleton h-3 w-52" />
      )}
      <span className="relative ml-auto flex items-center gap-2 sm:ml-0">
        <ButtonLink look="ghost" className="h-7 px-2 text-xs">
          <Link
            to="/projects/$project/suites/$suite"
            params={{ project: suite.project, suite: suite.slug }}
            aria-label={t`Edit ${suite.name}`}
          >
            <Pencil aria-hidden size={14} /> <Trans>Edit</Trans>
          </Link>
        </ButtonLink>
        {mayRun && (
          <Button icon={Play} size="small" onClick={onRun} aria-label={t`Run ${suite.name}`}>
            <Trans>Run</Trans>
          </Button>
        )}
      </span>
    </li>
  );
}
