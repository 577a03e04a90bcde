import { z } from "zod";
import { Id, Instant, Slug } from "./slug.ts";

const OrganizationName = z.object({ slug: Slug, name: z.string() });

/** A job, and the way to its run. */
const ShownJob = z.object({
  run: Id,
  number: z.int(),
  project: Slug,
  suite: Slug,
  suiteName: z.string(),
  shard: z.int().min(1),
  shards: z.int().min(1),
});

/** What a worker does for somebody: a job of theirs. */
const WorkerJob = ShownJob.extend({ startedAt: Instant });

/** A process that runs sandboxes, as it last told of itself. */
export const Worker = z
  .object({
    id: z.string().max(200).describe("As attempts name it."),
    host: z.string(),
    version: z.string().nullable(),
    executor: z.string().nullable().describe("What runs its sandboxes."),
    labels: z.array(z.string()),
    startedAt: Instant,
    seenAt: Instant.describe("When it was last heard of; one that is silent for 30 seconds is not listed."),
    state: z
      .enum(["active", "draining", "drained"])
      .describe("`draining`: it claims no more, and what runs goes on. `drained`: and nothing runs any more."),
    draining: z.object({ since: Instant, by: z.string() }).nullable(),
    slots: z.int().nullable().describe("Sandboxes at a time. Null: not told, as to all who do not operate the center."),
    used: z.int().nullable().describe("How many of them are taken. Null: not told."),
    jobs: z.array(WorkerJob).describe("What it runs of the caller's organization, the longest first."),
    others: z
      .array(z.object({ organization: OrganizationName, jobs: z.int() }))
      .nullable()
      .describe("How many jobs it runs of whom else. Null: not told."),
  })
  .meta({ id: "Worker" });
export type Worker = z.infer<typeof Worker>;

export const Workers = z
  .object({
    items: z.array(Worker),
    isOperator: z
      .boolean()
      .describe(
        "The caller operates the center: sees all workers and may drain them. Others see those that run theirs.",
      ),
  })
  .meta({ id: "Workers" });
export type Workers = z.infer<typeof Workers>;

export const WorkerChange = z
  .strictObject({ draining: z.boolean().describe("True: claim no more jobs. False: claim again.") })
  .meta({ id: "WorkerChange" });
export type WorkerChange = z.infer<typeof WorkerChange>;

/** Why a job waits. */
export const WaitReason = z
  .object({
    code: z.enum([
      "starting",
      "next_attempt",
      "no_worker",
      "workers_draining",
      "organization_limit",
      "project_limit",
      "no_free_slot",
    ]),
    detail: z.string(),
  })
  .meta({ id: "WaitReason" });
export type WaitReason = z.infer<typeof WaitReason>;

const QueuedJob = ShownJob.extend({
  queuedAt: Instant,
  priority: z.int(),
  runsOn: z.array(z.string()),
  place: z.int().min(1).describe("In the fair order of all that wait, whosever it is."),
  why: WaitReason,
  startsAbout: Instant.nullable().describe("When it is likely to start; null: that cannot be said."),
});

/** What waits for workers. */
export const Queue = z
  .object({
    waiting: z.int().describe("Jobs of the organization that wait."),
    running: z.int(),
    limit: z.int().nullable().describe("How many of its jobs may run at once; null: no limit."),
    oldestQueuedAt: Instant.nullable(),
    jobs: z.array(QueuedJob).describe("Those that are next, at most 50."),
    estimate: z
      .object({
        runs: z.int().describe("So many of the organization's newest runs that took their time."),
        durationMs: z.int().describe("What a job of theirs took, by the median."),
      })
      .nullable()
      .describe(
        "What `startsAbout` follows from, with the places to run and what waits before. Null: there is no run to go by.",
      ),
    organizations: z
      .array(
        z.object({
          organization: OrganizationName,
          waiting: z.int(),
          running: z.int(),
          limit: z.int().nullable(),
          oldestQueuedAt: Instant.nullable(),
        }),
      )
      .nullable()
      .describe("Of every organization that has any. Null: not told, as to all who do not operate the center."),
  })
  .meta({ id: "Queue" });
export type Queue = z.infer<typeof Queue>;
