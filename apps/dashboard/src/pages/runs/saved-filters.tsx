import type { RunsView, SavedFilter } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookmarkPlus, Pencil, Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { savedFiltersQuery } from "../../data/queries.ts";
import { useMay } from "../../data/use-may.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { isFiltered, isSameView } from "./change-filters.ts";
import { runsPath } from "./here.ts";

const SavedFilterDialog = lazy(async () => ({
  default: (await import("./saved-filter-dialog.tsx")).SavedFilterDialog,
}));

const tabLook =
  "inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 text-sm whitespace-nowrap text-text-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text";

/** The lists that one comes back to, as tabs; what is shown now can become one. */
export function SavedFilters({ view }: { view: RunsView }) {
  const mayOwn = useMay("filters:own");
  const isAdmin = useMay("organization:change");
  const { data: filters = [] } = useQuery({ ...savedFiltersQuery(useClient()), enabled: mayOwn });
  const [edited, setEdited] = useState<SavedFilter | "new" | null>(null);
  const current = filters.find((filter) => isSameView(filter.view, view));
  const isPlain = !isFiltered(view) && view.group === undefined;
  if (!mayOwn) return null;

  return (
    <div className="flex items-center gap-2 border-b border-line">
      <nav aria-label={t`Saved filters`} className="-mb-px flex min-w-0 flex-1 overflow-x-auto">
        <Link
          to={runsPath}
          search={{}}
          activeProps={{}}
          aria-current={isPlain ? "page" : undefined}
          className={tabLook}
        >
          <Trans>All runs</Trans>
        </Link>
        {filters.map((filter) => (
          <Link
            key={filter.id}
            to={runsPath}
            search={filter.view}
            activeProps={{}}
            aria-current={filter === current ? "page" : undefined}
            title={filter.isOwn ? undefined : t`Shared by ${filter.by}`}
            className={tabLook}
          >
            <span className="max-w-48 truncate">{filter.name}</span>
            {filter.isShared && <Users aria-label={t`shared`} size={13} className="shrink-0 text-text-3" />}
          </Link>
        ))}
      </nav>
      {current && (current.isOwn || isAdmin) && (
        <IconButton icon={Pencil} label={t`Edit ${current.name}`} onClick={() => setEdited(current)} />
      )}
      {!current && !isPlain && (
        <Button look="ghost" size="small" icon={BookmarkPlus} onClick={() => setEdited("new")}>
          <Trans>Save</Trans>
          <span className="sr-only">
            {" "}
            <Trans>this filter</Trans>
          </span>
        </Button>
      )}
      {edited && (
        <Suspense>
          <SavedFilterDialog
            view={view}
            own={filters.filter(({ isOwn }) => isOwn)}
            filter={edited === "new" ? null : edited}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </div>
  );
}
