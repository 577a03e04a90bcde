import { z } from "zod";
import { Reason } from "./problem.ts";
import { NewRun } from "./run.ts";
import { Id, Instant, Slug } from "./slug.ts";

/** What happens when it is time and a run of the schedule still goes on. */
export const Overlap = z.enum(["queue", "skip", "cancelPrevious"]).meta({ id: "Overlap" });
export type Overlap = z.infer<typeof Overlap>;

/** What happens to the runs that were missed while no center was there. */
export const CatchUp = z.enum(["none", "last", "all"]).meta({ id: "CatchUp" });
export type CatchUp = z.infer<typeof CatchUp>;

/** What became of one instant of a schedule. */
export const Firing = z
  .object({
    id: Id,
    at: Instant.describe("The instant of the schedule; a run on demand: when it was asked for."),
    state: z.enum(["due", "fired", "skipped", "missed", "failed"]),
    run: Id.nullable(),
    detail: z.string().nullable().describe("Why it was skipped, missed or failed, or what it waits for."),
  })
  .meta({ id: "Firing" });
export type Firing = z.infer<typeof Firing>;

const run = NewRun.shape;
const fields = {
  name: z.string().trim().min(1).max(120),
  cron: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .describe("Five fields: minute, hour, day of the month, month, day of the week."),
  timeZone: z.string().min(1).max(64).describe("An IANA time zone, such as Europe/Berlin."),
  suite: Slug,
  environment: run.environment.unwrap(),
  folder: run.folder.unwrap().nullable(),
  variables: run.variables.unwrap(),
  branch: run.branch.unwrap(),
  labels: run.labels.unwrap(),
  priority: run.priority.unwrap(),
  shards: run.shards.unwrap(),
  overlap: Overlap.describe(
    "When a run of the schedule still goes on: wait until it has ended, leave this time out, or cancel the run.",
  ),
  catchUp: CatchUp.describe(
    "Of the runs missed while no center was there: none, the last, or all (at most the 10 newest).",
  ),
  jitterSeconds: z
    .int()
    .min(0)
    .max(3_600)
    .describe("Each run starts up to so much later, always the same at the same instant. Shorter than the interval."),
  paused: z.boolean(),
};

/** Triggers runs of a suite by itself. */
export const Schedule = z
  .object({
    id: Id,
    project: Slug,
    slug: Slug,
    ...fields,
    nextRuns: z.array(Instant).describe("The next five, jitter included; none while it is paused."),
    lastFiring: Firing.nullable(),
    problem: Reason.nullable().describe("Why its last instant could not trigger a run."),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: "Schedule" });
export type Schedule = z.infer<typeof Schedule>;

export const NewSchedule = z
  .strictObject({
    slug: Slug,
    ...fields,
    name: fields.name.optional().describe("Defaults to the slug."),
    timeZone: fields.timeZone.default("UTC"),
    environment: fields.environment.default(null),
    folder: fields.folder.default(null).describe("Defaults to the suite's."),
    variables: fields.variables.default({}),
    branch: fields.branch.default(null),
    labels: fields.labels.default([]),
    priority: fields.priority.default(0),
    shards: fields.shards.default(1),
    overlap: fields.overlap.default("queue"),
    catchUp: fields.catchUp.default("last"),
    jitterSeconds: fields.jitterSeconds.default(0),
    paused: fields.paused.default(false),
  })
  .meta({ id: "NewSchedule" });
export type NewSchedule = z.output<typeof NewSchedule>;

export const ScheduleChange = z.strictObject(fields).partial().meta({ id: "ScheduleChange" });
export type ScheduleChange = z.infer<typeof ScheduleChange>;

/** When a schedule would run. */
export const SchedulePreview = z
  .object({
    runs: z.array(z.object({ at: Instant, local: z.string().describe("The same in the time zone, with its offset.") })),
  })
  .meta({ id: "SchedulePreview" });
export type SchedulePreview = z.infer<typeof SchedulePreview>;
