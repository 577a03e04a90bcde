import { z } from "zod";
import { Id, Instant } from "./slug.ts";

/** The kinds of causes that a failed run is put down to. */
export const CauseCategory = z
  .enum([
    "assertion",
    "snapshot",
    "selector",
    "timeout",
    "connection",
    "dns",
    "tls",
    "authentication",
    "missing_module",
    "missing_browser",
    "missing_program",
    "missing_file",
    "syntax",
    "out_of_memory",
    "disk",
    "permission",
    "port_in_use",
    "environment",
    "entrypoint",
    "crash",
    "infrastructure",
    "unknown",
  ])
  .meta({ id: "CauseCategory" });
export type CauseCategory = z.infer<typeof CauseCategory>;

/** What a finding rests on: a line of a log, or a failing test. Only what exists is ever cited. */
export const Citation = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("line"),
      shard: z.int().min(1),
      attempt: z.int().min(1),
      line: z.int().min(1),
      text: z.string(),
    }),
    z.object({
      kind: z.literal("test"),
      testId: z.string(),
      shard: z.int().min(1),
      name: z.string(),
      file: z.string().nullable(),
      text: z.string().describe("The part of its message that is meant."),
    }),
  ])
  .meta({ id: "Citation" });
export type Citation = z.infer<typeof Citation>;

export const Finding = z
  .object({
    category: CauseCategory,
    confidence: z.number().min(0).max(1),
    cause: z.string().describe("What went wrong, in a sentence."),
    remedy: z.string().describe("What to do about it."),
    citations: z.array(Citation),
  })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof Finding>;

/** What people say of an analysis. It is kept, and told again where the same failure comes again. */
export const Feedback = z
  .object({
    isRight: z.boolean(),
    label: z.string().nullable().describe("The cause in people's own words."),
    by: z.string(),
    at: Instant,
  })
  .meta({ id: "Feedback" });
export type Feedback = z.infer<typeof Feedback>;

export const NewFeedback = z
  .strictObject({ isRight: z.boolean(), label: z.string().trim().min(1).max(500).nullable().default(null) })
  .meta({ id: "NewFeedback" });
export type NewFeedback = z.output<typeof NewFeedback>;

/** The explanation of a failed run. It comes after the verdict and never changes it. */
export const Analysis = z
  .object({
    run: Id,
    state: z
      .enum(["waiting", "writing", "done"])
      .describe("`waiting`: queued, or to be tried again. `writing`: an analyst is at it; `finding` may still change."),
    finding: Finding.nullable().describe("Null until there is one."),
    analyst: z.string().nullable().describe("`rules`, or the provider whose model wrote the finding."),
    model: z.string().nullable(),
    isReused: z.boolean().describe("The finding was made for an earlier run that failed alike."),
    notes: z.array(z.string()).describe("What people should know of how it came about."),
    signature: z.string().nullable().describe("The same for runs that failed alike."),
    usage: z
      .object({
        inputTokens: z.int(),
        outputTokens: z.int(),
        costUsd: z.number().nullable().describe("Null where the price of the model is not set."),
      })
      .nullable()
      .describe("What a model used; null where none was asked."),
    feedback: Feedback.nullable().describe("Of this failure, whichever run it was given on."),
    revision: z.int().describe("Counts up with every change: of two copies, the higher is the newer."),
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
  })
  .meta({ id: "Analysis" });
export type Analysis = z.infer<typeof Analysis>;

export const AnalysisProvider = z
  .enum(["gemini", "openai", "anthropic", "compatible"])
  .meta({ id: "AnalysisProvider" });
export type AnalysisProvider = z.infer<typeof AnalysisProvider>;

const preferences = {
  mode: z
    .enum(["model", "rules", "off"])
    .describe(
      "`model`: a language model where a key is set, else the built-in rules. `rules`: nothing leaves the center. `off`: no analysis.",
    ),
  provider: AnalysisProvider.nullable().describe("Null: the center's own."),
  model: z.string().trim().min(1).max(200).nullable().describe("Null: the provider's preset."),
  monthlyTokens: z
    .int()
    .min(0)
    .nullable()
    .describe("Tokens that models may use in a calendar month (UTC); beyond, the rules answer. Null: no limit."),
};

/** How an organization has its failed runs analysed. */
export const AnalysisSettings = z
  .object({
    ...preferences,
    hasKey: z.boolean().describe("The organization has set a key of its own; it is never told."),
    usesModel: z.boolean().describe("Whether, as things are, a model is asked."),
    usedTokens: z.int().describe("In this month; what models that are at work may use at most is counted."),
  })
  .meta({ id: "AnalysisSettings" });
export type AnalysisSettings = z.infer<typeof AnalysisSettings>;

export const AnalysisSettingsChange = z
  .strictObject({
    ...preferences,
    apiKey: z.string().trim().min(8).max(500).nullable().describe("Write-only; null removes it."),
  })
  .partial()
  .meta({ id: "AnalysisSettingsChange" });
export type AnalysisSettingsChange = z.infer<typeof AnalysisSettingsChange>;
