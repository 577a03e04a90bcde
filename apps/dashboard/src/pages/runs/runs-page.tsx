import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ListChecks, Play, SearchX } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { runsQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { LiveMark } from "../../ui/live-mark.tsx";
import { EmptyState, ErrorState, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { LazyRunDialog } from "../run-dialog/lazy-run-dialog.tsx";
import { RunFilterBar } from "./run-filter-bar.tsx";
import { RunList, RunListPending } from "./run-list.tsx";

/** All runs, newest first, as they happen. */
export function RunsPage() {
  const filters = useSearch({ from: "/app/" });
  const navigate = useNavigate({ from: "/" });
  const list = useInfiniteQuery({ ...runsQuery(useClient(), filters), placeholderData: keepPreviousData });
  const mayTrigger = useMay("runs:trigger");
  const connection = useRunNews();
  const [isDialogOpen, setDialogOpen] = useState(false);
  const runs = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = Object.keys(filters).length > 0;

  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-6 sm:px-6">
      <PageTitle title="Runs" />
      <PageHead title="Runs" note={<LiveMark connection={connection} />}>
        {mayTrigger && (
          <Button look="primary" icon={Play} onClick={() => setDialogOpen(true)}>
            Run a suite
          </Button>
        )}
      </PageHead>
      <RunFilterBar
        filters={filters}
        onChange={(search) => void navigate({ search, replace: true, resetScroll: false })}
      />
      {connection === "lost" && <StaleBanner />}
      {list.isPending ? (
        <RunListPending />
      ) : list.isError && runs.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : runs.length > 0 ? (
        <RunList
          runs={runs}
          isStale={list.isPlaceholderData}
          hasMore={list.hasNextPage}
          isReadingMore={list.isFetchingNextPage}
          readError={list.isFetchNextPageError ? list.error : null}
          onReadMore={() => void list.fetchNextPage()}
        />
      ) : isFiltered ? (
        <EmptyState icon={SearchX} title="No run passes these filters">
          <Button onClick={() => void navigate({ search: {}, replace: true })}>Clear the filters</Button>
        </EmptyState>
      ) : (
        <EmptyState icon={ListChecks} title="No runs yet">
          <p>Run a suite from here or, in a terminal, any folder that holds tests:</p>
          <Command>aac run ./my-tests</Command>
          <Button icon={Play} onClick={() => setDialogOpen(true)}>
            Run a suite
          </Button>
        </EmptyState>
      )}
      {isDialogOpen && <LazyRunDialog onClose={() => setDialogOpen(false)} />}
    </div>
  );
}
