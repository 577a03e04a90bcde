import type { AnalysisSettings, AnalysisSettingsChange } from "@aac/contract";
import { type AnalysisSettingsRecord, presetAnalysisSettings } from "../domain/analysis/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Place, Sealed } from "../domain/secrets/records.ts";
import type { AnalystAccess, Analysts } from "../ports/analyst.ts";
import { analysisKey } from "../ports/sealed-fields.ts";
import type { Center } from "./center.ts";
import { defined } from "./manage-projects.ts";

/** What the organization has set, or else what is preset. */
export async function findAnalysisSettings(center: Center, orgId: string): Promise<AnalysisSettingsRecord> {
  const found = await center.store.tenant(orgId).analysisSettings.get(orgId);
  return found ?? { id: orgId, orgId, ...presetAnalysisSettings };
}

export async function readAnalysisSettings(
  center: Center,
  analysts: Pick<Analysts, "own">,
  { orgId }: Caller,
): Promise<AnalysisSettings> {
  const { id: _, orgId: __, apiKey, ...settings } = await findAnalysisSettings(center, orgId);
  return {
    ...settings,
    hasKey: apiKey !== null,
    usesModel: (await chooseAccess({ ...settings, apiKey }, analysts, async () => "")) !== null,
    usedTokens: await usedTokens(center, orgId),
  };
}

/** What is not named stays. A key is sealed before it is stored. */
export async function changeAnalysisSettings(
  center: Center,
  analysts: Pick<Analysts, "own">,
  caller: Caller,
  { apiKey, ...change }: AnalysisSettingsChange,
): Promise<AnalysisSettings> {
  const { orgId } = caller;
  const { analysisSettings } = center.store.tenant(orgId);
  const sealed = typeof apiKey === "string" ? await center.vault.seal(apiKey, keyPlace(orgId)) : apiKey;
  const changes = { ...defined(change), ...(sealed === undefined ? {} : { apiKey: sealed }) };
  if (!(await analysisSettings.update(orgId, {}, changes))) {
    await analysisSettings.insert({ id: orgId, orgId, ...presetAnalysisSettings });
    await analysisSettings.update(orgId, {}, changes);
  }
  return readAnalysisSettings(center, analysts, caller);
}

export const keyPlace = (orgId: string): Place => ({ scope: orgId, context: analysisKey(orgId) });

/**
 * How the organization's runs reach a model; null where none is to be asked. An organization's key goes to the provider
 * it chose, at the address the center knows for it: only the center's operators may name addresses.
 */
export async function chooseAccess(
  { mode, provider, model, apiKey }: Pick<AnalysisSettingsRecord, "mode" | "provider" | "model" | "apiKey">,
  { own }: Pick<Analysts, "own">,
  open: (sealed: Sealed) => Promise<string>,
): Promise<AnalystAccess | null> {
  if (mode !== "model") return null;
  const known = provider === null ? own[0] : own.find((one) => one.provider === provider);
  if (apiKey === null) return known ? { ...known, model: model ?? known.model } : null;
  const wanted = provider ?? known?.provider ?? "gemini";
  // Without an address there is no compatible server to ask.
  if (wanted === "compatible" && !known?.baseUrl) return null;
  const { baseUrl = null, price = null } = known ?? {};
  return { provider: wanted, model: model ?? known?.model ?? null, apiKey: await open(apiKey), baseUrl, price };
}

const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7);
const budgetId = (center: Center, orgId: string) => `analysis-tokens:${orgId}:${monthOf(center.clock.now())}`;

export async function usedTokens(center: Center, orgId: string): Promise<number> {
  return (await center.store.system.counters.get(budgetId(center, orgId)))?.value ?? 0;
}

/**
 * Takes tokens out of the organization's month, in one step, so that any number who ask at once stay within it. Answers
 * how to settle with what was really used, or null when so much is not left. A crash in between leaves them taken.
 */
export async function reserveTokens(
  center: Center,
  orgId: string,
  most: number,
  monthlyTokens: number | null,
): Promise<((used: number) => Promise<void>) | null> {
  const id = budgetId(center, orgId);
  const take = (by: number) => center.store.system.counters.increment(id, "value", by, { id, value: 0 });
  const { value } = await take(most);
  if (monthlyTokens !== null && value > monthlyTokens) {
    await take(-most);
    return null;
  }
  return async (used) => void (await take(used - most));
}
