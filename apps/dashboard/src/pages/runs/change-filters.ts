import type { RunsView } from "@aac/contract";

/** What of a view is to be otherwise; undefined: it no longer narrows. */
export type FilterChange = { [K in keyof RunsView]?: RunsView[K] | undefined };

export function changeView(view: RunsView, change: FilterChange): RunsView {
  return Object.fromEntries(Object.entries({ ...view, ...change }).filter(([, value]) => value !== undefined));
}

/** The view without what narrows it. */
export const withoutFilters = ({ group }: RunsView): RunsView => (group ? { group } : {});

export const isFiltered = ({ group: _, ...filters }: RunsView) => Object.keys(filters).length > 0;

/** Whether two views show the same in the same way. */
export function isSameView(one: RunsView, other: RunsView): boolean {
  const inOrder = (view: RunsView) =>
    JSON.stringify(Object.entries(changeView(view, {})).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return inOrder(one) === inOrder(other);
}
