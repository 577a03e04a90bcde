import type { RunsView } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ListChecks, Play, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { useMay } from "../../data/use-may.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { readRunsSearch } from "../../search-params.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { LiveMark } from "../../ui/live-mark.tsx";
import { EmptyState, ErrorState, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { LazyRunDialog } from "../run-dialog/lazy-run-dialog.tsx";
import { changeView, isFiltered, withoutFilters } from "./change-filters.ts";
import { runsPath, runsRoute } from "./here.ts";
import { ListEnd } from "./list-end.tsx";
import { RunFilterBar } from "./run-filter-bar.tsx";
import { RunListPending } from "./run-list.tsx";
import { RunsTable } from "./runs-table.tsx";
import { SavedFilters } from "./saved-filters.tsx";
import { useRunPages } from "./use-run-pages.ts";

/** All runs, newest first, as they happen. */
export function RunsPage() {
  const view = useSearch({ from: runsRoute, select: readRunsSearch, structuralSharing: true });
  const navigate = useNavigate({ from: runsPath });
  const connection = useRunNews();
  const mayTrigger = useMay("runs:trigger");
  const pages = useRunPages(view);
  const { list, runs, isPaused } = pages;
  const [isDialogOpen, setDialogOpen] = useState(false);
  const show = (search: RunsView) => void navigate({ search, replace: true, resetScroll: false });
  const filtered = isFiltered(view);

  const isLooking = runs.length === 0 && list.hasNextPage && !isPaused && !list.isFetching && !list.isError;
  const { fetchNextPage } = list;
  useEffect(() => {
    if (isLooking) void fetchNextPage();
  }, [isLooking, fetchNextPage]);

  const end = (
    <ListEnd
      hasMore={list.hasNextPage}
      isPaused={isPaused}
      lookedBackTo={pages.lookedBackTo}
      isFiltered={filtered}
      error={list.isFetchNextPageError ? list.error : null}
      onReadMore={() => void fetchNextPage()}
      onGoOn={pages.goOn}
    />
  );
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title={t`Runs`} />
      <PageHead title={t`Runs`} note={<LiveMark connection={connection} />}>
        {mayTrigger && (
          <Button look="primary" icon={Play} onClick={() => setDialogOpen(true)}>
            <Trans>Run a suite</Trans>
          </Button>
        )}
      </PageHead>
      <SavedFilters view={view} />
      <RunFilterBar view={view} runs={runs} onChange={show} />
      {connection === "lost" && <StaleBanner />}
      {list.isPending ? (
        <RunListPending />
      ) : list.isError && runs.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : runs.length > 0 ? (
        <RunsTable
          view={view}
          runs={runs}
          isStale={list.isPlaceholderData}
          hasMore={list.hasNextPage && !isPaused}
          isReadingMore={list.isFetchingNextPage}
          readError={list.isFetchNextPageError ? list.error : null}
          onReadMore={() => void fetchNextPage()}
          onView={(change) => show(changeView(view, change))}
        >
          {end}
        </RunsTable>
      ) : list.hasNextPage ? (
        end
      ) : filtered ? (
        <EmptyState icon={SearchX} title={t`No run passes these filters`}>
          <Button onClick={() => show(withoutFilters(view))}>
            <Trans>Clear the filters</Trans>
          </Button>
        </EmptyState>
      ) : (
        <EmptyState icon={ListChecks} title={t`No runs yet`}>
          {mayTrigger ? (
            <>
              <p>
                <Trans>Run a suite from here or, in a terminal, any folder that holds tests:</Trans>
              </p>
              <Command>aac run ./my-tests</Command>
              <Button icon={Play} onClick={() => setDialogOpen(true)}>
                <Trans>Run a suite</Trans>
              </Button>
            </>
          ) : (
            <p>
              <Trans>As soon as somebody runs a suite, it comes up here by itself.</Trans>
            </p>
          )}
        </EmptyState>
      )}
      {isDialogOpen && <LazyRunDialog onClose={() => setDialogOpen(false)} />}
    </div>
  );
}
