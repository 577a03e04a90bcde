import { type Collection, indexedFields, type NounName, nouns } from "@aac/core";
import type { UpdateFilter } from "mongodb";
import { compare, demandIndexed, matches, readConditions, readSort, type Sort, scalarOf } from "../conditions.ts";
import { copy, type Doc } from "../document.ts";
import { queryFilter, toFilter, toSort } from "./filter.ts";
import { storedBeside } from "./mongo-problem.ts";
import type { Places } from "./places.ts";
import { exemption, exemptName, fromStored, toStored, toStoredFields, type StoredDocument } from "./stored-document.ts";

/** Runs work on the open database: refused once the store is closing, failures as Problems. */
export type Run = <T>(work: () => Promise<T>) => Promise<T>;

/** One noun, wherever its documents lie. */
export function createCollection(name: NounName, places: Places, run: Run): Collection<Doc, string> {
  const fields = indexedFields(name);
  const uniques: readonly (readonly string[])[] = nouns[name].unique;

  const encode = (document: Doc) => {
    for (const field of fields) scalarOf(document, field);
    return toStored(name, copy(document));
  };
  const lookUp = async (id: string) => {
    const found = await places.of(id).findOne({ _id: id });
    return found ? fromStored(found) : null;
  };
  /** How many were stored; retried or repeated, what is there already is a duplicate, which keeps no other out. */
  const insert = async (all: readonly StoredDocument[]) => {
    let stored = 0;
    for (const { place, documents } of await places.forInsert(all))
      stored += await place.insertMany(documents, { ordered: false }).then(
        ({ insertedCount }) => insertedCount,
        (error: unknown) => storedBeside(error),
      );
    return stored;
  };
  /** What has to be set beside a change of unique fields, and which other fields that depends on. */
  const exemptions = (document: Doc, change: Doc) => {
    const touched = uniques.filter((unique) => unique.some((field) => field in change));
    const after = { ...document, ...change, id: document.id };
    return {
      set: Object.fromEntries(touched.map((unique) => [exemptName(unique), exemption(after, unique)])),
      seen: Object.fromEntries(touched.flat().map((field) => [field, scalarOf(document, field)])),
    };
  };

  return {
    get: async (id) => run(() => lookUp(id)),
    find: async ({ where, orderBy, limit }) =>
      run(async () => {
        const filter = queryFilter(name, where);
        const sorts = readSort(orderBy);
        demandIndexed(
          name,
          fields,
          sorts.map(({ field }) => field),
        );
        // To MongoDB no limit and a limit of none are the same.
        if (limit === 0) return [];
        const looked = await places.for(readConditions(where));
        const options = { sort: toSort(sorts), ...(limit === undefined ? {} : { limit }) };
        const found = await Promise.all(looked.map((place) => place.find(filter, options).toArray()));
        const documents = found.flat().map(fromStored);
        return looked.length < 2 ? documents : documents.toSorted(comparing(sorts)).slice(0, limit);
      }),
    count: async (where) =>
      run(async () => {
        const filter = queryFilter(name, where);
        const looked = await places.for(readConditions(where));
        const counts = await Promise.all(looked.map((place) => place.countDocuments(filter)));
        return counts.reduce((sum, count) => sum + count, 0);
      }),
    async insert(document) {
      const stored = encode(document);
      return run(async () => (await insert([stored])) === 1);
    },
    async insertMany(documents) {
      const stored = documents.map(encode);
      return run(async () => (stored.length === 0 ? 0 : insert(stored)));
    },
    async update(id, when, change) {
      const tests = readConditions(when);
      const changed = copy(change);
      const isUnique = uniques.flat().some((field) => field in changed);
      return run(async () => {
        for (;;) {
          const before = isUnique ? await lookUp(id) : null;
          if (isUnique && !(before && matches(before, tests))) return null;
          const { set, seen } = before ? exemptions(before, changed) : { set: {}, seen: {} };
          const filter = { _id: id, $and: [toFilter(tests), toFilter(readConditions(seen))] };
          const fieldsSet = { ...toStoredFields(changed), ...set };
          delete fieldsSet["id"];
          const place = places.of(id);
          const after = await (Object.keys(fieldsSet).length === 0
            ? place.findOne(filter)
            : place.findOneAndUpdate(filter, { $set: fieldsSet }, { returnDocument: "after" }));
          if (after) return fromStored(after);
          // Only what the exemption was worked out from may have changed in between: then once more.
          if (!before) return null;
        }
      });
    },
    async increment(id, field, by, initial) {
      const first = copy(initial);
      return run(async () => {
        for (;;) {
          const filter = { _id: id, [field]: { $type: "number" } };
          const after = await places
            .of(id)
            .findOneAndUpdate(filter, { $inc: { [field]: by } } as UpdateFilter<StoredDocument>, {
              returnDocument: "after",
            });
          if (after) return fromStored(after);
          const before = (await lookUp(id)) ?? first;
          const value = before[field];
          if (typeof value !== "number") throw new Error(`"${field}" of ${name} ${id} is not a number`);
          const made = { ...first, [field]: value + by, id };
          if (before === first && (await insert([encode(made)])) === 1) return made;
          if (before === first && !(await lookUp(id)))
            throw new Error(`${name} ${id} cannot be made: a unique field is taken`);
        }
      });
    },
    delete: async (id) => run(async () => (await places.of(id).deleteOne({ _id: id })).deletedCount === 1),
    deleteMany: async (where, limit) =>
      run(async () => {
        const filter = queryFilter(name, where);
        let deleted = 0;
        for (const place of await places.for(readConditions(where))) {
          for (;;) {
            const wanted = limit - deleted;
            if (wanted <= 0) return deleted;
            const chosen = await place.find(filter, { projection: { _id: 1 }, limit: wanted }).toArray();
            const ids = { _id: { $in: chosen.map(({ _id }) => _id) } };
            if (chosen.length > 0) deleted += (await place.deleteMany({ $and: [ids, filter] })).deletedCount;
            // Others may have deleted the same ones: to answer fewer than asked for is to say that there are no more.
            if (chosen.length < wanted) break;
          }
          await places.tidy(place);
        }
        return deleted;
      }),
  };
}

/** The order of a query over several collections, each of which is in order. */
function comparing(sorts: readonly Sort[]): (a: Doc, b: Doc) => number {
  return (a, b) => {
    for (const { field, descending } of sorts) {
      const order = compare(scalarOf(a, field), scalarOf(b, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}
