import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { createMongoStore } from "@aac/adapters/store/mongo";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import type { Store } from "@aac/core";
import { MongoClient } from "mongodb";

export interface OpenedStore {
  store: Store;
  /** And whatever it has left. */
  close(): Promise<void>;
}

/** Each store that there is, by name; without MongoDB where there is no server. */
export function storesToTry(mongoUri: string | null): Record<string, () => Promise<OpenedStore>> {
  return {
    memory: async () => ({ store: createMemoryStore(), close: async () => undefined }),
    async sqlite() {
      const dir = await mkdtemp(join(tmpdir(), "aac-identity-"));
      const store = await createSqliteStore({ path: join(dir, "center.db") });
      return { store, close: () => store.close().then(() => rm(dir, { recursive: true })) };
    },
    ...(mongoUri === null ? {} : { mongo: () => openMongo(mongoUri) }),
  };
}

async function openMongo(uri: string): Promise<OpenedStore> {
  const database = `aac-${randomUUID()}`;
  const store = await createMongoStore({ uri, database });
  return {
    store,
    async close() {
      await store.close();
      const client = new MongoClient(uri);
      await client.db(database).dropDatabase();
      await client.close();
    },
  };
}
