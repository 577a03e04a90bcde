export { backupDatabase, checkDatabase } from "./backup-database.ts";
export { createSqliteStore, type SqliteStoreOptions } from "./sqlite-store.ts";
