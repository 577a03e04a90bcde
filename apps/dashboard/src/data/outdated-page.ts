import { t } from "@lingui/core/macro";
import { queryOptions } from "@tanstack/react-query";
import { lazyRouteComponent as routerLazyComponent } from "@tanstack/react-router";

/** A file of the dashboard did not come: there is a newer dashboard, or nobody answers. */
class OutdatedPageError extends Error {
  override readonly name = "OutdatedPageError";
}

/** Browsers each say it their own way. */
export const isMissingFile = (error: unknown) =>
  error instanceof OutdatedPageError ||
  (error instanceof TypeError && /dynamically imported module|module script failed/i.test(error.message));

/**
 * As the router's own, which however reloads the page when a file does not come: while the server is away nothing would
 * be left of it.
 */
export const lazyRouteComponent: typeof routerLazyComponent = (load, name) =>
  routerLazyComponent(
    () =>
      load().catch((cause: unknown) => {
        throw isMissingFile(cause) ? new OutdatedPageError(t`A file of the dashboard did not come.`, { cause }) : cause;
      }),
    name,
  );

/** Whether the server by now serves another dashboard than the one that runs here. Asked anew with all else. */
export const outdatedQuery = queryOptions({
  queryKey: ["outdated"],
  async queryFn({ signal }) {
    const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
    const response = await fetch("/", { cache: "no-store", headers: { accept: "text/html" }, signal });
    const page = await response.text();
    return own !== null && page.includes('type="module"') && !page.includes(new URL(own.src).pathname);
  },
  initialData: false,
  staleTime: 10 * 60_000,
  retry: false,
});
