import type { Scalar } from "@aac/core";
import { demandIndexed, readConditions, readSort, type Test } from "../conditions.ts";
import { columnValue, quoted, type TableSpec } from "./tables.ts";

export interface Sql {
  text: string;
  values: (string | number | null)[];
}

const comparison = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** The rows of a table that meet `where`, in order: `what` is selected of them. */
export function select(
  table: TableSpec,
  what: string,
  query: { where: object; orderBy?: readonly string[] | undefined; limit?: number | undefined },
): Sql {
  const sorts = readSort(query.orderBy);
  demandIndexed(
    table.name,
    table.columns,
    sorts.map((sort) => sort.field),
  );
  const { text, values } = where(table, query.where);
  const order = sorts.map(({ field, descending }) => `${quoted(field)}${descending ? " DESC" : ""}`).join(", ");
  const limit = query.limit === undefined ? "" : " LIMIT ?";
  return {
    text: `SELECT ${what} FROM ${quoted(table.name)}${text} ORDER BY ${order}${limit}`,
    values: query.limit === undefined ? values : [...values, query.limit],
  };
}

export function where(table: TableSpec, conditions: object): Sql {
  const tests = readConditions(conditions);
  demandIndexed(
    table.name,
    table.columns,
    tests.map(({ field }) => field),
  );
  const terms = tests.map(({ field, test }) => term(quoted(field), test));
  return {
    text: terms.length === 0 ? "" : ` WHERE ${terms.map(({ text }) => text).join(" AND ")}`,
    values: terms.flatMap(({ values }) => values),
  };
}

function term(column: string, test: Test): Sql {
  if (test.kind === "range") {
    return {
      text: test.bounds.map(({ operator }) => `${column} ${comparison[operator]} ?`).join(" AND ") || "1",
      values: test.bounds.map(({ value }) => columnValue(value)),
    };
  }
  if (test.kind === "contains") {
    const parts = test.parts.map(() => `instr(${column}, ?) > 0`);
    return { text: [`${column} IS NOT NULL`, ...parts].join(" AND "), values: [...test.parts] };
  }
  const values = padded(test.values.filter((value) => value !== null));
  const hasNull = test.values.includes(null);
  const places = values.map(() => "?").join(", ");
  if (test.kind === "notIn") {
    const text = values.length === 0 ? "1" : `(${column} IS NULL OR ${column} NOT IN (${places}))`;
    return { text: hasNull ? `(${text} AND ${column} IS NOT NULL)` : text, values };
  }
  if (values.length === 0) return { text: hasNull ? `${column} IS NULL` : "0", values };
  const text = values.length === 1 ? `${column} = ?` : `${column} IN (${places})`;
  return { text: hasNull ? `(${text} OR ${column} IS NULL)` : text, values };
}

/** Repeats the last value up to the next power of two: long and short lists then share a few prepared statements. */
function padded(values: readonly Scalar[]): (string | number | null)[] {
  const columns = values.map(columnValue);
  const size = columns.length === 0 ? 0 : 2 ** Math.ceil(Math.log2(columns.length));
  return Array.from({ length: size }, (_, index) => columns[Math.min(index, columns.length - 1)] ?? null);
}
