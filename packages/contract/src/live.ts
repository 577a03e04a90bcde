import { z } from "zod";
import { Analysis } from "./analysis.ts";
import { Changed } from "./news.ts";
import { Artifact, Result } from "./result.ts";
import { Run, RunSummary } from "./run.ts";
import { Id } from "./slug.ts";

/** Lines of an attempt's log, in order. `text` holds `lines` lines, each ended by a newline. */
export const LogLines = z
  .object({
    shard: z.int().min(1),
    attempt: z.int().min(1),
    firstLine: z.int().min(1),
    lines: z.int().min(1),
    text: z.string(),
    at: z.string().describe("When the center stored them."),
  })
  .meta({ id: "LogLines" });
export type LogLines = z.infer<typeof LogLines>;

/** Lines of a log that hold what was searched for, in order. */
export const LogMatches = z
  .object({
    items: z.array(
      z.object({ line: z.int().min(1), text: z.string().describe("As it stands in the log; a long one is cut.") }),
    ),
    searchedTo: z.int().min(0).describe("The last line that was looked at."),
    isThrough: z.boolean().describe("There is no line behind it, for now."),
  })
  .meta({ id: "LogMatches" });
export type LogMatches = z.infer<typeof LogMatches>;

const Place = z.object({ shard: z.int(), attempt: z.int() });

/**
 * What the events of one run carry, by event name. Every event's `id` is a position in all of these at once: a client
 * that reconnects with it as `Last-Event-ID` gets exactly what it has not seen.
 */
export const runEvents = {
  /** The run changed; the whole new state. */
  run: Run,
  log: LogLines,
  results: Place.extend({ items: z.array(Result) }),
  artifacts: Place.extend({ items: z.array(Artifact) }),
  /** The analysis of a failed run changed; the whole new state. It may come after the run is final. */
  analysis: Analysis,
  /** The run is final and everything of it was sent; the stream ends. */
  end: z.object({}),
} as const;
export type RunEvents = { [K in keyof typeof runEvents]: z.infer<(typeof runEvents)[K]> };
export type RunEvent = { [K in keyof RunEvents]: { event: K; data: RunEvents[K] } }[keyof RunEvents];

/** What the organization's stream (`GET /api/v1/events`) carries: enough to keep a list of runs current. */
export const organizationEvents = {
  run: RunSummary,
  /** Workers came, went, drain or do something else: what was read of them is old. */
  workers: z.object({}),
  /** What was read of it is old. */
  changed: z.object({ what: Changed }),
  /** The run was deleted. */
  gone: z.object({ id: Id }),
} as const;
export type OrganizationEvents = { [K in keyof typeof organizationEvents]: z.infer<(typeof organizationEvents)[K]> };
export type OrganizationEvent = {
  [K in keyof OrganizationEvents]: { event: K; data: OrganizationEvents[K] };
}[keyof OrganizationEvents];
