import type { Artifact, Result, Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { FlaskConical, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { countResults, type ResultFilter, type ResultGrouping, resultGroupings } from "../../../data/result-groups.ts";
import type { RunSearch } from "../../../search-params.ts";
import { Button } from "../../../ui/button.tsx";
import { SearchField } from "../../../ui/field.tsx";
import { formatCount } from "../../../ui/format.ts";
import { EmptyState } from "../../../ui/message.tsx";
import { Select } from "../../../ui/select.tsx";
import { isActive } from "../../run-words.ts";
import { ResultFilters } from "./result-filters.tsx";
import { useSettled } from "../log/use-settled.ts";
import { useCalm } from "../use-calm.ts";
import { ResultList } from "./result-list.tsx";
import { useFailuresFirst } from "./use-failures-first.ts";
import { useResultGroups } from "./use-result-groups.ts";

export interface ResultsPanelProps {
  run: Run;
  results: readonly Result[];
  artifacts: readonly Artifact[];
  /** All results there will be are here. */
  isComplete: boolean;
  search: RunSearch;
  onSearch: (part: { [K in keyof RunSearch]: RunSearch[K] | undefined }) => void;
}

/** Every test of the run: what failed first, in groups, to search and to open. */
export function ResultsPanel({ run, results: told, artifacts, isComplete, search, onSearch }: ResultsPanelProps) {
  const calm = useCalm(told, told.length > manyResults ? calmMs : 0);
  const results = useFailuresFirst(run, calm, isComplete);
  const [query, setQuery] = useState(search.q ?? "");
  const needle = useSettled(query, run.totals.tests > manyResults ? typingMs : 0);
  const filter: ResultFilter = search.status ?? "all";
  const grouping: ResultGrouping = search.group ?? "file";
  const counts = useMemo(() => countResults(results), [results]);
  const wish = useMemo(() => ({ filter, query: needle, grouping }), [filter, needle, grouping]);
  const groups = useResultGroups(results, wish);

  if (results.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        {isComplete ? (
          <EmptyState icon={FlaskConical} title={t`No test results`}>
            <p>
              <Trans>
                No report was found. Have the suite write one of the formats understood, such as JUnit XML, below its
                working directory; where it writes elsewhere, name the place in the suite’s reports.
              </Trans>
            </p>
          </EmptyState>
        ) : isActive(run) ? (
          <EmptyState icon={FlaskConical} title={t`No results yet`}>
            <p>
              <Trans>They are read from the suite’s reports when its command has ended.</Trans>
            </p>
          </EmptyState>
        ) : (
          <ResultsPending />
        )}
      </div>
    );
  }

  return (
    <div className="flex flex-col gap-4">
      <div className="sticky top-0 z-10 -my-2 flex flex-wrap items-center gap-2 bg-canvas py-2">
        <SearchField
          label={t`Search the results`}
          value={query}
          onChange={(q) => {
            setQuery(q);
            onSearch({ q: q || undefined });
          }}
          className="min-w-44 flex-1 sm:max-w-sm"
        />
        <ResultFilters
          counts={counts}
          filter={filter}
          onChange={(status) => onSearch({ status: status === "all" ? undefined : status })}
        />
        <Select<ResultGrouping>
          look="filter"
          label={t`Group by`}
          value={grouping}
          choices={resultGroupings.map((value) => ({ value, label: groupingLabels[value] }))}
          onChange={(group) => onSearch({ group: group === "file" ? undefined : group })}
          className="ml-auto"
        />
        {told.length < run.totals.tests && (
          <span role="status" className="w-full text-xs text-text-2 tabular-nums">
            <Trans>
              Reading the results: {formatCount(told.length)} of {formatCount(run.totals.tests)}
            </Trans>
          </span>
        )}
      </div>
      {groups === null ? (
        <ResultsPending />
      ) : groups.length > 0 ? (
        <ResultList
          run={run}
          groups={groups}
          artifacts={artifacts}
          grouping={grouping}
          test={search.test}
          onTest={(test) => onSearch({ test })}
          isLong={run.totals.tests > 50}
          onFindInLog={(result) =>
            onSearch({
              tab: "log",
              shard: result.shard,
              attempt: result.attempt,
              q: result.name,
              status: undefined,
              group: undefined,
              test: undefined,
            })
          }
        />
      ) : (
        <EmptyState icon={SearchX} title={t`No result is like that`}>
          <Button
            onClick={() => {
              setQuery("");
              onSearch({ q: undefined, status: undefined });
            }}
          >
            <Trans>Show all results</Trans>
          </Button>
        </EmptyState>
      )}
    </div>
  );
}

const groupingLabels: Record<ResultGrouping, string> = { file: t`By file`, suite: t`By suite`, error: t`By error` };

/** Many results that come piece by piece are not sorted anew for each piece. */
const manyResults = 3_000;
const calmMs = 700;
const typingMs = 150;

function ResultsPending() {
  return (
    <div aria-busy aria-label={t`Loading results`} className="flex flex-col gap-4 p-4">
      {Array.from({ length: 6 }, (_, index) => (
        <div key={index} className="skeleton h-4" style={{ width: `${70 - index * 7}%` }} />
      ))}
    </div>
  );
}
