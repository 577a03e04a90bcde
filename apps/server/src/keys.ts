import { existsSync } from "node:fs";
import {
  appendAudit,
  centerCaller,
  forgetMasterKey,
  type KeyCenter,
  type KeySurvey,
  Problem,
  rotateKeys,
  surveyKeys,
} from "@aac/core";
import type { KeyFolder } from "@aac/adapters/vault/local";
import pino from "pino";
import { type Flags, readConfig } from "./config.ts";
import { openStore } from "./parts/open-store.ts";
import { openVault } from "./parts/open-vault.ts";

/** What `aac keys` is to do. */
export type KeysAction = { kind: "list" } | { kind: "rotate"; withDataKeys: boolean } | { kind: "forget"; id: string };

type Say = (text: string) => void;

/** How long the file of a key that nothing needs any more stays: a process may be in the midst of using it. */
const keptMs = 24 * 3_600_000;

/** Looks after the keys of a center, which may be at work meanwhile. Answers the exit code. Throws a Problem. */
export async function keys(action: KeysAction, flags: Flags, say: Say): Promise<number> {
  const config = readConfig("keys", flags);
  if (config.mongoUri === null && !existsSync(config.dataDir))
    throw new Problem("data_folder_unusable", `There is no data folder "${config.dataDir}".`);
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const { createIds } = await import("@aac/adapters/ids/ulid");
  const clock = createSystemClock();
  const store = await openStore(config, pino({ level: "silent" }));
  try {
    const { vault, folder } = await openVault(config, { store, ids: createIds(clock), clock });
    const center = { store, vault, clock };
    if (action.kind === "list") return tell(await surveyKeys(center), say);
    if (action.kind === "rotate") return await rotate(center, folder, action, say);
    const deleted = await forgetMasterKey(center, action.id);
    say(`${count(deleted, "data key")} of master key ${action.id} deleted. What they sealed is to be set anew.`);
    return 0;
  } finally {
    await store.close();
  }
}

async function rotate(
  center: KeyCenter,
  folder: KeyFolder | null,
  { withDataKeys }: { withDataKeys: boolean },
  say: Say,
): Promise<number> {
  if (folder) await renewKey(center, folder, say);
  const { rewrapped, made, resealed, removed, unreadable, hasFinishedEarlier } = await rotateKeys(center, {
    withDataKeys,
  });
  say(`${count(rewrapped, "data key")} wrapped by master key ${(await center.vault.masterKeys())[0]}.`);
  if (made > 0) say(`${count(made, "new data key")} made.`);
  if (hasFinishedEarlier) say("An earlier rotation of the data keys was finished; for new ones rotate once more.");
  if (resealed > 0) say(`${count(resealed, "value")} sealed anew.`);
  if (removed > 0) say(`${count(removed, "data key")} removed that nothing needed.`);
  await keepRotation(center, { dataKeys: { rewrapped, made, removed }, valuesResealed: resealed }, say);
  for (const { scope, context } of unreadable) say(`Cannot be opened and stays as it is: ${context} (${scope}).`);
  const survey = await surveyKeys(center);
  if (folder) await removeUnneeded(survey, folder, say);
  tell(survey, say);
  return unreadable.length === 0 ? 0 : 1;
}

/**
 * In every organization's audit log, as far as it can be written: keys are also rotated where some were lost, and what was
 * rotated then stays so.
 */
async function keepRotation(center: KeyCenter, after: object, say: Say): Promise<void> {
  for (const { id, slug } of await center.store.system.organizations.find({ where: {} })) {
    const { actor } = centerCaller(id, "aac keys");
    const target = { kind: "secrets", id: null, name: null } as const;
    const draft = { actor, action: "secrets.rotate", target, after, outcome: "done", origin: null } as const;
    await appendAudit(center, id, draft).catch((error: unknown) => {
      say(`Not kept in the audit log of ${slug}: ${(error as Error).message}`);
    });
  }
}

/** Not when an earlier rotation was cut short: that one is finished first. */
async function renewKey(center: KeyCenter, folder: KeyFolder, say: Say): Promise<void> {
  const { masterKeys } = await surveyKeys(center);
  const [current, ...others] = masterKeys;
  const needed = others.filter(({ dataKeys, values }) => dataKeys + values > 0);
  if (needed.length > 0) {
    if (needed.every(({ isHere }) => isHere)) say("An earlier rotation was not finished; it is now.");
    return;
  }
  const { id } = await folder.renew();
  say(`Master key ${id} takes the place of ${current!.id}, which stays beside it.`);
}

async function removeUnneeded({ masterKeys }: KeySurvey, folder: KeyFolder, say: Say): Promise<void> {
  for (const { id, isHere, dataKeys, values } of masterKeys.slice(1)) {
    if (isHere && dataKeys + values === 0 && (await folder.remove(id, keptMs)))
      say(`The file of master key ${id} is removed.`);
  }
}

function tell({ masterKeys, dataKeys, values, lost }: KeySurvey, say: Say): number {
  say(`Master keys (of ${count(values, "sealed value")}, ${count(dataKeys.length, "data key")})`);
  for (const [index, one] of masterKeys.entries()) {
    const sealed = one.values > 0 ? `, seals ${count(one.values, "value")} of before there were data keys` : "";
    say(`  ${one.id.padEnd(12)}  wraps ${count(one.dataKeys, "data key")}${sealed}  ${verdictOn(one, index)}`);
  }
  const olds = dataKeys.filter(({ isNewest }) => !isNewest);
  if (olds.length > 0) {
    const needed = olds.reduce((sum, one) => sum + one.values, 0);
    say(`${count(olds.length, "replaced data key")}, still needed by ${count(needed, "value")}.`);
  }
  for (const { scope, context } of lost) say(`Cannot be opened, set it anew: ${context} (${scope}).`);
  return masterKeys.every(({ isHere }) => isHere) && lost.length === 0 ? 0 : 1;
}

function verdictOn({ isHere, dataKeys, values }: KeySurvey["masterKeys"][number], index: number): string {
  if (!isHere) return "MISSING: put it into ENCRYPTION_KEYS_OLD, or give up what it wraps: aac keys forget";
  if (index === 0) return "current";
  return dataKeys + values > 0 ? "needed: aac keys rotate" : "may go";
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
