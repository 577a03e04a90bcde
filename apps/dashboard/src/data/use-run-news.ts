import { type Client, followOrganization, type RunSummary, type Session } from "@aac/contract";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState } from "react";
import { createChangeNews } from "./change-news.ts";
import { useClient } from "./client-context.ts";
import { createHistoryNews } from "./history-news.ts";
import { keys } from "./queries.ts";
import { applyRunNews, type RunPages, type RunsShown, withoutRuns } from "./run-news.ts";
import { createWorkerNews } from "./worker-news.ts";

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
  const tellHistory = createHistoryNews(queryClient);
  const tellOfWorkers = createWorkerNews(queryClient);
  const changes = createChangeNews(queryClient);
  const flush = () => {
    applyAll(queryClient, waiting);
    tellHistory(waiting);
    waiting = [];
    tellOfWorkers();
    changes.tell("usage");
  };
  try {
    const events = followOrganization(client, {
      signal,
      onConnection({ connected }) {
        if (signal.aborted) return;
        onConnection(connected ? "live" : "lost");
        // What changed between reading the lists and the first news, or while the stream was lost.
        if (!connected) return;
        void queryClient.invalidateQueries({ queryKey: keys.allRuns });
        void queryClient.invalidateQueries({ queryKey: ["history"] });
        void queryClient.invalidateQueries({ queryKey: keys.activity });
        tellOfWorkers();
        changes.tellAll();
      },
    });
    for await (const event of events) {
      if (event.event === "workers") tellOfWorkers();
      if (event.event === "changed") changes.tell(event.data.what);
      if (event.event === "gone") changeLists(queryClient, (list) => withoutRuns(list, [event.data.id]));
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
  const me = queryClient.getQueryData<Session>(keys.session)?.person ?? null;
  const looking = { me, now: Date.now() };
  changeLists(queryClient, (list, shown) =>
    news.reduce((changed, run) => applyRunNews(changed, shown, run, looking), list),
  );
}

/** Changes every list of runs that the page holds. */
export function changeLists(queryClient: QueryClient, change: (list: RunPages, shown: RunsShown) => RunPages): void {
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: keys.allRuns })) {
    queryClient.setQueryData<RunPages>(queryKey, (list) => list && change(list, queryKey[1] as RunsShown));
  }
}
