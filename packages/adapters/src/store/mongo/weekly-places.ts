import type { Log, NounName } from "@aac/core";
import type { Db } from "mongodb";
import { keyOf } from "./filter.ts";
import { ensureIndexes } from "./indexes.ts";
import { dropWhenEmpty, finishDropping } from "./drop-bucket.ts";
import type { Places, Tests } from "./places.ts";
import type { StoredDocument } from "./stored-document.ts";
import { bucketName, weekAt, weekOfBucket, weekOfId } from "./weeks.ts";

/** Fields that begin with the run's id. All of a document's name the same week, or the document is refused. */
const idFields = ["id", "runId", "jobId", "attemptId"];

/** A bucket is dropped at the earliest when a whole week lies between it and the present one. */
const keptWeeks = 2;

/**
 * One collection for each week in which runs were triggered: a week whose documents are all deleted is dropped whole, and
 * its space goes back to the system, which MongoDB gives back for no single document.
 */
export function weeklyPlaces(db: Db, name: NounName, now: () => number, log: Log): Places {
  const place = (collection: string) => db.collection<StoredDocument>(collection);
  const placeOf = (week: number | null) => place(bucketName(name, week));
  const isKept = (week: number | null) => week === null || week > weekAt(now()) - keptWeeks;
  const made = new Set<number | null>();

  /** One that may be dropped may also have been dropped by another process since. */
  async function make(week: number | null): Promise<void> {
    if (made.has(week) && isKept(week)) return;
    await ensureIndexes(placeOf(week), name);
    made.add(week);
  }
  const names = async () => {
    const listed = await db.listCollections({}, { nameOnly: true }).toArray();
    return listed.map((collection) => collection.name).toSorted();
  };
  const all = async () =>
    (await names()).filter((collection) => weekOfBucket(name, collection) !== undefined).map(place);

  return {
    of: (id) => placeOf(weekOfId(id)),
    all,
    async for(tests) {
      const ids = idsIn(tests);
      if (ids === null) return all();
      return [...new Set(ids.map(weekOfId))].map(placeOf);
    },
    async forInsert(documents) {
      const weeks = Map.groupBy(documents, (document) => weekOf(name, document));
      for (const week of weeks.keys()) await make(week);
      return [...weeks].map(([week, batch]) => ({ place: placeOf(week), documents: batch }));
    },
    async tidy(bucket) {
      const week = weekOfBucket(name, bucket.collectionName);
      if (week === undefined || isKept(week)) return;
      if (await dropWhenEmpty(db, bucket))
        log.info({ collection: bucket.collectionName }, "an empty bucket was dropped");
    },
    async prepare() {
      for (const collection of await names()) {
        if (collection.startsWith(`${name}_`)) await finishDropping(db, collection);
      }
      for (const bucket of [place(name), ...(await all())]) await ensureIndexes(bucket, name);
    },
  };
}

/** The ids that one of the conditions fixes; null when none does. */
function idsIn(tests: Tests): string[] | null {
  for (const { field, test } of tests) {
    if (!idFields.includes(field) || test.kind !== "in") continue;
    return test.values.filter((value) => typeof value === "string");
  }
  return null;
}

function weekOf(name: NounName, document: StoredDocument): number | null {
  const ids = idFields.map((field) => document[keyOf(field)]).filter((id) => typeof id === "string");
  const [week = null, ...others] = new Set(ids.map(weekOfId));
  if (others.length > 0)
    throw new Error(`The ids ${ids.join(", ")} of ${name} name different runs: it could not be found again`);
  return week;
}
