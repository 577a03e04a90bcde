import { toProblem } from "../domain/problems.ts";
import type { DataKeyRecord, Place, Sealed } from "../domain/secrets/records.ts";
import { listSealed, type SealedNoun, sealedNouns, type SealedRecord } from "../ports/sealed-fields.ts";
import type { Collection, Scalar } from "../ports/store.ts";
import type { Center } from "./center.ts";

const manyAtOnce = 200;

export type KeyCenter = Pick<Center, "store" | "vault" | "clock">;
/** Of a collection, what can be said of all nouns that hold something sealed. */
interface SealedCollection extends Pick<Collection<SealedRecord, "id">, "find" | "get"> {
  update(id: string, when: Record<string, Scalar>, change: object): Promise<SealedRecord | null>;
}

/** What stands on which key. */
export interface KeySurvey {
  /** Those that are here (the first one wraps), and those that are needed and are not. */
  masterKeys: {
    id: string;
    isHere: boolean;
    /** How many data keys it wraps. */
    dataKeys: number;
    /** How many values it opens itself: they were sealed by a version that had no data keys. */
    values: number;
  }[];
  dataKeys: (Omit<DataKeyRecord, "wrapped"> & { isNewest: boolean; values: number })[];
  values: number;
  /** Values that are no work of the vault, or whose data key is gone. */
  lost: Place[];
}

/** Reads every data key and every sealed value. */
export async function surveyKeys(center: KeyCenter): Promise<KeySurvey> {
  const [current, ...others] = await center.vault.masterKeys();
  const master = new Map([current!, ...others].map((id) => [id, { id, isHere: true, dataKeys: 0, values: 0 }]));
  const masterOf = (id: string, isHere: boolean) => {
    const known = master.get(id) ?? { id, isHere, dataKeys: 0, values: 0 };
    master.set(id, known);
    return known;
  };
  const dataKeys = new Map<string, KeySurvey["dataKeys"][number]>();
  const survey: KeySurvey = { masterKeys: [], dataKeys: [], values: 0, lost: [] };
  // The values first: a data key that is made in between is then found, whatever it has sealed already.
  const uses = new Map<string, number>();
  const placeOfUse = new Map<string, Place[]>();
  for await (const { sealed, place } of allSealed(center)) {
    survey.values++;
    const need = await center.vault.need(sealed, place).catch((error: unknown) => toProblem(error));
    if (need instanceof Error) survey.lost.push(place);
    else if ("masterKey" in need) masterOf(need.masterKey, need.isHere).values++;
    else {
      uses.set(need.dataKey, (uses.get(need.dataKey) ?? 0) + 1);
      placeOfUse.set(need.dataKey, [...(placeOfUse.get(need.dataKey) ?? []), place]);
    }
  }
  for await (const { wrapped: _, ...record } of pages(center.store.system.dataKeys)) {
    masterOf(record.masterKey, false).dataKeys++;
    dataKeys.set(record.id, { ...record, isNewest: false, values: uses.get(record.id) ?? 0 });
  }
  for (const one of newestOf(dataKeys.values()).values()) one.isNewest = true;
  for (const [id, places] of placeOfUse) if (!dataKeys.has(id)) survey.lost.push(...places);
  survey.masterKeys = [...master.values()];
  survey.dataKeys = [...dataKeys.values()];
  return survey;
}

/** The one of each scope that seals. */
export function newestOf<T extends Pick<DataKeyRecord, "orgId" | "number">>(dataKeys: Iterable<T>): Map<string, T> {
  const newest = new Map<string, T>();
  for (const one of dataKeys) if (one.number > (newest.get(one.orgId)?.number ?? 0)) newest.set(one.orgId, one);
  return newest;
}

async function* allSealed(center: KeyCenter): AsyncGenerator<{ sealed: Sealed; place: Place }> {
  for (const noun of sealedNouns)
    for await (const record of pages(collectionOf(center, noun))) yield* listSealed(noun, record);
}

/** All documents by id, a few at a time. */
export async function* pages<T extends { id: string }>(
  collection: Pick<Collection<T, "id">, "find">,
): AsyncGenerator<T> {
  for (let last = ""; ;) {
    const where = { id: { gt: last } } as Parameters<typeof collection.find>[0]["where"];
    const found = await collection.find({ where, orderBy: ["id"], limit: manyAtOnce });
    yield* found;
    if (found.length < manyAtOnce) return;
    last = found.at(-1)!.id;
  }
}

export const collectionOf = ({ store }: KeyCenter, noun: SealedNoun): SealedCollection => store.system[noun];
