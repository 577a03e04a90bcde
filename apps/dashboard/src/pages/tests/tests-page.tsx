import { TestStatus } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { FlaskConical, SearchX } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { type TestFilters, testsQuery } from "../../data/history.ts";
import { projectsQuery } from "../../data/queries.ts";
import { readTestsSearch } from "../../search-params.ts";
import { Button } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { EmptyState, ErrorState } from "../../ui/message.tsx";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { PageTitle } from "../../ui/page-title.tsx";
import { Select } from "../../ui/select.tsx";
import { SearchTests } from "./search-tests.tsx";
import { TestList, TestListPending } from "./test-list.tsx";

const route = getRouteApi("/app/projects/$project/tests");

const orders = [
  { value: "name", label: t`By name` },
  { value: "slowest", label: t`Slowest first` },
  { value: "failing", label: t`Most failing first` },
  { value: "newest", label: t`Newest first` },
] as const;
const statuses = TestStatus.options.map((status) => ({ value: status, label: t`${outcomeLooks[status].label} last` }));

/** The tests of a project. */
export function TestsPage() {
  const { project } = route.useParams();
  const filters = route.useSearch({ select: readTestsSearch, structuralSharing: true });
  const client = useClient();
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery(client)).data ?? [];
  const list = useInfiniteQuery({ ...testsQuery(client, project, filters), placeholderData: keepPreviousData });
  const tests = list.data?.pages.flatMap((page) => page.items) ?? [];
  const isNarrowed = filters.search !== undefined || filters.status !== undefined;
  const change = (search: TestFilters) =>
    void navigate({ to: "/projects/$project/tests", params: { project }, search, replace: true, resetScroll: false });

  return (
    <>
      <PageTitle title={t`Tests of ${project}`} />
      <div role="search" aria-label={t`Search the tests`} className="flex flex-wrap items-center gap-2">
        <SearchTests
          key={filters.search}
          search={filters.search}
          onSearch={(search) => change(narrowed(filters, { search }))}
        />
        {projects.length > 1 && (
          <Select
            look="filter"
            label={t`Project`}
            value={project}
            choices={projects.map(({ slug, name }) => ({ value: slug, label: name }))}
            onChange={(other) =>
              other && void navigate({ to: "/projects/$project/tests", params: { project: other }, search: filters })
            }
          />
        )}
        <Select
          look="filter"
          label={t`Outcome`}
          nothing={t`Any outcome`}
          value={filters.status}
          choices={statuses}
          onChange={(status) => change(narrowed(filters, { status }))}
        />
        <Select
          look="filter"
          label={t`Order`}
          value={filters.sort ?? "name"}
          choices={orders}
          onChange={(sort) => change(narrowed(filters, { sort: sort === "name" ? undefined : sort }))}
        />
      </div>
      {list.isPending ? (
        <TestListPending />
      ) : list.isError && tests.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : tests.length > 0 ? (
        <TestList
          project={project}
          tests={tests}
          isStale={list.isPlaceholderData}
          hasMore={list.hasNextPage}
          isReadingMore={list.isFetchingNextPage}
          readError={list.isFetchNextPageError ? list.error : null}
          onReadMore={() => void list.fetchNextPage()}
        />
      ) : isNarrowed ? (
        <EmptyState icon={SearchX} title={t`No test is like that`}>
          <Button onClick={() => change(narrowed(filters, { search: undefined, status: undefined }))}>
            <Trans>Show all tests</Trans>
          </Button>
        </EmptyState>
      ) : (
        <EmptyState icon={FlaskConical} title={t`No test is known yet`}>
          <p>
            <Trans>
              Tests are known once a run with results has ended. Reports that suites leave are read by themselves; those
              of what runs elsewhere can be sent:
            </Trans>
          </p>
          <Command>{`aac upload junit.xml --project ${project}`}</Command>
        </EmptyState>
      )}
    </>
  );
}

/** The filters with others in the place of some; undefined takes one away. */
function narrowed(filters: TestFilters, part: { [K in keyof TestFilters]: TestFilters[K] | undefined }): TestFilters {
  const all = Object.entries({ ...filters, ...part }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all);
}
