import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, ScrollText, SearchX } from "lucide-react";
import { useClient } from "../../data/client-context.ts";
import { auditQuery } from "../../data/queries.ts";
import { type AuditSearch, readAuditSearch, toAuditFilters } from "../../search-params.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { EmptyState, ErrorState } from "../../ui/message.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { PageHead } from "../page-head.tsx";
import { AuditFilterBar } from "./audit-filter-bar.tsx";
import { AuditList, AuditListPending } from "./audit-list.tsx";
import { VerifyLog } from "./verify-log.tsx";

/** Who did what in the organization, newest first. */
export function AuditPage() {
  const client = useClient();
  const search = useSearch({ from: "/app/settings/audit", select: readAuditSearch, structuralSharing: true });
  const navigate = useNavigate({ from: "/settings/audit" });
  const filters = toAuditFilters(search);
  const list = useInfiniteQuery({ ...auditQuery(client, filters), placeholderData: keepPreviousData });
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const change = (next: AuditSearch) => void navigate({ search: next, replace: true, resetScroll: false });

  return (
    <>
      <PageTitle title={t`Audit log`} />
      <PageHead title={t`Audit log`}>
        <div className="flex flex-wrap items-center gap-2">
          <VerifyLog />
          {(["csv", "json"] as const).map((format) => (
            <ButtonLink key={format}>
              <a href={client.url("exportAudit", { query: { ...filters, format } })} download>
                <Download aria-hidden size={15} />
                <Trans>Export {format.toUpperCase()}</Trans>
              </a>
            </ButtonLink>
          ))}
        </div>
      </PageHead>
      <AuditFilterBar filters={search} onChange={change} />
      {list.isPending ? (
        <AuditListPending />
      ) : list.isError && entries.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : entries.length > 0 || list.hasNextPage ? (
        <AuditList
          entries={entries}
          isStale={list.isPlaceholderData}
          hasMore={list.hasNextPage}
          isReadingMore={list.isFetchingNextPage}
          readError={list.isFetchNextPageError ? list.error : null}
          onReadMore={() => void list.fetchNextPage()}
          onNarrow={(part) => change({ ...search, ...part })}
        />
      ) : Object.keys(search).length > 0 ? (
        <EmptyState icon={SearchX} title={t`No entry passes these filters`}>
          <Button onClick={() => change({})}>
            <Trans>Clear the filters</Trans>
          </Button>
        </EmptyState>
      ) : (
        <EmptyState icon={ScrollText} title={t`Nothing was done yet`}>
          <p>
            <Trans>
              Every change of the organization is kept here: who made it, what it was before, and what it is now.
            </Trans>
          </p>
        </EmptyState>
      )}
    </>
  );
}
