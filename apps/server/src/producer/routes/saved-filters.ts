import {
  type Center,
  changeSavedFilter,
  createSavedFilter,
  deleteSavedFilter,
  listSavedFilters,
  toSavedFilter,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";

export function savedFilterRoutes(
  center: Center,
): HandlersOf<"listSavedFilters" | "createSavedFilter" | "changeSavedFilter" | "deleteSavedFilter"> {
  return {
    async listSavedFilters({ caller }) {
      const found = await listSavedFilters(center, caller);
      return { items: found.map((filter) => toSavedFilter(filter, caller.actor.id)) };
    },
    createSavedFilter: async ({ caller, body }) =>
      toSavedFilter(await createSavedFilter(center, caller, body), caller.actor.id),
    changeSavedFilter: async ({ caller, params, body }) =>
      toSavedFilter(await changeSavedFilter(center, caller, params.filter, body), caller.actor.id),
    async deleteSavedFilter({ caller, params }) {
      await deleteSavedFilter(center, caller, params.filter);
    },
  };
}
