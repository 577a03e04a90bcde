import { randomUUID } from "node:crypto";
import type { Store } from "@aac/core";
import { storeConformance } from "@aac/core/conformance";
import { MongoClient } from "mongodb";
import { describe, inject } from "vitest";
import { createMongoStore } from "./mongo-store.ts";

const uri = inject("mongo.uri");

describe.skipIf(uri === null)("on a real server", () => {
  storeConformance("the MongoDB store", async () => {
    const database = `aac-${randomUUID()}`;
    const open: Store[] = [];
    const reopen = async () => {
      const store = await createMongoStore({ uri: uri!, database });
      open.push(store);
      return store;
    };
    return {
      store: await reopen(),
      reopen,
      async dispose() {
        await Promise.all(open.map((store) => store.close()));
        const client = new MongoClient(uri!);
        await client.db(database).dropDatabase();
        await client.close();
      },
    };
  });
});
