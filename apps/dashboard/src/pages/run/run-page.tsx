import type { Run } from "@aac/contract";
import { Trans } from "@lingui/react/macro";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { firstPlaceToShow, type Place, placeKey } from "../../data/place.ts";
import { useClient } from "../../data/client-context.ts";
import { allArtifacts, currentResults } from "../../data/run-reducer.ts";
import { useFollowedRun } from "../../data/use-followed-run.ts";
import { readRunSearch, type RunSearch, type RunTab, writeUrlQuery } from "../../search-params.ts";
import { Banner, explain, StaleBanner } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { isActive } from "../run-words.ts";
import { AnalysisPanel } from "./analysis/analysis-panel.tsx";
import { ArtifactsPanel } from "./artifacts-panel.tsx";
import { AttemptsPanel } from "./attempts-panel.tsx";
import { EnvironmentPanel } from "./environment-panel.tsx";
import { LogPanel } from "./log/log-panel.tsx";
import { ResultsPanel } from "./results/results-panel.tsx";
import { RunHead } from "./run-head.tsx";
import { RunOverview } from "./run-overview.tsx";
import { RunTabs } from "./run-tabs.tsx";
import { NoAttemptYet } from "./no-attempt-yet.tsx";

const route = getRouteApi("/app/runs/$run");

/** One run, as it happens. */
export function RunPage() {
  const run = route.useLoaderData();
  return <FollowedRunPage key={run.id} initial={run} />;
}

function FollowedRunPage({ initial }: { initial: Run }) {
  const { view, connection, refusal, logError, follower } = useFollowedRun(initial);
  const run = view.run ?? initial;
  const search = route.useSearch({ select: readRunSearch, structuralSharing: true });
  const navigate = route.useNavigate();
  const results = useMemo(() => currentResults(view), [view]);
  const client = useClient();
  const artifacts = useMemo(
    () => allArtifacts(view).map((artifact) => Object.assign({}, artifact, { url: client.at(artifact.url) })),
    [view, client],
  );
  const [firstTab] = useState<RunTab>(() => tabToOpen(initial));
  const tab = search.tab ?? firstTab;
  const place = usePlace(run, search);

  const onSearch = useCallback(
    (part: { [K in keyof RunSearch]: RunSearch[K] | undefined }) =>
      void navigate({
        search: (before) => ({ ...before, ...part }) as RunSearch,
        // Only going to another part of the page is a step to come back from.
        replace: part.tab === undefined,
        resetScroll: false,
      }),
    [navigate],
  );
  const placeQuery = place ? `&shard=${place.shard}&attempt=${place.attempt}` : "";
  const hrefOfLine = useCallback(
    (line: string) => `/runs/${initial.id}?tab=log${placeQuery}&line=${line}`,
    [initial.id, placeQuery],
  );

  // Also where the address says nothing of it: what is looked at now, not what one who opens it would come to first.
  const shared = { ...search, tab, ...(tab === "log" && place) };
  const shareHref = `/runs/${initial.id}${writeUrlQuery(shared)}`;

  return (
    <div
      className={`mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5 sm:px-6 ${tab === "log" ? "h-full" : "min-h-full"}`}
    >
      <PageTitle title={`${run.suiteName} #${run.number}`} state={run.state} />
      <RunHead run={run} shareHref={shareHref} />
      {connection === "lost" && !view.isComplete && <StaleBanner />}
      {refusal !== null && (
        <Banner tone="failure">
          <Trans>
            This page no longer changes by itself. {explain(refusal).detail} {explain(refusal).remedy}
          </Trans>
        </Banner>
      )}
      <RunOverview run={run} />
      {view.analysis && <AnalysisPanel analysis={view.analysis} isOpen={tab === "results"} />}
      <RunTabs tab={tab} run={run} artifactCount={artifacts.length} />
      <div className="-mt-1 flex min-h-0 flex-1 flex-col">
        {tab === "results" && (
          <ResultsPanel
            run={run}
            results={results}
            artifacts={artifacts}
            // The analysis comes when all else is there.
            isComplete={view.isComplete || view.analysis !== null}
            search={search}
            onSearch={onSearch}
          />
        )}
        {tab === "log" &&
          (place ? (
            <LogPanel
              key={placeKey(place)}
              run={run}
              place={place}
              log={view.logs.get(placeKey(place))}
              logError={logError}
              follower={follower}
              search={search}
              onSearch={onSearch}
              hrefOfLine={hrefOfLine}
            />
          ) : (
            <NoAttemptYet run={run} />
          ))}
        {tab === "artifacts" && (
          <ArtifactsPanel
            run={run}
            artifacts={artifacts}
            isComplete={view.isComplete || view.analysis !== null}
            open={search.file}
            onOpen={(file) => onSearch({ file })}
          />
        )}
        {tab === "attempts" && <AttemptsPanel run={run} />}
        {tab === "environment" && <EnvironmentPanel run={run} />}
      </div>
    </div>
  );
}

/** What one most likely came for: to watch a run that is on, to see what failed in one that is over. */
function tabToOpen(run: Run): RunTab {
  return isActive(run) || run.totals.tests === 0 ? "log" : "results";
}

/** Whose log is shown: what the address says, else that of a shard chosen once, at its newest attempt. */
function usePlace(run: Run, search: RunSearch): Place | null {
  const [chosen, setChosen] = useState<number | null>(null);
  const first = firstPlaceToShow(run);
  if (chosen === null && first) setChosen(first.shard);
  const shard = search.shard ?? chosen ?? first?.shard;
  const job = run.jobs.find((other) => other.shard === shard);
  const attempt = job?.attempts.find((other) => other.number === search.attempt) ?? job?.attempts.at(-1);
  return job && attempt ? { shard: job.shard, attempt: attempt.number } : null;
}
