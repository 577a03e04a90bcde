import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ErrorState } from "../ui/message.tsx";
import { PageTitle } from "../ui/page-title.tsx";

/** In place of a page that could not be read. */
export function PageError({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <>
      <PageTitle title="Problem" />
      <ErrorState error={error} onRetry={() => void router.invalidate()} />
    </>
  );
}

/** In place of a page that is on its way. */
export function PagePending() {
  return (
    <div aria-busy aria-label="Loading" className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-6">
      <div className="skeleton h-7 w-48" />
      <div className="skeleton mt-3 h-4 w-80 max-w-full" />
      <div className="skeleton mt-8 h-24 w-full" />
      <div className="skeleton mt-4 h-64 w-full" />
    </div>
  );
}
