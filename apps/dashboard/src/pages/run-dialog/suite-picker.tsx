import type { Suite } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, FolderKanban, Sparkles } from "lucide-react";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { projectsQuery, suitesQuery } from "../../data/queries.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Command } from "../../ui/copy.tsx";
import { SearchField } from "../../ui/field.tsx";
import { EmptyState, ErrorState } from "../../ui/message.tsx";

/** All suites of all projects, or of one, to choose one of them. */
export function SuitePicker({ onPick, project: only }: { onPick: (suite: Suite) => void; project?: string }) {
  const client = useClient();
  const [query, setQuery] = useState("");
  const projects = useQuery(projectsQuery(client));
  const suites = useQueries({
    queries: (projects.data ?? [])
      .filter(({ slug }) => only === undefined || slug === only)
      .map(({ slug }) => suitesQuery(client, slug)),
    combine: (results) => ({
      items: results.flatMap((result) => result.data ?? []),
      isPending: results.some((result) => result.isPending),
      error: results.find((result) => result.error)?.error,
    }),
  });
  const error = projects.error ?? suites.error;
  if (error) return <ErrorState error={error} onRetry={() => void projects.refetch()} />;
  const isPending = projects.isPending || suites.isPending;
  if (!isPending && suites.items.length === 0) {
    return (
      <EmptyState icon={FolderKanban} title={t`There is no suite yet`}>
        <ButtonLink look="primary">
          <Link to="/new">
            <Sparkles aria-hidden size={15} /> <Trans>Guide me to a first run</Trans>
          </Link>
        </ButtonLink>
        <p>
          <Trans>Or from a shell, with a folder of tests:</Trans>
        </p>
        <Command>aac run ./my-tests</Command>
      </EmptyState>
    );
  }
  const needle = query.toLowerCase();
  const found = suites.items.filter((suite) =>
    `${suite.project} ${suite.slug} ${suite.name}`.toLowerCase().includes(needle),
  );
  return (
    <div className="flex min-h-0 flex-col">
      <div className="px-5 pt-4">
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus -- A dialog has to take the focus, and here it is of most use. */}
        <SearchField label={t`Find a suite`} value={query} onChange={setQuery} autoFocus />
      </div>
      <ul aria-label={t`Suites`} aria-busy={isPending} className="min-h-32 overflow-y-auto p-3">
        {found.map((suite) => (
          <li key={suite.id}>
            <button
              type="button"
              onClick={() => onPick(suite)}
              className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-left hover:bg-raised"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium">{suite.name}</span>
                <span className="block truncate text-xs text-text-3">
                  {suite.project} · {suite.image ?? suite.directory}
                </span>
              </span>
              <ChevronRight aria-hidden size={16} className="text-text-3" />
            </button>
          </li>
        ))}
        {!isPending && found.length === 0 && (
          <li className="px-2 py-6 text-center text-sm text-text-2">
            <Trans>No suite is called that.</Trans>
          </li>
        )}
      </ul>
    </div>
  );
}
