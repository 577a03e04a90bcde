import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { isUnauthorized, isWorthRetrying, keys } from "./queries.ts";

/** What was read stays for a while; what could not be read is tried again. `onSignedOut`: there is no session (any more). */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (!isUnauthorized(error)) return;
    queryClient.removeQueries({ queryKey: keys.session });
    onSignedOut();
  };
  const queryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
        // Without a network they fail and say so, in place of waiting in silence; all is read anew once it is back.
        networkMode: "always",
      },
      // Nobody wants a run triggered by a press of ten minutes ago.
      mutations: { networkMode: "always" },
    },
  });
  return queryClient;
}
