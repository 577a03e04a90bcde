import { matchQuery, type Query, type QueryClient, type QueryFilters } from "@tanstack/react-query";

/**
 * Shows what the server does not have yet, also in what is read meanwhile, until `stop` is called: `change` is made to
 * whatever the page holds that passes the filters, and has to come to the same when it is made twice. What is on its
 * way when `stop` is called may still be from before: whoever calls it has that read anew.
 */
export function showEarly<H>(queryClient: QueryClient, held: QueryFilters, change: (now: H) => H): () => void {
  const cache = queryClient.getQueryCache();
  let isOurs = false;
  const apply = (queries: readonly Query[]) => {
    isOurs = true;
    for (const { queryKey } of queries) queryClient.setQueryData<H>(queryKey, (now) => now && change(now));
    isOurs = false;
  };
  apply(cache.findAll(held));
  return cache.subscribe((event) => {
    const isRead = event.type === "updated" && event.action.type === "success" && matchQuery(held, event.query);
    if (isRead && !isOurs) apply([event.query]);
  });
}
