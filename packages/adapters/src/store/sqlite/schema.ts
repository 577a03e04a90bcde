import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@aac/core";
import { scalarOf } from "../conditions.ts";
import { decode } from "../document.ts";
import { type Migration, versionOf } from "../migrations.ts";
import { tellStatistics } from "./statistics.ts";
import { columnValue, type IndexSpec, quoted, type TableSpec } from "./tables.ts";

/** Changes documents where a declaration of tables cannot express it. */
export type SqliteMigration = Migration<(database: DatabaseSync) => void>;

/** Each is run once, in order; new ones go to the end. `user_version` is the version that a file is of. */
const migrations: readonly SqliteMigration[] = [
  // Sessions are a person's from here on; before it they were an organization's, and nobody's in particular.
  { isBreaking: false, change: (database) => database.exec("DELETE FROM sessions") },
];

/**
 * Brings a file to what is declared: missing tables, columns and indexes are made (a new column is filled from the
 * documents), indexes that are no longer declared are dropped: an older version that runs beside is slower without
 * them, not wrong. All of it happens or none. A column nobody declares any more stays and is not read. Of a file that a
 * newer version has only added to nothing is dropped. Throws Problem `data_folder_newer`.
 */
export function migrate(database: DatabaseSync, tables: readonly TableSpec[], steps = migrations): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    const { user_version: version } = database.prepare("PRAGMA user_version").get() as { user_version: number };
    const known = versionOf(steps);
    const needs = neededVersion(database) ?? version;
    if (needs > known.version) {
      const detail = `${database.location()} needs schema version ${needs}; this version knows ${known.version}.`;
      throw new Problem("data_folder_newer", detail);
    }
    if (version > 0) for (const { change } of steps.slice(version - 1)) change(database);
    const isNewest = version <= known.version;
    for (const table of tables) makeTable(database, table, isNewest);
    if (isNewest) tellStatistics(database, tables);
    if (version < known.version) {
      database.exec(`PRAGMA user_version = ${known.version}`);
      if (known.version > 1) writeNeeded(database, Math.max(needs, known.needs));
    }
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** The lowest version that can work with the file, as far as it is written down: only its own can, where it is not. */
function neededVersion(database: DatabaseSync): number | null {
  if (!database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'needed_version'").get()) return null;
  return (database.prepare("SELECT version FROM needed_version").get() as { version: number }).version;
}

function writeNeeded(database: DatabaseSync, version: number): void {
  database.exec(
    "CREATE TABLE IF NOT EXISTS needed_version (version INTEGER NOT NULL) STRICT; DELETE FROM needed_version",
  );
  database.prepare("INSERT INTO needed_version (version) VALUES (?)").run(version);
}

function makeTable(database: DatabaseSync, { name, columns, indexes }: TableSpec, isNewest: boolean): void {
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
  if (isNewest) for (const left of made) database.exec(`DROP INDEX ${quoted(left)}`);
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
  fillFromNowOn(database, table, field);
}

/** An older version that runs beside us writes documents with the field, and knows nothing of the column. */
function fillFromNowOn(database: DatabaseSync, table: string, field: string): void {
  const column = quoted(field);
  const inDocument = (row: string) => `${row}.doc ->> '$.${column}'`;
  const fill = `BEGIN UPDATE ${quoted(table)} SET ${column} = ${inDocument("NEW")} WHERE id = NEW.id; END`;
  const inserted = `WHEN NEW.${column} IS NULL AND ${inDocument("NEW")} IS NOT NULL`;
  const updated = `WHEN NEW.${column} IS OLD.${column} AND ${inDocument("NEW")} IS NOT ${inDocument("OLD")}`;
  const trigger = (name: string) => `CREATE TRIGGER ${quoted(`fill_${table}_${field}_${name}`)} AFTER`;
  database.exec(`${trigger("inserted")} INSERT ON ${quoted(table)} ${inserted} ${fill}`);
  database.exec(`${trigger("updated")} UPDATE OF doc ON ${quoted(table)} ${updated} ${fill}`);
}

function namesOf(database: DatabaseSync, sql: string, table: string): Set<string> {
  return new Set(
    database
      .prepare(sql)
      .all(table)
      .map((row) => String(row["name"])),
  );
}
