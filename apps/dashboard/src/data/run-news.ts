import {
  passesRunFilters,
  type RouteAnswer,
  type RunFilters,
  type RunsView,
  type RunSummary,
  type TimeSpan,
} from "@aac/contract";
import type { InfiniteData } from "@tanstack/react-query";

/** Which runs a list shows; what is absent does not narrow it. */
export type RunsShown = Omit<RunsView, "group">;

/** The filters as the API takes them: a span of time ends now. */
export function toRunFilters({ within, ...filters }: RunsShown, now: number): RunFilters {
  return within ? { ...filters, from: new Date(now - spanMs[within]).toISOString(), to: undefined } : filters;
}

const hour = 3_600_000;
const spanMs: Record<TimeSpan, number> = { "1h": hour, "24h": 24 * hour, "7d": 168 * hour, "30d": 720 * hour };

/** Who looks at the list, and when. */
export interface Looking {
  me: string | null;
  now: number;
}

export type RunPages = InfiniteData<RouteAnswer<"listRuns">, string | null>;

/**
 * The list after news of one run: changed in place, put in by its age, or taken out when it no longer passes the
 * filters. Nothing changes by news older than what is shown, or of a run on a page that was not read yet.
 */
export function applyRunNews(list: RunPages, shown: RunsShown, run: RunSummary, { me, now }: Looking): RunPages {
  const known = list.pages.flatMap((page) => page.items).find((item) => item.id === run.id);
  if (known && known.revision >= run.revision) return list;
  if (!passesRunFilters(run, toRunFilters(shown, now), me)) return known ? withoutRuns(list, [run.id]) : list;
  if (known) return changeItems(list, (items) => items.map((item) => (item.id === run.id ? run : item)));

  const place = list.pages.find((page) => reachesBackTo(page) <= run.createdAt);
  if (!place) return list;
  const at = place.items.findIndex((item) => item.createdAt <= run.createdAt);
  const items = place.items.toSpliced(at === -1 ? place.items.length : at, 0, run);
  return { ...list, pages: list.pages.map((page) => (page === place ? { ...page, items } : page)) };
}

/** The list without runs that are not there any more. */
export function withoutRuns(list: RunPages, ids: readonly string[]): RunPages {
  return changeItems(list, (items) => items.filter(({ id }) => !ids.includes(id)));
}

/** How old a run may be to stand on the page. */
function reachesBackTo({ items, nextCursor, lookedBackTo }: RunPages["pages"][number]): string {
  if (nextCursor === null) return "";
  return lookedBackTo ?? items.at(-1)?.createdAt ?? "~";
}

export function changeItems(list: RunPages, change: (items: RunSummary[]) => RunSummary[]): RunPages {
  return { ...list, pages: list.pages.map((page) => ({ ...page, items: change(page.items) })) };
}

/** A list as just read, but with what news told of its runs meanwhile: an answer may be older than the news. */
export function keepNewer(known: RunPages | undefined, read: RunPages): RunPages {
  if (!known) return read;
  const byId = new Map(known.pages.flatMap((page) => page.items.map((item) => [item.id, item] as const)));
  return changeItems(read, (items) =>
    items.map((item) => {
      const other = byId.get(item.id);
      return other && other.revision > item.revision ? other : item;
    }),
  );
}
