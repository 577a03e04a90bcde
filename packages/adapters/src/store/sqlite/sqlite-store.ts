import { statSync } from "node:fs";
import type { StatementSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { type Collections, Problem, type Store, tenantView } from "@aac/core";
import { LRUCache } from "lru-cache";
import { type Access, createCollection } from "./collection.ts";
import { createGroupCommit } from "./group-commit.ts";
import { openDatabase } from "./open-database.ts";
import { declaredTables } from "./tables.ts";
import { isBusy, sqliteProblem } from "./sqlite-problem.ts";

export interface SqliteStoreOptions {
  /** The database file; SQLite puts two more beside it. Made, with its folder, where it is not there. */
  path: string;
  /** The file grows no larger than this; writes then fail with Problem `disk_full`. Default: as large as the disk. */
  maxBytes?: number;
}

/** Freed pages that are kept for the next inserts, and how many are given back with one delete at most. */
const sparePages = 256;
const reclaimedPages = 2048;

/** How long another process may keep the file to itself, and how often a reader asks for it. */
const giveUpMs = 10_000;
const retryMs = 10;

/**
 * The store in one SQLite file of this host. Several processes may open the same file. Throws Problem
 * `data_folder_unusable`, `data_folder_damaged`, `data_folder_newer` or `disk_full` when it cannot be opened.
 */
export async function createSqliteStore({ path, maxBytes }: SqliteStoreOptions): Promise<Store> {
  const tables = declaredTables();
  const database = openDatabase(path, tables, maxBytes);
  const inode = statSync(path).ino;
  const writer = createGroupCommit({ database, path, giveUpMs });
  const statements = new LRUCache<string, StatementSync>({ max: 500 });

  function prepare(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      statement.setReturnArrays(true);
      statements.set(sql, statement);
    }
    return statement;
  }

  /** Readers wait for nobody in WAL mode, but for the moments in which another process opens or recovers the file. */
  async function read<T>(query: () => T): Promise<T> {
    for (let waitedMs = 0; ; waitedMs += retryMs) {
      if (!database.isOpen) throw new Problem("unavailable", "The store is closed.");
      try {
        return query();
      } catch (error) {
        if (!isBusy(error) || waitedMs >= giveUpMs) throw sqliteProblem(error, path);
        await pause(retryMs);
      }
    }
  }

  const access: Access = {
    read,
    write: (change) => writer.submit(change),
    savepoint(change) {
      prepare("SAVEPOINT change").run();
      try {
        return change();
      } catch (error) {
        if (database.isTransaction) prepare("ROLLBACK TO change").run();
        throw error;
      } finally {
        if (database.isTransaction) prepare("RELEASE change").run();
      }
    },
    reclaim() {
      const [free] = prepare("PRAGMA freelist_count").get() as unknown as [number];
      if (free > sparePages) prepare(`PRAGMA incremental_vacuum(${reclaimedPages})`).all();
    },
    prepare,
  };
  const system = Object.fromEntries(
    tables.map((table) => [table.name, createCollection(access, table)]),
  ) as unknown as Collections;
  let closed: Promise<void> | null = null;

  return {
    system,
    tenant: (orgId) => tenantView(system, orgId),
    async check() {
      await writer.submit(() => undefined);
      if (statSync(path, { throwIfNoEntry: false })?.ino !== inode)
        throw new Problem("data_folder_unusable", `${path} was moved away or deleted while it is in use.`);
      const [version] = await read(() => prepare("SELECT sqlite_version()").get() as unknown as [string]);
      return { detail: `SQLite ${version} at ${path}` };
    },
    close() {
      closed ??= writer.close().then(() => database.close());
      return closed;
    },
  };
}
