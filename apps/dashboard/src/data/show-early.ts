import { hashKey, type QueryClient, type QueryKey } from "@tanstack/react-query";

/**
 * Shows what the server does not have yet, also in what is read meanwhile, until `stop` is called: `change` is made to
 * whatever the page holds under the name, and has to come to the same when it is made twice.
 */
export function showEarly<H>(queryClient: QueryClient, held: QueryKey, change: (now: H) => H): () => void {
  const hash = hashKey(held);
  let isOurs = false;
  const apply = () => {
    isOurs = true;
    queryClient.setQueryData<H>(held, (now) => now && change(now));
    isOurs = false;
  };
  apply();
  return queryClient.getQueryCache().subscribe((event) => {
    const isRead = event.type === "updated" && event.action.type === "success" && event.query.queryHash === hash;
    if (isRead && !isOurs) apply();
  });
}
