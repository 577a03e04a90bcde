import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@aac/core";
import { scalarOf } from "../conditions.ts";
import { decode } from "../document.ts";

/** What a table is made from. */
export interface TableSpec {
  name: string;
  /** The fields kept as columns beside the document, the id among them. */
  columns: readonly string[];
  indexes: readonly (readonly string[])[];
  unique: readonly (readonly string[])[];
}

/**
 * Steps that a declaration of tables cannot express, each run once, in order. `user_version` counts them from 1, so
 * that a file that has seen more of them than we know is told from one that we may open.
 */
export const migrations: readonly ((database: DatabaseSync) => void)[] = [];

export const quoted = (name: string) => `"${name}"`;
const list = (names: readonly string[]) => names.map(quoted).join(", ");

/**
 * Brings a file to what is declared: missing tables, columns and indexes are made (a new column is filled from the
 * documents), indexes that are no longer declared are dropped. A column nobody declares any more stays and is not read.
 * All of it happens or none.
 */
export function migrate(database: DatabaseSync, tables: readonly TableSpec[], steps = migrations): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    if (version > steps.length + 1) {
      throw new Problem(
        "data_folder_newer",
        `${database.location()} has schema version ${version}; this version knows ${steps.length + 1}.`,
      );
    }
    if (version > 0) for (const step of steps.slice(version - 1)) step(database);
    for (const table of tables) makeTable(database, table);
    if (version <= steps.length) database.exec(`PRAGMA user_version = ${steps.length + 1}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function makeTable(database: DatabaseSync, table: TableSpec): void {
  const { name, columns } = table;
  const fields = columns.filter((column) => column !== "id");
  database.exec(
    `CREATE TABLE IF NOT EXISTS ${quoted(name)} (id TEXT PRIMARY KEY NOT NULL, ${fields.map((field) => `${quoted(field)} ANY, `).join("")}doc TEXT NOT NULL, data BLOB) STRICT`,
  );
  const present = database.prepare("SELECT name FROM pragma_table_info(?)").all(name);
  for (const field of fields) if (!present.some((column) => column["name"] === field)) addColumn(database, name, field);
  const indexes = new Map([
    // The primary key is an index of its own.
    ...table.indexes.filter((index) => index.join() !== "id").map((index) => indexOf(name, index, "")),
    ...table.unique.map((index) => indexOf(name, index, "UNIQUE ")),
  ]);
  const made = database.prepare("SELECT name FROM pragma_index_list(?) WHERE origin = 'c'").all(name);
  for (const { name: index } of made) {
    if (!indexes.delete(String(index))) database.exec(`DROP INDEX ${quoted(String(index))}`);
  }
  for (const sql of indexes.values()) database.exec(sql);
}

function indexOf(table: string, fields: readonly string[], unique: string): [string, string] {
  const name = [unique ? "unique" : "by", table, ...fields].join("_");
  return [name, `CREATE ${unique}INDEX ${quoted(name)} ON ${quoted(table)} (${list(fields)})`];
}

function addColumn(database: DatabaseSync, table: string, field: string): void {
  database.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(field)} ANY`);
  // Not SQLite's own JSON functions: they may read a double's last bit differently than JavaScript does.
  database.function("field_of", (json, name) => columnValue(scalarOf(decode(String(json), null), String(name))));
  database.exec(`UPDATE ${quoted(table)} SET ${quoted(field)} = field_of(doc, '${field}')`);
}

/** SQLite has no booleans. */
export function columnValue(value: string | number | boolean | null): string | number | null {
  return typeof value === "boolean" ? Number(value) : value;
}
