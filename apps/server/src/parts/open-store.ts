import { join } from "node:path";
import type { Store } from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "../config.ts";

/** Throws Problem `unavailable` when a server is not there (yet), and others when the store cannot be used. */
export async function openStore({ mongoUri, dataDir }: Config, log: Logger): Promise<Store> {
  if (mongoUri !== null) {
    const { createMongoStore } = await import("@aac/adapters/store/mongo");
    return createMongoStore({ uri: mongoUri, log });
  }
  const { createSqliteStore } = await import("@aac/adapters/store/sqlite");
  return createSqliteStore({ path: join(dataDir, "center.db") });
}
