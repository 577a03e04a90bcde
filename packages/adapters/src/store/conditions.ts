import type { Scalar } from "@aac/core";
import type { Doc } from "./document.ts";

/** What a query demands of one field, read from the port's shorthand. */
export type Test =
  | { kind: "in"; values: readonly Scalar[] }
  | { kind: "notIn"; values: readonly Scalar[] }
  | { kind: "contains"; parts: readonly string[] }
  | { kind: "range"; bounds: readonly { operator: keyof typeof operators; value: Scalar }[] };

const operators = {
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
};

/**
 * Reads a `where`. Throws on an undefined condition rather than leave it out: a query that lost its organization must
 * not find everybody's documents.
 */
export function readConditions(where: object): { field: string; test: Test }[] {
  return Object.entries(where as Record<string, unknown>).map(([field, condition]) => ({
    field,
    test: readCondition(field, condition),
  }));
}

function readCondition(field: string, condition: unknown): Test {
  if (isScalar(condition)) return { kind: "in", values: [condition] };
  if (typeof condition === "object" && condition !== null) {
    if ("in" in condition) return { kind: "in", values: condition.in as Scalar[] };
    if ("notIn" in condition) return { kind: "notIn", values: condition.notIn as Scalar[] };
    if ("contains" in condition) return { kind: "contains", parts: condition.contains as string[] };
    const bounds = Object.entries(condition) as [keyof typeof operators, Scalar][];
    if (bounds.every(([operator, value]) => operator in operators && isScalar(value)))
      return { kind: "range", bounds: bounds.map(([operator, value]) => ({ operator, value })) };
  }
  throw new Error(`The condition on "${field}" is not one: ${JSON.stringify(condition)}`);
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** The scalar in a field; what is not there is null. */
export function scalarOf(document: Doc, field: string): Scalar {
  const value = document[field] ?? null;
  if (!isScalar(value)) throw new Error(`"${field}" of ${document.id} is not a scalar and cannot be indexed`);
  return value;
}

export function matches(document: Doc, tests: ReturnType<typeof readConditions>): boolean {
  return tests.every(({ field, test }) => passes(scalarOf(document, field), test));
}

function passes(value: Scalar, test: Test): boolean {
  if (test.kind === "in") return test.values.includes(value);
  if (test.kind === "notIn") return !test.values.includes(value);
  if (test.kind === "contains") return typeof value === "string" && test.parts.every((part) => value.includes(part));
  return test.bounds.every(
    (bound) => value !== null && bound.value !== null && operators[bound.operator](compare(value, bound.value)),
  );
}

/** The order of the port: null first, texts by code point. */
export function compare(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  // UTF-16 units sort characters beyond U+FFFF before some below it; UTF-8 bytes sort as code points do.
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

export interface Sort {
  field: string;
  descending: boolean;
}

/** Reads an `orderBy` and adds the id that decides between equals, in the direction of the last field. */
export function readSort(orderBy: readonly string[] | undefined): Sort[] {
  const sorts = (orderBy ?? []).map((term) => ({ field: term.replace(/^-/, ""), descending: term.startsWith("-") }));
  if (sorts.some((sort) => sort.field === "id")) return sorts;
  return [...sorts, { field: "id", descending: sorts.at(-1)?.descending ?? false }];
}

/** Keeps queries to what the declaration of a noun serves. */
export function demandIndexed(noun: string, fields: readonly string[], used: Iterable<string>): void {
  for (const field of used)
    if (!fields.includes(field)) throw new Error(`"${noun}" cannot be queried by "${field}": no index names it`);
}
