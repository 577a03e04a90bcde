import { z } from "zod";
import { Reason } from "./problem.ts";
import { Id, Instant, Slug } from "./slug.ts";
import { Limits } from "./suite.ts";
import { Variables } from "./variables.ts";

/** Where a run or job stands. The last five are final: what has reached one never changes again. */
export const State = z
  .enum(["queued", "running", "passed", "failed", "errored", "timedOut", "cancelled"])
  .meta({ id: "State" });
export type State = z.infer<typeof State>;

/** What a run came to. `failed`: tests failed. `errored`: the center, or the image, failed. */
export const Verdict = z.enum(["passed", "failed", "errored", "timedOut", "cancelled"]).meta({ id: "Verdict" });
export type Verdict = z.infer<typeof Verdict>;

/** How many tests came to what. `flaky` ones passed on a retry; they count as passed too. */
export const Totals = z
  .object({ tests: z.int(), passed: z.int(), failed: z.int(), skipped: z.int(), flaky: z.int() })
  .meta({ id: "Totals" });
export type Totals = z.infer<typeof Totals>;

/** Something that did not decide the verdict but that people should know, such as a report that could not be read. */
export const Warning = z.object({ code: z.string(), detail: z.string() }).meta({ id: "Warning" });
export type Warning = z.infer<typeof Warning>;

/** Instants at which an attempt's phases began; null: not reached. */
export const Phases = z
  .object({
    claimedAt: Instant.nullable(),
    preparedAt: Instant.nullable().describe("The sandbox is there: image pulled, directory copied."),
    startedAt: Instant.nullable().describe("The command was started."),
    exitedAt: Instant.nullable(),
    collectedAt: Instant.nullable().describe("Artifacts are stored and reports read."),
  })
  .meta({ id: "Phases" });
export type Phases = z.infer<typeof Phases>;

/** One try of a job in one sandbox. */
export const Attempt = z
  .object({
    number: z.int().min(1),
    state: State,
    reason: Reason.nullable(),
    worker: z.string(),
    executor: z.string(),
    image: z.string().nullable().describe("The image that ran, by digest where the engine knows it."),
    exitCode: z.int().nullable(),
    phases: Phases,
    logLines: z.int().describe("Lines stored so far; they are numbered from 1."),
    logBytes: z.int(),
    logCut: z.boolean().describe("The log reached its size limit and its end is missing."),
  })
  .meta({ id: "Attempt" });
export type Attempt = z.infer<typeof Attempt>;

/** One shard of a run. */
export const Job = z
  .object({
    id: Id,
    shard: z.int().min(1),
    state: State,
    reason: Reason.nullable(),
    totals: Totals,
    warnings: z.array(Warning),
    queuedAt: Instant,
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    attempts: z.array(Attempt),
  })
  .meta({ id: "Job" });
export type Job = z.infer<typeof Job>;

export const Trigger = z
  .object({
    kind: z.enum(["api", "cli", "dashboard", "schedule", "demo", "upload", "rerun"]),
    by: z.string().nullable().describe("The person or key."),
    byId: z
      .string()
      .nullable()
      .describe("Of that person (also where a key of theirs did it) or key; null in runs of before this was kept."),
  })
  .meta({ id: "Trigger" });
export type Trigger = z.infer<typeof Trigger>;

/** A word that people put on a run. It has no comma, so that several can be written in one line. */
export const Label = z
  .string()
  .max(64)
  .regex(
    /^[^\s,\p{Cc}]([^,\p{Cc}]*[^\s,\p{Cc}])?$/u,
    "A label has no comma, and no space at its ends (at most 64 characters).",
  )
  .meta({ id: "Label", examples: ["nightly"] });

const summary = {
  id: Id,
  number: z.int().min(1).describe("Counts up within the project."),
  project: Slug,
  suite: Slug,
  suiteName: z.string(),
  environment: Slug.nullable(),
  folder: z.string(),
  state: State,
  verdict: Verdict.nullable().describe("Null until the run is final."),
  reason: Reason.nullable().describe("Why: for every final run that did not simply pass."),
  totals: Totals,
  trigger: Trigger,
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  labels: z.array(z.string()),
  rerunOf: Id.nullable(),
  shards: z.int().min(1),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  finishedAt: Instant.nullable(),
  durationMs: z.int().nullable().describe("From start to finish."),
  pinned: z.boolean().describe("Kept, whatever the retention says."),
  revision: z.int().describe("Counts up with every change: of two copies, the higher is the newer."),
};

/** One triggered execution of a suite, as lists show it. */
export const RunSummary = z.object(summary).meta({ id: "RunSummary" });
export type RunSummary = z.infer<typeof RunSummary>;

export const Run = z
  .object({
    ...summary,
    variables: Variables,
    asTriggered: z
      .object({
        image: z.string().nullable(),
        directory: z.string().nullable(),
        command: z.array(z.string()).nullable().describe("Null: the default of the run contract."),
        workingDirectory: z.string(),
        variables: Variables,
        limits: Limits,
      })
      .describe("The suite as it was when the run was triggered: what its jobs execute."),
    onlyShards: z.array(z.int()).nullable().describe("Of a rerun of what failed: the shards that it has. Null: all."),
    warnings: z.array(Warning),
    jobs: z.array(Job),
    kept: z
      .object({ logs: z.boolean(), artifacts: z.boolean(), results: z.boolean() })
      .describe("What of the run is still there: false once the retention has deleted it."),
  })
  .meta({ id: "Run" });
export type Run = z.infer<typeof Run>;

export const NewRun = z
  .strictObject({
    project: Slug,
    suite: Slug,
    environment: Slug.nullable().default(null),
    folder: z
      .string()
      .min(1)
      .max(1024)
      .regex(/^(?!-)[^\0\n]*$/, "A folder does not start with '-' and is one line.")
      .optional()
      .describe("Defaults to the suite's."),
    variables: Variables.default({}).describe("Added to those of the suite and the environment, and stronger."),
    branch: z.string().max(255).nullable().default(null),
    commit: z.string().max(64).nullable().default(null),
    labels: z.array(Label).max(20).default([]),
    priority: z.int().min(-10).max(10).default(0).describe("Among the runs of your organization; higher goes first."),
    shards: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .describe("In how many sandboxes to run side by side; each sees its number as AAC_SHARD of AAC_SHARDS."),
    trigger: z.enum(["api", "cli", "dashboard"]).default("api"),
  })
  .meta({ id: "NewRun" });
export type NewRun = z.output<typeof NewRun>;

export const RunChange = z
  .strictObject({ pinned: z.boolean(), labels: NewRun.shape.labels.unwrap() })
  .partial()
  .meta({ id: "RunChange" });
export type RunChange = z.infer<typeof RunChange>;

export const Rerun = z
  .strictObject({
    trigger: z.enum(["api", "cli", "dashboard"]).default("api"),
    only: z
      .enum(["all", "failed"])
      .default("all")
      .describe("`failed`: of a run with several shards only those that did not pass."),
  })
  .meta({ id: "Rerun" });
