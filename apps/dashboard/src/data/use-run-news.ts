import { type Client, followOrganization, type RunSummary } from "@aac/contract";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";
import { useClient } from "./client-context.ts";
import { keys } from "./queries.ts";
import { applyRunNews, type RunFilters, type RunPages } from "./run-news.ts";

export type NewsConnection = "connecting" | "live" | "lost";

/** News that come within this time are shown together. */
const batchMs = 100;

export const NewsContext = createContext<NewsConnection>("connecting");

/** Whether lists of runs are kept current: the shell follows the news, once for all pages. */
export function useRunNews(): NewsConnection {
  return useContext(NewsContext);
}

/**
 * Keeps every list of runs current while the page can be seen. A hidden page follows nothing: browsers keep only six
 * connections to a server, and a handful of forgotten tabs would use them up. Shown again, it reads its lists anew.
 */
export function useFollowedNews(): NewsConnection {
  const client = useClient();
  const queryClient = useQueryClient();
  const [connection, setConnection] = useState<NewsConnection>("connecting");

  useEffect(() => {
    let following: AbortController | null = null;
    const update = () => {
      if (document.visibilityState === "hidden") {
        following?.abort();
        following = null;
      } else if (!following) {
        following = new AbortController();
        void follow(client, queryClient, following.signal, setConnection);
      }
    };
    update();
    document.addEventListener("visibilitychange", update);
    return () => {
      document.removeEventListener("visibilitychange", update);
      following?.abort();
    };
  }, [client, queryClient]);

  return connection;
}

async function follow(
  client: Client,
  queryClient: QueryClient,
  signal: AbortSignal,
  onConnection: (connection: NewsConnection) => void,
): Promise<void> {
  let waiting: RunSummary[] = [];
  const flush = () => {
    applyAll(queryClient, waiting);
    waiting = [];
  };
  try {
    const events = followOrganization(client, {
      signal,
      onConnection({ connected }) {
        if (signal.aborted) return;
        onConnection(connected ? "live" : "lost");
        // What changed between reading the lists and the first news, or while the stream was lost.
        if (connected) void queryClient.invalidateQueries({ queryKey: keys.allRuns });
      },
    });
    for await (const event of events) {
      if (event.event !== "run") continue;
      waiting.push(event.data);
      if (waiting.length === 1) setTimeout(flush, batchMs);
    }
  } catch {
    if (signal.aborted) return;
    onConnection("lost");
    // Refused for good: asking who we are tells why, and leads to signing in where that is it.
    void queryClient.invalidateQueries({ queryKey: keys.session });
  }
}

function applyAll(queryClient: QueryClient, news: readonly RunSummary[]): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: keys.allRuns })) {
    const filters = query.queryKey[1] as RunFilters;
    queryClient.setQueryData<RunPages>(
      query.queryKey,
      (list) => list && news.reduce((changed, run) => applyRunNews(changed, filters, run), list),
    );
  }
}
