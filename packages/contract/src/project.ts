import { z } from "zod";
import { Id, Instant, Slug } from "./slug.ts";

/** A product under test. */
export const Project = z
  .object({
    id: Id,
    slug: Slug,
    name: z.string(),
    description: z.string(),
    maxConcurrentJobs: z
      .int()
      .positive()
      .nullable()
      .describe("How many of its jobs may run at once; null: no own limit."),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof Project>;

export const NewProject = z
  .strictObject({
    slug: Slug,
    name: z.string().trim().min(1).max(120).optional().describe("Defaults to the slug."),
    description: z.string().max(2000).default(""),
    maxConcurrentJobs: z.int().min(1).max(10_000).nullable().default(null),
  })
  .meta({ id: "NewProject" });
export type NewProject = z.output<typeof NewProject>;

export const ProjectChange = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    description: z.string().max(2000),
    maxConcurrentJobs: z.int().min(1).max(10_000).nullable(),
  })
  .partial()
  .meta({ id: "ProjectChange" });
export type ProjectChange = z.infer<typeof ProjectChange>;
