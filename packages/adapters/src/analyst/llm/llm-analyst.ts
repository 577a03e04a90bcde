import { type Analyst, type AnalystAccess, Problem, type ProposedFinding } from "@aac/core";
import { CauseCategory } from "@aac/contract";
import { Output, streamText } from "ai";
import { z } from "zod";
import { analystProblem } from "./analyst-problem.ts";
import { evidenceText, instructions } from "./evidence-text.ts";
import { openModel } from "./open-model.ts";

export interface LlmOptions {
  /** How long one analysis may take, further tries included. */
  timeoutMs?: number;
  /** How often it is tried again where the provider is busy. */
  retries?: number;
}

const answer = z.object({
  category: CauseCategory.describe("The kind of the root cause."),
  confidence: z.number().describe("How sure you are, from 0 to 1."),
  cause: z.string().describe("What went wrong, in one or two sentences."),
  remedy: z.string().describe("What to do about it."),
  citations: z.array(z.string()).describe("Names of the lines and tests it rests on, such as L12 or T1."),
});

/** Models that think count their thoughts as output. */
const mostOutputTokens = 6_000;
/** A token is hardly ever less. */
const charsPerToken = 2.5;

/** Asks a language model through the provider's own API. Throws Problem `analyst_refused` where it is not set up. */
export async function createLlmAnalyst(
  access: AnalystAccess,
  { timeoutMs = 60_000, retries = 2 }: LlmOptions = {},
): Promise<Analyst> {
  const { model, name } = await openModel(access);
  const costOf = (inputTokens: number, outputTokens: number) =>
    access.price && (inputTokens * access.price.inputUsd + outputTokens * access.price.outputUsd) / 1e6;
  return {
    provider: access.provider,
    model: name,
    mostTokens: (evidence) =>
      Math.ceil((instructions.length + evidenceText(evidence).length) / charsPerToken) + mostOutputTokens,

    async analyse(evidence, { signal, onDraft }) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const demandTime = () => {
        if (limit.aborted) throw new Problem("analyst_failed", "it did not answer in time.");
      };
      demandTime();
      let failure: unknown = null;
      try {
        const result = streamText({
          model,
          instructions,
          prompt: evidenceText(evidence),
          output: Output.object({ schema: answer }),
          maxOutputTokens: mostOutputTokens,
          maxRetries: retries,
          abortSignal: limit,
          onError: ({ error }) => void (failure ??= error),
        });
        for await (const draft of result.partialOutputStream) onDraft(toDraft(draft));
        demandTime();
        if (failure !== null) throw analystProblem(failure);
        const [reason, usage] = await Promise.all([result.finishReason, result.usage]);
        if (reason === "content-filter") throw new Problem("analyst_refused", "it declined to answer.");
        const proposed = await result.output;
        const { inputTokens = 0, outputTokens = 0 } = usage;
        return { proposed, usage: { inputTokens, outputTokens, costUsd: costOf(inputTokens, outputTokens) } };
      } catch (error) {
        demandTime();
        throw analystProblem(failure ?? error);
      }
    },
  };
}

/** What is there of an answer that is still being written. */
function toDraft(draft: {
  [K in keyof ProposedFinding]?: ProposedFinding[K] | readonly (string | undefined)[] | undefined;
}): Partial<ProposedFinding> {
  const { category, cause, confidence, citations } = draft;
  return {
    ...(typeof category === "string" ? { category } : {}),
    ...(typeof cause === "string" ? { cause } : {}),
    ...(typeof confidence === "number" ? { confidence } : {}),
    ...(Array.isArray(citations) ? { citations: citations.filter((one) => typeof one === "string") } : {}),
  };
}
