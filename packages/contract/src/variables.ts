import { z } from "zod";

/** Names the run contract sets itself; a suite or an environment that set them would be overruled silently. */
export const reservedVariables = [
  "CI",
  "TASK_ID",
  "FRAMEWORK_AGNOSTIC",
  "AAC_RUN_ID",
  "AAC_SHARD",
  "AAC_SHARDS",
] as const;

const VariableName = z
  .string()
  .max(128)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "A variable's name has letters, digits and '_', and starts with no digit.")
  .refine((name) => !(reservedVariables as readonly string[]).includes(name), {
    error: "This variable is set by the center and cannot be overruled.",
  });

/** Environment variables given to a sandbox. */
export const Variables = z
  .record(
    VariableName,
    z
      .string()
      .max(32_768)
      .regex(/^[^\0]*$/, "A value cannot hold a NUL character."),
  )
  .refine((variables) => Object.keys(variables).length <= 200, { error: "At most 200 variables." });
export type Variables = z.infer<typeof Variables>;
