import { type Collection, indexedFields, type NounName, nouns } from "@aac/core";
import { compare, demandIndexed, matches, readConditions, readSort, scalarOf } from "../conditions.ts";
import { copy, type Doc } from "../document.ts";

/** One noun in a map. What is kept is shared with nobody; every method does all of its work when it is called. */
export function createMemoryCollection(name: NounName, demandOpen: () => void): Collection<Doc, string> {
  const documents = new Map<string, Doc>();
  const fields = indexedFields(name);
  const uniques = (nouns[name].unique as readonly (readonly string[])[]).map((unique) => ({
    unique,
    owners: new Map<string, string>(),
  }));

  /** The keys that a document takes; a null in one of the fields exempts it. */
  const keysOf = (document: Doc) =>
    uniques.flatMap(({ unique, owners }) => {
      const values = unique.map((field) => scalarOf(document, field));
      return values.includes(null) ? [] : [{ owners, key: JSON.stringify(values) }];
    });
  const isFree = (document: Doc) =>
    keysOf(document).every(({ owners, key }) => [undefined, document.id].includes(owners.get(key)));
  const remove = (document: Doc) => {
    documents.delete(document.id);
    for (const { owners, key } of keysOf(document)) owners.delete(key);
  };
  const put = (document: Doc) => {
    documents.set(document.id, document);
    for (const { owners, key } of keysOf(document)) owners.set(key, document.id);
  };
  const insert = (document: Doc) => {
    if (documents.has(document.id) || !isFree(document)) return false;
    put(document);
    return true;
  };
  const replace = (before: Doc | undefined, after: Doc) => {
    for (const field of fields) scalarOf(after, field);
    if (!isFree(after)) throw new Error(`${name} ${after.id} cannot be so: a unique field is taken`);
    if (before) remove(before);
    put(after);
    return copy(after);
  };
  const filter = (where: object) => {
    demandOpen();
    const tests = readConditions(where);
    demandIndexed(
      name,
      fields,
      tests.map(({ field }) => field),
    );
    return documents
      .values()
      .filter((document) => matches(document, tests))
      .toArray();
  };

  return {
    async get(id) {
      demandOpen();
      const document = documents.get(id);
      return document ? copy(document) : null;
    },
    async find({ where, orderBy, limit }) {
      const sorts = readSort(orderBy);
      demandIndexed(
        name,
        fields,
        sorts.map((sort) => sort.field),
      );
      const found = filter(where).toSorted((a, b) => {
        for (const { field, descending } of sorts) {
          const order = compare(scalarOf(a, field), scalarOf(b, field));
          if (order !== 0) return descending ? -order : order;
        }
        return 0;
      });
      return found.slice(0, limit).map(copy);
    },
    count: async (where) => filter(where).length,
    async insert(document) {
      demandOpen();
      return insert(copy(document));
    },
    async insertMany(all) {
      demandOpen();
      return all.map(copy).filter(insert).length;
    },
    async update(id, when, change) {
      demandOpen();
      const document = documents.get(id);
      if (!document || !matches(document, readConditions(when))) return null;
      return replace(document, { ...document, ...copy(change), id });
    },
    async increment(id, field, by, initial) {
      demandOpen();
      const document = documents.get(id);
      const before = document ?? copy(initial);
      const number = before[field];
      if (typeof number !== "number") throw new Error(`"${field}" of ${name} ${id} is not a number`);
      return replace(document, { ...before, [field]: number + by, id });
    },
    async delete(id) {
      demandOpen();
      const document = documents.get(id);
      if (document) remove(document);
      return document !== undefined;
    },
    async deleteMany(where, limit) {
      const chosen = filter(where).slice(0, limit);
      chosen.forEach(remove);
      return chosen.length;
    },
  };
}
