import { type Db, MongoServerError } from "mongodb";
import type { Stored } from "./places.ts";
import type { StoredDocument } from "./stored-document.ts";

const ending = "_dropping";
const namespaceNotFound = 26;
const namespaceExists = 48;
const duplicateKey = 11_000;

/**
 * Drops a bucket if nothing is in it; answers whether it did. MongoDB cannot do both in one step, and what is inserted
 * between a look and a drop would be lost. So it is renamed first, which is one step: later inserts make a new
 * collection, and what came just before is found, and put back.
 */
export async function dropWhenEmpty(db: Db, bucket: Stored): Promise<boolean> {
  if (await bucket.findOne({}, { projection: { _id: 1 } })) return false;
  const aside = `${bucket.collectionName}${ending}`;
  try {
    await db.renameCollection(bucket.collectionName, aside);
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    // Another process was quicker, or was killed before it had finished.
    if (error.code === namespaceExists) await finishDropping(db, aside);
    if (error.code === namespaceExists || error.code === namespaceNotFound) return false;
    throw error;
  }
  return finishDropping(db, aside);
}

/** Put back already, by another process or before it was killed. */
function ignoreDuplicate(error: unknown): void {
  if (!(error instanceof MongoServerError && error.code === duplicateKey)) throw error;
}

/** Drops what lies aside and puts back what is in it; answers whether nothing was. Doing it twice, also at once, is fine. */
export async function finishDropping(db: Db, aside: string): Promise<boolean> {
  if (!aside.endsWith(ending)) return false;
  const left = db.collection<StoredDocument>(aside);
  const bucket = db.collection<StoredDocument>(aside.slice(0, -ending.length));
  const late = await left.find().toArray();
  for (const document of late) await bucket.insertOne(document).catch(ignoreDuplicate);
  await left.drop();
  return late.length === 0;
}
