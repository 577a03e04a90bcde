import { z } from "zod";
import { ProblemDetails } from "./problem.ts";
import { NewRun, Rerun } from "./run.ts";
import { Id } from "./slug.ts";

/** So many runs at once. */
export const mostRunsAtOnce = 100;

const runs = z.array(Id).min(1).max(mostRunsAtOnce);

export const RunBatch = z.strictObject({ runs }).meta({ id: "RunBatch" });
export type RunBatch = z.infer<typeof RunBatch>;

export const RerunBatch = z.strictObject({ runs, trigger: Rerun.shape.trigger }).meta({ id: "RerunBatch" });
export type RerunBatch = z.infer<typeof RerunBatch>;

const labels = NewRun.shape.labels;
export const LabelBatch = z
  .strictObject({
    runs,
    add: labels.describe("Put on each run that has not got them."),
    remove: labels.describe("Taken from each run that has them."),
  })
  .meta({ id: "LabelBatch" });
export type LabelBatch = z.infer<typeof LabelBatch>;

/** What became of each run, in the order they were named. One that is refused keeps no other from being done. */
export const RunOutcomes = z
  .object({
    outcomes: z.array(
      z.object({
        run: Id,
        problem: ProblemDetails.nullable().describe("Why it was refused; null: it is done."),
        made: Id.nullable().describe("The run that was triggered."),
      }),
    ),
  })
  .meta({ id: "RunOutcomes" });
export type RunOutcomes = z.infer<typeof RunOutcomes>;
export type RunOutcome = RunOutcomes["outcomes"][number];
