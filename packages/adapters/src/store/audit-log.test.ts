import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAudit, type AuditDraft, type Store, verifyAudit } from "@aac/core";
import { MongoClient } from "mongodb";
import { afterEach, describe, expect, inject, test } from "vitest";
import { createSystemClock } from "../clock/system/index.ts";
import { createIds } from "../ids/ulid/index.ts";
import { createKeyRing, createLocalVault } from "../vault/local/index.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import { createMongoStore } from "./mongo/mongo-store.ts";
import { createSqliteStore } from "./sqlite/sqlite-store.ts";

// What appends to an audit log relies on of each store: its compare-and-set, and ids that cannot be taken twice.

const uri = inject("mongo.uri");
const keys = createKeyRing([{ id: "k1", key: randomBytes(32) }]);
const orgId = "acme";
const draft: AuditDraft = {
  actor: { kind: "person", id: "ada", name: "Ada" },
  action: "project.change",
  target: { kind: "project", id: "p1", name: "web", project: { id: "p1", slug: "web" } },
  outcome: "done",
  origin: null,
};
const clock = createSystemClock();
const ids = createIds(clock);
const centerOn = (store: Store) => ({
  store,
  vault: createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock }),
  clock,
});
const entriesIn = (store: Store) => store.tenant(orgId).auditEntries.find({ where: {}, orderBy: ["id"] });

let cleaning: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleaning.toReversed()) await clean();
  cleaning = [];
});

/** Each opens the same data, as processes of their own would. */
const kinds: Record<string, (count: number) => Promise<Store[]>> = {
  async memory(count) {
    const store = createMemoryStore();
    cleaning.push(() => store.close());
    return Array.from({ length: count }, () => ({ ...store }));
  },
  async sqlite(count) {
    const dir = await mkdtemp(join(tmpdir(), "aac-audit-"));
    cleaning.push(() => rm(dir, { recursive: true }));
    const stores: Store[] = [];
    for (let i = 0; i < count; i++) stores.push(await createSqliteStore({ path: join(dir, "center.db") }));
    cleaning.push(() => Promise.all(stores.map((store) => store.close())));
    return stores;
  },
  async mongo(count) {
    const database = `aac-audit-${randomBytes(6).toString("hex")}`;
    const stores: Store[] = [];
    cleaning.push(async () => {
      const client = new MongoClient(uri!);
      await client.db(database).dropDatabase();
      await client.close();
    });
    for (let i = 0; i < count; i++) stores.push(await createMongoStore({ uri: uri!, database }));
    cleaning.push(() => Promise.all(stores.map((store) => store.close())));
    return stores;
  },
};

describe.each(Object.keys(kinds))("on %s", (kind) => {
  test.skipIf(kind === "mongo" && uri === null)(
    "any number of producers append to one log at once: no number is left out or given twice, and it verifies",
    async () => {
      const stores = await kinds[kind]!(4);
      const perProducer = kind === "mongo" ? 15 : 60;
      const appended = await Promise.all(
        stores.flatMap((store) =>
          Array.from({ length: perProducer }, (_, i) =>
            appendAudit(centerOn(store), orgId, { ...draft, after: { i, "a.b": "$x" } }),
          ),
        ),
      );
      const expected = Array.from({ length: 4 * perProducer }, (_, i) => i + 1);
      expect(appended.map(({ sequence }) => sequence).toSorted((a, b) => a - b)).toEqual(expected);
      const verified = await verifyAudit(centerOn(stores[0]!), orgId, { limit: 100_000 });
      expect(verified).toMatchObject({ isWhole: true, checked: expected.length, next: null });
      expect((await entriesIn(stores[0]!)).map(({ sequence }) => sequence)).toEqual(expected);
    },
  );
});
