import { z } from "zod";
import { RunFilters } from "./run-filters.ts";
import { Id, Instant } from "./slug.ts";

export const RunGrouping = z.enum(["project", "suite", "branch", "commit", "day"]).meta({ id: "RunGrouping" });
export type RunGrouping = z.infer<typeof RunGrouping>;

/** A span of time that moves on with it. */
export const TimeSpan = z.enum(["1h", "24h", "7d", "30d"]).meta({ id: "TimeSpan" });
export type TimeSpan = z.infer<typeof TimeSpan>;

/** A list of runs as it is looked at: what narrows it, and how it is grouped. */
export const RunsView = z
  .strictObject({
    ...RunFilters.shape,
    within: TimeSpan.optional().describe("Created within so long before now; in place of `from` and `to`."),
    group: RunGrouping.optional(),
  })
  .meta({ id: "RunsView" });
export type RunsView = z.infer<typeof RunsView>;

const name = z.string().trim().min(1).max(60);

/** A list of runs that somebody comes back to. */
export const SavedFilter = z
  .object({
    id: Id,
    name: z.string(),
    view: RunsView,
    isShared: z.boolean().describe("Everybody of the organization has it."),
    isOwn: z.boolean().describe("Whoever asks has made it."),
    by: z.string().describe("Who has made it."),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: "SavedFilter" });
export type SavedFilter = z.infer<typeof SavedFilter>;

export const NewSavedFilter = z
  .strictObject({ name, view: RunsView, isShared: z.boolean().default(false) })
  .meta({ id: "NewSavedFilter" });
export type NewSavedFilter = z.infer<typeof NewSavedFilter>;

export const SavedFilterChange = z
  .strictObject({ name, view: RunsView, isShared: z.boolean() })
  .partial()
  .meta({ id: "SavedFilterChange" });
export type SavedFilterChange = z.infer<typeof SavedFilterChange>;
