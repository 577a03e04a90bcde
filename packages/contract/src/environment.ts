import { z } from "zod";
import { Id, Instant, Slug } from "./slug.ts";
import { Variables } from "./variables.ts";

/** A named set of variables and secrets of a project. Secrets go in and never come out: only their names are told. */
export const Environment = z
  .object({
    id: Id,
    project: Slug,
    slug: Slug,
    name: z.string(),
    baseUrl: z.string().nullable().describe("Given to the sandbox as `BASE_URL`."),
    variables: Variables,
    secretNames: z.array(z.string()),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: "Environment" });

/** What was saved, and what is to be said of it. */
export const SavedEnvironment = Environment.extend({
  warnings: z.array(
    z.object({
      code: z.enum(["secret_too_short", "secret_too_common"]),
      secret: z.string().describe("Its name."),
      detail: z.string(),
    }),
  ),
}).meta({ id: "SavedEnvironment" });
export type SavedEnvironment = z.infer<typeof SavedEnvironment>;
export type Environment = z.infer<typeof Environment>;

const fields = {
  name: z.string().trim().min(1).max(120),
  baseUrl: z
    .url({ protocol: /^https?$/, error: "A URL that starts with http:// or https://." })
    .max(2048)
    .nullable(),
  variables: Variables,
};

export const NewEnvironment = z
  .strictObject({
    slug: Slug,
    name: fields.name.optional().describe("Defaults to the slug."),
    baseUrl: fields.baseUrl.default(null),
    variables: fields.variables.default({}),
    secrets: Variables.default({}),
  })
  .meta({ id: "NewEnvironment" });
export type NewEnvironment = z.output<typeof NewEnvironment>;

export const EnvironmentChange = z
  .strictObject({
    ...fields,
    secrets: z
      .record(z.string(), z.string().nullable())
      .describe("Sets the secrets named here; null removes one; those not named stay."),
  })
  .partial()
  .meta({ id: "EnvironmentChange" });
export type EnvironmentChange = z.infer<typeof EnvironmentChange>;
