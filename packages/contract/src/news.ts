import { z } from "zod";

/** The queue's message: a wake-up. The store knows everything else. */
export const WakeUp = z.object({ jobId: z.string() });
export type WakeUp = z.infer<typeof WakeUp>;

/** Of what the organization's stream says only that it has changed: it is read anew by whoever looks at it. */
export const Changed = z.enum(["schedules", "deliveries", "outbox", "analyses"]);
export type Changed = z.infer<typeof Changed>;

const place = { orgId: z.string(), runId: z.string(), shard: z.int(), attempt: z.int() };

/**
 * What the bus tells. News may be lost, doubled and reordered: it carries numbers by which a reader sees what it
 * has missed and reads that from the store.
 */
export const News = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), orgId: z.string(), runId: z.string(), revision: z.int() }),
  z.object({
    kind: z.literal("log"),
    ...place,
    firstLine: z.int(),
    lines: z.int(),
    at: z.int(),
    text: z.string().describe("`lines` lines, each ended by a newline."),
  }),
  z.object({ kind: z.literal("results"), ...place }),
  z.object({ kind: z.literal("artifacts"), ...place }),
  z.object({ kind: z.literal("analysis"), orgId: z.string(), runId: z.string(), revision: z.int() }),
  z.object({ kind: z.literal("changed"), orgId: z.string(), what: Changed }),
  /** A worker should stop what it runs for this job. The next heartbeat tells it too. */
  z.object({ kind: z.literal("cancel"), orgId: z.string(), runId: z.string(), jobId: z.string() }),
]);
export type News = z.infer<typeof News>;

/** The run that news is of; null where it is of the organization alone. */
export const runOfNews = (news: News): string | null => ("runId" in news ? news.runId : null);
