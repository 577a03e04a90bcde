import { type AnalystAccess, Problem } from "@aac/core";
import type { LanguageModel } from "ai";

/** What is asked where nobody has said. Named here, for the SDKs would take both from the environment. */
const presets = {
  gemini: { model: "gemini-2.5-flash", baseUrl: "https://generativelanguage.googleapis.com/v1beta" },
  openai: { model: "gpt-5-mini", baseUrl: "https://api.openai.com/v1" },
  anthropic: { model: "claude-haiku-4-5", baseUrl: "https://api.anthropic.com/v1" },
  compatible: { model: null, baseUrl: null },
} as const;

/** Loads the provider's SDK, and no other. Throws Problem `analyst_refused` where something it needs is not set. */
export async function openModel(access: AnalystAccess): Promise<{ model: LanguageModel; name: string }> {
  const { provider } = access;
  const name = access.model ?? presets[provider].model;
  const baseURL = access.baseUrl ?? presets[provider].baseUrl;
  const { apiKey } = access;
  if (!name) throw new Problem("analyst_refused", "no model is named.");
  if (!baseURL) throw new Problem("analyst_refused", "no server is named that speaks OpenAI's chat API.");
  if (provider === "compatible") {
    const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
    const settings = { name: "compatible", baseURL, includeUsage: true, supportsStructuredOutputs: true };
    return { name, model: createOpenAICompatible({ ...settings, ...(apiKey ? { apiKey } : {}) }).chatModel(name) };
  }
  if (!apiKey) throw new Problem("analyst_refused", `there is no key for ${provider}.`);
  if (provider === "gemini") {
    const { createGoogle } = await import("@ai-sdk/google");
    return { name, model: createGoogle({ apiKey, baseURL })(name) };
  }
  if (provider === "openai") {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return { name, model: createOpenAI({ apiKey, baseURL }).responses(name) };
  }
  const { createAnthropic } = await import("@ai-sdk/anthropic");
  return { name, model: createAnthropic({ apiKey, baseURL })(name) };
}
