import type { RunsView } from "@aac/contract";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useClient } from "../../data/client-context.ts";
import { runsQuery } from "../../data/queries.ts";

/** So many answers in a row that were cut short are taken before one is asked whether to look further back. */
const mostCutShort = 5;

/** The runs of a view, and whether to read on by itself. */
export function useRunPages(view: RunsView) {
  const query = runsQuery(useClient(), view);
  const list = useInfiniteQuery({ ...query, placeholderData: keepPreviousData });
  const shown = JSON.stringify(query.queryKey);
  const [agreed, setAgreed] = useState({ shown, cutShort: 0 });
  const pages = list.data?.pages ?? [];
  const cutShort = pages.length - (pages.findLastIndex(({ lookedBackTo }) => lookedBackTo === null) + 1);
  const isPaused = list.hasNextPage && cutShort >= mostCutShort + (agreed.shown === shown ? agreed.cutShort : 0);
  return {
    list,
    runs: pages.flatMap((page) => page.items),
    /** How far back was looked; null: the list has all runs down to its last. */
    lookedBackTo: pages.at(-1)?.lookedBackTo ?? null,
    isPaused,
    goOn() {
      setAgreed({ shown, cutShort });
      void list.fetchNextPage();
    },
  };
}
