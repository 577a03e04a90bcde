import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@aac/core";
import { scalarOf } from "../conditions.ts";
import { decode } from "../document.ts";
import { tellStatistics } from "./statistics.ts";
import { columnValue, type IndexSpec, quoted, type TableSpec } from "./tables.ts";

/** Changes documents where a declaration of tables cannot express it. */
export type Migration = (database: DatabaseSync) => void;

/**
 * Each is run once, in order; new ones go to the end. `user_version` is one more than how many a file has seen: a file that
 * has seen more than we know was written by a newer version.
 */
const migrations: readonly Migration[] = [];

/**
 * Brings a file to what is declared: missing tables, columns and indexes are made (a new column is filled from the
 * documents), indexes that are no longer declared are dropped. A column nobody declares any more stays and is not read.
 * All of it happens or none. Throws Problem `data_folder_newer`.
 */
export function migrate(database: DatabaseSync, tables: readonly TableSpec[], steps = migrations): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    const known = steps.length + 1;
    if (version > known) {
      const detail = `${database.location()} has schema version ${version}; this version knows ${known}.`;
      throw new Problem("data_folder_newer", detail);
    }
    if (version > 0) for (const step of steps.slice(version - 1)) step(database);
    for (const table of tables) makeTable(database, table);
    tellStatistics(database, tables);
    if (version < known) database.exec(`PRAGMA user_version = ${known}`);
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

function makeTable(database: DatabaseSync, { name, columns, indexes }: TableSpec): void {
  const fields = columns.filter((column) => column !== "id");
  const definitions = [
    "id TEXT PRIMARY KEY NOT NULL",
    ...fields.map((field) => `${quoted(field)} ANY`),
    "doc TEXT NOT NULL",
    "data BLOB",
  ];
  database.exec(`CREATE TABLE IF NOT EXISTS ${quoted(name)} (${definitions.join(", ")}) STRICT`);
  const present = namesOf(database, "SELECT name FROM pragma_table_info(?)", name);
  for (const field of fields) if (!present.has(field)) addColumn(database, name, field);
  const made = namesOf(database, "SELECT name FROM pragma_index_list(?) WHERE origin = 'c'", name);
  for (const index of indexes) if (!made.delete(index.name)) addIndex(database, name, index);
  for (const left of made) database.exec(`DROP INDEX ${quoted(left)}`);
}

function addIndex(database: DatabaseSync, table: string, { name, fields, isUnique }: IndexSpec): void {
  const kind = isUnique ? "UNIQUE INDEX" : "INDEX";
  database.exec(`CREATE ${kind} ${quoted(name)} ON ${quoted(table)} (${fields.map(quoted).join(", ")})`);
}

function addColumn(database: DatabaseSync, table: string, field: string): void {
  database.exec(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(field)} ANY`);
  // Not SQLite's own JSON functions: they may read a double's last bit differently than JavaScript does.
  database.function("field_of", (json, name) => columnValue(scalarOf(decode(String(json), null), String(name))));
  database.prepare(`UPDATE ${quoted(table)} SET ${quoted(field)} = field_of(doc, ?)`).run(field);
}

function namesOf(database: DatabaseSync, sql: string, table: string): Set<string> {
  return new Set(
    database
      .prepare(sql)
      .all(table)
      .map((row) => String(row["name"])),
  );
}
