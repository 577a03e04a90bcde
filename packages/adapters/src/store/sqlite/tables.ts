import { indexedFields, type NounName, nouns } from "@aac/core";

/** The table of one noun. */
export interface TableSpec {
  name: string;
  /** The fields kept as columns beside the document, the id among them. */
  columns: readonly string[];
  indexes: readonly IndexSpec[];
}

export interface IndexSpec {
  name: string;
  fields: readonly string[];
  isUnique: boolean;
}

export function declaredTables(): TableSpec[] {
  return (Object.keys(nouns) as NounName[]).map((name) => tableOf(name, indexedFields(name), nouns[name]));
}

export function tableOf(
  name: string,
  columns: readonly string[],
  declared: { indexes: readonly (readonly string[])[]; unique: readonly (readonly string[])[] },
): TableSpec {
  const index = (fields: readonly string[], isUnique: boolean) => ({
    name: [isUnique ? "unique" : "by", name, ...fields].join("_"),
    fields,
    isUnique,
  });
  // The primary key is an index already.
  const others = declared.indexes.filter((fields) => fields.join() !== "id");
  return {
    name,
    columns,
    indexes: [...others.map((fields) => index(fields, false)), ...declared.unique.map((fields) => index(fields, true))],
  };
}

export const quoted = (name: string) => `"${name}"`;

/** SQLite has no booleans. */
export function columnValue(value: string | number | boolean | null): string | number | null {
  return typeof value === "boolean" ? Number(value) : value;
}
