import { Problem, toProblem } from "../domain/problems.ts";
import type { DataKeyRecord, Place, Sealed } from "../domain/secrets/records.ts";
import { fieldsOf, listSealed, type SealedNoun, sealedNouns, type SealedRecord } from "../ports/sealed-fields.ts";
import { collectionOf, type KeyCenter, type KeySurvey, newestOf, pages, surveyKeys } from "./survey-keys.ts";

/** How long a data key stays after another has taken its place and nothing needs it: a slow write may still use it. */
const graceMs = 24 * 3_600_000;

const manyAtOnce = 1_000;

export interface Rotation {
  /** Data keys that are wrapped by another master key now. */
  rewrapped: number;
  /** Data keys that were made to take another's place. */
  made: number;
  /** Values that were sealed anew. */
  resealed: number;
  /** Data keys that nothing needed any more. */
  removed: number;
  /** Values that cannot be opened, and stay as they are. */
  unreadable: Place[];
  /** True when an earlier rotation of the data keys was cut short: it was finished, and none begun. */
  hasFinishedEarlier: boolean;
}

/**
 * Wraps every data key by the first master key, and seals anew what is not sealed by the newest data key of its scope;
 * `withDataKeys` makes new ones first. Each step is one compare-and-set, so the center goes on working, and a rotation
 * that was cut short is finished by the next one. Throws Problem `master_key_missing`, with nothing changed.
 */
export async function rotateKeys(
  center: KeyCenter,
  { withDataKeys = false }: { withDataKeys?: boolean } = {},
): Promise<Rotation> {
  const before = await surveyKeys(center);
  demandMasterKeys(before);
  const hasFinishedEarlier = withDataKeys && before.dataKeys.some(({ isNewest, values }) => !isNewest && values > 0);
  const made = withDataKeys && !hasFinishedEarlier ? await makeDataKeys(center, before) : 0;
  let rewrapped = await rewrapAll(center);
  const { resealed, unreadable } = await resealAll(center);
  // Values of before there were data keys have just got the first ones of their scopes.
  rewrapped += await rewrapAll(center);
  const removed = await removeUnneeded(center);
  return { rewrapped, made, resealed, removed, unreadable, hasFinishedEarlier };
}

function demandMasterKeys({ masterKeys }: KeySurvey): void {
  const missing = masterKeys.filter(({ isHere, dataKeys, values }) => !isHere && dataKeys + values > 0);
  if (missing.length === 0) return;
  const told = missing.map(({ id, dataKeys, values }) => `${id} (${dataKeys} data keys, ${values} values)`);
  throw new Problem("master_key_missing", `What was sealed under ${told.join(", ")} cannot be opened here.`);
}

async function makeDataKeys({ store, vault }: KeyCenter, { dataKeys }: KeySurvey): Promise<number> {
  let made = 0;
  for (const { orgId, number } of newestOf(dataKeys).values()) {
    // Of several rotations at once, one makes it.
    if (await store.system.dataKeys.insert(await vault.newDataKey(orgId, number + 1))) made++;
  }
  return made;
}

async function rewrapAll({ store, vault }: KeyCenter): Promise<number> {
  const { dataKeys } = store.system;
  let rewrapped = 0;
  for await (const record of pages(dataKeys)) {
    const [current] = await vault.masterKeys();
    if (record.masterKey === current) continue;
    const change = await vault.rewrap(record);
    if (await dataKeys.update(record.id, { masterKey: record.masterKey }, change)) rewrapped++;
  }
  return rewrapped;
}

async function resealAll(center: KeyCenter): Promise<Pick<Rotation, "resealed" | "unreadable">> {
  const newest = newestOf(await Array.fromAsync(pages(center.store.system.dataKeys)));
  const unreadable: Place[] = [];
  let resealed = 0;
  for (const noun of sealedNouns) {
    for await (const record of pages(collectionOf(center, noun))) {
      const done = await resealRecord(center, noun, record, newest);
      resealed += done.resealed;
      unreadable.push(...done.unreadable);
    }
  }
  return { resealed, unreadable };
}

/** Tries again when the record was changed in between, by a user or by another rotation. */
async function resealRecord(
  center: KeyCenter,
  noun: SealedNoun,
  found: SealedRecord,
  newest: ReadonlyMap<string, DataKeyRecord>,
): Promise<Pick<Rotation, "resealed" | "unreadable">> {
  const collection = collectionOf(center, noun);
  const { revision, map } = fieldsOf(noun);
  for (let record: typeof found | null = found; record; record = await collection.get(record.id)) {
    const { renewed, unreadable } = await reseal(center, listSealed(noun, record), newest);
    if (renewed.size === 0) return { resealed: 0, unreadable };
    const isCounted = revision === "updatedAt";
    const as = (record as unknown as Record<string, string | number>)[revision]!;
    const changed = await collection.update(
      record.id,
      { [revision]: as },
      {
        ...map(record, (sealed) => renewed.get(sealed) ?? sealed),
        ...(isCounted ? { updatedAt: Number(as) + 1 } : {}),
      },
    );
    if (changed) return { resealed: renewed.size, unreadable };
  }
  return { resealed: 0, unreadable: [] };
}

async function reseal(
  { vault }: KeyCenter,
  values: readonly { sealed: Sealed; place: Place }[],
  newest: ReadonlyMap<string, DataKeyRecord>,
): Promise<{ renewed: Map<Sealed, Sealed>; unreadable: Place[] }> {
  const renewed = new Map<Sealed, Sealed>();
  const unreadable: Place[] = [];
  for (const { sealed, place } of values) {
    try {
      const need = await vault.need(sealed, place);
      if ("dataKey" in need && need.dataKey === newest.get(place.scope)?.id) continue;
      renewed.set(sealed, await vault.seal(await vault.open(sealed, place), place));
    } catch (error) {
      const { code } = toProblem(error);
      if (code !== "secret_unreadable" && code !== "master_key_missing") throw error;
      unreadable.push(place);
    }
  }
  return { renewed, unreadable };
}

async function removeUnneeded(center: KeyCenter): Promise<number> {
  const { dataKeys } = await surveyKeys(center);
  const successors = Map.groupBy(dataKeys, ({ orgId }) => orgId);
  let removed = 0;
  for (const { id, orgId, number, isNewest, values } of dataKeys) {
    if (isNewest || values > 0) continue;
    const next = successors.get(orgId)!.find((one) => one.number === number + 1);
    if (next && next.createdAt + graceMs > center.clock.now()) continue;
    if (await center.store.system.dataKeys.delete(id)) removed++;
  }
  return removed;
}

/**
 * Gives up what a lost master key wraps: the secrets it would open are to be set anew. Answers how many data keys were
 * deleted. Throws Problem `master_key_present` when the key is here.
 */
export async function forgetMasterKey({ store, vault }: KeyCenter, id: string): Promise<number> {
  if ((await vault.masterKeys()).includes(id))
    throw new Problem("master_key_present", `Master key ${id} is here and opens what it has wrapped.`);
  let deleted = 0;
  for (;;) {
    const some = await store.system.dataKeys.deleteMany({ masterKey: id }, manyAtOnce);
    deleted += some;
    if (some < manyAtOnce) return deleted;
  }
}
