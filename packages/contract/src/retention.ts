import { z } from "zod";

const days = z.int().min(1).max(36_500).nullable();
/** Not less: else who may change this could let what he has done disappear. */
const auditDays = z.int().min(90).max(36_500).nullable();

/** How many days after its end each part of a run is kept; null: for ever. Pinned runs are kept whole. */
export const Retention = z
  .object({
    logsDays: days.default(90),
    artifactsDays: days.default(30),
    resultsDays: days.default(365),
    runsDays: days.default(730).describe("The run itself, with whatever is still there of it."),
    auditDays: auditDays.default(null).describe("Entries of the audit log; by default all are kept."),
  })
  .meta({ id: "Retention" });
export type Retention = z.infer<typeof Retention>;

export const RetentionChange = z
  .strictObject({ logsDays: days, artifactsDays: days, resultsDays: days, runsDays: days, auditDays })
  .partial()
  .meta({ id: "RetentionChange" });
export type RetentionChange = z.infer<typeof RetentionChange>;
