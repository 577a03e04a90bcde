import { closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Problem } from "@aac/core";
import { migrate } from "./schema.ts";
import { sqliteProblem } from "./sqlite-problem.ts";
import type { TableSpec } from "./tables.ts";

/** Up to this size a file is checked whole when it is opened: some tens of milliseconds. */
const checkedBytes = 64 * 1024 * 1024;

/**
 * Opens the file, makes it where there is none, and brings its tables to what is declared. Throws a Problem that tells
 * a file of another kind, a damaged one, one of a newer version and a folder that cannot be written.
 */
export function openDatabase(path: string, tables: readonly TableSpec[], maxBytes?: number): DatabaseSync {
  makeFile(path);
  let database: DatabaseSync | undefined;
  try {
    // While opening, another process may be making the same tables: here it is right to block for it.
    database = new DatabaseSync(path, { timeout: 10_000 });
    // Settled by the first page that is written, so before anything else, and written anew even when it is as it was.
    if (statSync(path).size === 0) database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    const { journal_mode: mode } = database.prepare("PRAGMA journal_mode = WAL").get() as { journal_mode: string };
    if (mode !== "wal")
      throw new Problem(
        "data_folder_unusable",
        `${path} lies on a file system without shared memory; use a local one.`,
      );
    database.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY");
    database.exec("PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864");
    if (statSync(path).size <= checkedBytes) check(database, path);
    if (maxBytes !== undefined) limitSize(database, maxBytes);
    migrate(database, tables);
    // From now on waiting is done without blocking: see group-commit.ts.
    database.exec("PRAGMA busy_timeout = 0");
    return database;
  } catch (error) {
    database?.close();
    throw sqliteProblem(error, path);
  }
}

/** Made by us and not by SQLite, so that only its owner may read it. */
function makeFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(code === "ENOSPC" ? "disk_full" : "data_folder_unusable", `${message}.`, { cause: error });
  }
}

function check(database: DatabaseSync, path: string): void {
  const [first] = database.prepare("PRAGMA quick_check(1)").all();
  const verdict = String(first?.["quick_check"]);
  if (verdict !== "ok") throw new Problem("data_folder_damaged", `${path}: ${verdict}.`);
}

function limitSize(database: DatabaseSync, maxBytes: number): void {
  const { page_size: pageSize } = database.prepare("PRAGMA page_size").get() as { page_size: number };
  database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
}
