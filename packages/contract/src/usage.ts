import { z } from "zod";
import { Instant } from "./slug.ts";

const quota = (what: string) =>
  z.object({ used: z.int(), limit: z.int().nullable().describe("Null: none.") }).describe(what);

/** What an organization uses of what it may. */
export const Usage = z
  .object({
    period: z.string().describe("The month (UTC) that runs are counted in, such as `2026-11`."),
    periodEndsAt: Instant,
    concurrentJobs: quota("Jobs that run now. Others wait."),
    runsPerMonth: quota("Runs that have begun in the month. At the limit new ones are refused."),
    storageBytes: quota("Artifacts and logs that are kept. At the limit artifacts that are no reports are left out."),
    people: quota("Who belongs to the organization."),
  })
  .meta({ id: "Usage" });
export type Usage = z.infer<typeof Usage>;
