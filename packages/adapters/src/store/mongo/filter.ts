import { type NounName, indexedFields, type Scalar } from "@aac/core";
import type { Filter } from "mongodb";
import { demandIndexed, readConditions, type Sort, type Test } from "../conditions.ts";
import type { StoredDocument } from "./stored-document.ts";

export const keyOf = (field: string) => (field === "id" ? "_id" : field);

/** What a query may ask by, refused where no index names a field. */
export function queryFilter(name: NounName, where: object): Filter<StoredDocument> {
  const tests = readConditions(where);
  demandIndexed(
    name,
    indexedFields(name),
    tests.map(({ field }) => field),
  );
  return toFilter(tests);
}

/** Every condition by itself, so that none takes the place of another on the same field. */
export function toFilter(tests: ReturnType<typeof readConditions>): Filter<StoredDocument> {
  const terms = tests.flatMap(({ field, test }) =>
    test.kind === "contains"
      ? ["", ...test.parts].map((part) => ({ [keyOf(field)]: { $regex: quoted(part) } }))
      : [{ [keyOf(field)]: toOperators(test) }],
  );
  return terms.length === 0 ? {} : { $and: terms };
}

/** A pattern that only the text itself meets. */
const quoted = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/#-]/g, "\\$&");

/** MongoDB's null finds what is not there as well, and its ranges keep to the type of the bound: as the port has it. */
function toOperators(test: Exclude<Test, { kind: "contains" }>): Record<string, Scalar | readonly Scalar[]> {
  if (test.kind === "notIn") return { $nin: test.values };
  if (test.kind === "in") {
    const [only = null] = test.values;
    return test.values.length === 1 ? { $eq: only } : { $in: test.values };
  }
  // Nothing is beyond null, but MongoDB's `$gte: null` finds null.
  if (test.bounds.some(({ value }) => value === null)) return { $in: [] };
  if (test.bounds.length === 0) return { $nin: [] };
  return Object.fromEntries(test.bounds.map(({ operator, value }) => [`$${operator}`, value]));
}

export const toSort = (sorts: readonly Sort[]): Record<string, 1 | -1> =>
  Object.fromEntries(sorts.map(({ field, descending }) => [keyOf(field), descending ? -1 : 1]));
