import { z } from "zod";
import { NewSavedFilter, SavedFilter, SavedFilterChange } from "../saved-filter.ts";
import { Id } from "../slug.ts";
import type { Route } from "./route.ts";

const path = "/api/v1/saved-filters";
const own = { tag: "runs", permission: "filters:own" } as const;
const params = z.object({ filter: Id });

export const savedFiltersRoutes = {
  listSavedFilters: {
    ...own,
    method: "GET",
    path,
    summary: "List one's own saved filters, and those that are shared",
    status: 200,
    answer: z.object({ items: z.array(SavedFilter) }),
  },
  createSavedFilter: {
    ...own,
    method: "POST",
    path,
    summary: "Save a filter",
    description: "Sharing it takes the role developer, in the whole organization.",
    body: NewSavedFilter,
    status: 201,
    answer: SavedFilter,
  },
  changeSavedFilter: {
    ...own,
    method: "PATCH",
    path: `${path}/:filter`,
    summary: "Rename, change or share a saved filter",
    description: "Others' shared ones are an admin's to change.",
    params,
    body: SavedFilterChange,
    status: 200,
    answer: SavedFilter,
  },
  deleteSavedFilter: {
    ...own,
    method: "DELETE",
    path: `${path}/:filter`,
    summary: "Delete a saved filter",
    params,
    status: 204,
  },
} as const satisfies Record<string, Route>;
