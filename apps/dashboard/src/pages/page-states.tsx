import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { isMissingFile, outdatedQuery } from "../data/outdated-page.ts";
import { ErrorState } from "../ui/message.tsx";
import { PageTitle } from "../ui/page-title.tsx";

/** In place of a page that could not be read. */
export function PageError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const isFileMissing = isMissingFile(error);
  const outdated = useQuery({ ...outdatedQuery, enabled: isFileMissing, refetchOnMount: "always" });
  // The page is at its address, and nothing of it is there that could be lost.
  useEffect(() => {
    if (isFileMissing && outdated.data) location.reload();
  }, [isFileMissing, outdated.data]);
  return (
    <>
      <PageTitle title={t`Problem`} />
      <ErrorState error={error} isPage onRetry={() => (isFileMissing ? location.reload() : void router.invalidate())} />
    </>
  );
}

/** In place of a page that is on its way. */
export function PagePending() {
  return (
    <div aria-busy aria-label={t`Loading`} className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-6">
      <div className="skeleton h-7 w-48" />
      <div className="skeleton mt-3 h-4 w-80 max-w-full" />
      <div className="skeleton mt-8 h-24 w-full" />
      <div className="skeleton mt-4 h-64 w-full" />
    </div>
  );
}
