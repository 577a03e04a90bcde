import type { TestDetails, TestResult } from "@aac/contract";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { resultsShown, testQuery, testResultsQuery } from "../../data/history.ts";
import { groupPlaces } from "../../data/test-history.ts";
import { useRunNews } from "../../data/use-run-news.ts";
import { Button } from "../../ui/button.tsx";
import { Chart } from "../../ui/chart/chart.tsx";
import type { ChartSeries } from "../../ui/chart/chart-data.ts";
import { formatDuration } from "../../ui/format.ts";
import { LiveMark } from "../../ui/live-mark.tsx";
import { ErrorState, StaleBanner } from "../../ui/message.tsx";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { OutcomeStrip } from "./outcome-strip.tsx";
import { ErrorGroups } from "./error-groups.tsx";
import { TestFacts } from "./test-facts.tsx";
import { TestPlaces } from "./test-places.tsx";
import { TestResults } from "./test-results.tsx";

const route = getRouteApi("/app/projects/$project/tests/$test");
const empty: readonly TestResult[] = [];

/** A test over its runs: how it has been going, where, how long it takes, and what it fails with. */
export function TestPage() {
  const { project, test: id } = route.useParams();
  const client = useClient();
  const { data: test } = useSuspenseQuery(testQuery(client, project, id));
  const results = useQuery(testResultsQuery(client, project, id));
  const connection = useRunNews();
  const [place, setPlace] = useState<string | null>(null);
  const all = results.data ?? empty;
  const shown = place === null ? all : all.filter((result) => placeKey(result) === place);

  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-5 px-4 py-6 sm:px-6">
      <PageTitle title={test.name} />
      <Head project={project} test={test} note={<LiveMark connection={connection} />} />
      {connection === "lost" && <StaleBanner />}
      <TestFacts test={test} />
      {results.isPending ? (
        <div aria-busy aria-label={t`Loading`} className="skeleton h-64 rounded-lg" />
      ) : results.isError ? (
        <ErrorState error={results.error} onRetry={() => void results.refetch()} />
      ) : (
        <>
          {groupPlaces(all).length > 1 && (
            <TestPlaces places={groupPlaces(all)} chosen={place} keyOf={placeKey} onChoose={setPlace} />
          )}
          {place !== null && (
            <p className="flex items-center gap-3 text-sm text-text-2">
              <Trans>Only {describePlace(shown[0])} is shown below.</Trans>
              <Button size="small" onClick={() => setPlace(null)}>
                <Trans>Show all</Trans>
              </Button>
            </p>
          )}
          <Durations results={shown} />
          <ErrorGroups results={shown} />
          <TestResults results={shown} isCut={all.length === resultsShown} />
        </>
      )}
    </div>
  );
}

export const placeKey = ({ branch, environment }: Pick<TestResult, "branch" | "environment">) =>
  JSON.stringify([branch, environment]);

const describePlace = (result: TestResult | undefined) =>
  [result?.branch ?? t`no branch`, result?.environment && t`in ${result.environment}`].filter(Boolean).join(" ");

function Head({ project, test, note }: { project: string; test: TestDetails; note: ReactNode }) {
  const { icon: Icon, soft, label } = outcomeLooks[test.status];
  return (
    <header className="flex flex-col gap-3">
      <div className="min-w-0">
        <nav aria-label={t`Breadcrumb`} className="flex items-center gap-1 text-sm text-text-2">
          <Link to="/projects/$project" params={{ project }} className="truncate hover:text-text hover:underline">
            {project}
          </Link>
          <ChevronRight aria-hidden size={14} className="shrink-0 text-text-3" />
          <Link to="/projects/$project/tests" params={{ project }} className="hover:text-text hover:underline">
            <Trans>Tests</Trans>
          </Link>
        </nav>
        <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{test.name}</h1>
          <span
            role="status"
            className={`inline-flex h-7 items-center gap-1.5 rounded-full pr-3 pl-2 text-sm font-medium ${soft}`}
          >
            <Icon aria-hidden size={16} strokeWidth={2.25} /> {label}
          </span>
          {note}
        </div>
        <p className="mt-1 text-sm break-words text-text-2">
          {[test.file, ...test.suitePath].filter(Boolean).join(" › ")}
        </p>
      </div>
      <div className="hidden sm:block">
        <OutcomeStrip outcomes={test.outcomes} />
      </div>
      <div className="sm:hidden">
        <OutcomeStrip outcomes={test.outcomes} shown={13} />
      </div>
    </header>
  );
}

const series: readonly ChartSeries[] = (["passed", "failed", "skipped"] as const).map((status) => ({
  key: status,
  label: outcomeLooks[status].label,
  color: outcomeLooks[status].color,
  isStriped: status === "failed",
}));

function Durations({ results }: { results: readonly TestResult[] }) {
  const navigate = useNavigate();
  const timed = results.filter(({ durationMs }) => durationMs !== null).toReversed();
  if (timed.length === 0) return null;
  const rows = timed.map(({ run, status, durationMs }) => ({
    label: `#${run.number}`,
    values: { [status]: durationMs ?? 0 },
  }));
  return (
    <section className="rounded-lg border border-line bg-surface p-4">
      <h2 className="mb-2 text-sm font-medium">
        <Trans>
          Durations{" "}
          <span className="font-normal text-text-3">
            of {plural(timed.length, { one: "# result", other: "# results" })}
          </span>
        </Trans>
      </h2>
      <Chart
        label={t`How long the test took, by run`}
        shape="bars"
        series={series}
        rows={rows}
        format={formatDuration}
        heightPx={180}
        onChoose={(index) => void navigate({ to: "/runs/$run", params: { run: timed[index]!.run.id } })}
      />
    </section>
  );
}
