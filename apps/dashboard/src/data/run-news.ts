import type { RouteAnswer, RunSummary, State, Trigger } from "@aac/contract";
import type { InfiniteData } from "@tanstack/react-query";

/** Which runs a list shows; what is absent does not narrow it. */
export interface RunFilters {
  project?: string;
  suite?: string;
  state?: State;
  branch?: string;
  trigger?: Trigger["kind"];
}

export type RunPages = InfiniteData<RouteAnswer<"listRuns">, string | null>;

/**
 * The list after news of one run: changed in place, put in by its age, or taken out when it no longer passes the
 * filters. Nothing changes by news older than what is shown, or of a run on a page that was not read yet.
 */
export function applyRunNews(list: RunPages, filters: RunFilters, run: RunSummary): RunPages {
  const shown = list.pages.flatMap((page) => page.items).find((item) => item.id === run.id);
  if (shown && shown.revision >= run.revision) return list;
  if (!passesFilters(run, filters)) {
    return shown ? changeItems(list, (items) => items.filter((item) => item.id !== run.id)) : list;
  }
  if (shown) return changeItems(list, (items) => items.map((item) => (item.id === run.id ? run : item)));

  const isOlder = (item: RunSummary) => item.createdAt <= run.createdAt;
  const place = list.pages.find((page) => page.items.some(isOlder)) ?? list.pages.at(-1);
  if (!place) return list;
  const at = place.items.findIndex(isOlder);
  if (at === -1 && place.nextCursor !== null) return list;
  const items = place.items.toSpliced(at === -1 ? place.items.length : at, 0, run);
  return { ...list, pages: list.pages.map((page) => (page === place ? { ...page, items } : page)) };
}

function passesFilters(run: RunSummary, filters: RunFilters): boolean {
  return (
    (filters.project === undefined || run.project === filters.project) &&
    (filters.suite === undefined || run.suite === filters.suite) &&
    (filters.state === undefined || run.state === filters.state) &&
    (filters.branch === undefined || run.branch === filters.branch) &&
    (filters.trigger === undefined || run.trigger.kind === filters.trigger)
  );
}

function changeItems(list: RunPages, change: (items: RunSummary[]) => RunSummary[]): RunPages {
  return { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) };
}

/** A list as just read, but with what news told of its runs meanwhile: an answer may be older than the news. */
export function keepNewer(known: RunPages | undefined, read: RunPages): RunPages {
  if (!known) return read;
  const byId = new Map(known.pages.flatMap((page) => page.items.map((item) => [item.id, item] as const)));
  return changeItems(read, (items) =>
    items.map((item) => {
      const other = byId.get(item.id);
      return other && other.revision >= item.revision ? other : item;
    }),
  );
}
