import { randomUUID } from "node:crypto";
import { type NounName, nouns, type SessionRecord, type Store } from "@aac/core";
import { storeConformance } from "@aac/core/conformance";
import { type Db, MongoClient } from "mongodb";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { declaredIndexes } from "./indexes.ts";
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

  describe("and it", () => {
    let client: MongoClient;
    let db: Db;
    let stores: Store[];
    const open = async (options: { database?: string; uri?: string } = {}) => {
      const store = await createMongoStore({ uri: uri!, database: db.databaseName, ...options });
      stores.push(store);
      return store;
    };
    beforeEach(() => {
      client = new MongoClient(uri!);
      db = client.db(`aac-${randomUUID()}`);
      stores = [];
    });
    afterEach(async () => {
      await Promise.all(stores.map((store) => store.close()));
      await db.dropDatabase();
      await client.close();
    });

    const session = (id: string, digest: string | null): SessionRecord => ({
      id,
      userId: "ada",
      activeOrgId: null,
      digest: digest as string,
      createdAt: 0,
      expiresAt: 0,
      lastSeenAt: 0,
      address: "",
      userAgent: "",
    });

    test("has the indexes that are declared, also when several processes open a new database at once", async () => {
      await Promise.all([open(), open(), open()]);
      for (const name of (Object.keys(nouns) as NounName[]).filter((noun) => declaredIndexes(noun).length > 0)) {
        // As text, for the order of the keys matters.
        const asText = (index: { name?: string; key: object; unique?: boolean }) =>
          JSON.stringify([index.name, index.key, index.unique === true]);
        const made = (await db.collection(name).indexes()).map(asText);
        const declared = declaredIndexes(name).map(asText);
        expect(made).toEqual(expect.arrayContaining(declared));
        expect(made).toHaveLength(declared.length + 1);
      }
    });

    test("takes documents that leave a unique combination by a null and come back to it, one at a time", async () => {
      const { sessions } = (await open()).system;
      await sessions.insertMany([session("s1", "d"), session("s2", null), session("s3", null)]);
      await expect(sessions.update("s2", {}, { digest: "d" })).rejects.toThrow(Error);
      expect(await sessions.update("s1", {}, { digest: null as unknown as string })).toMatchObject({ digest: null });
      expect(await sessions.update("s2", {}, { digest: "d" })).toMatchObject({ digest: "d" });
      await expect(sessions.update("s3", {}, { digest: "d" })).rejects.toThrow(Error);
      expect((await sessions.find({ where: { digest: "d" } })).map(({ id }) => id)).toEqual(["s2"]);
      expect(Object.keys((await sessions.get("s2"))!).toSorted()).toEqual(Object.keys(session("s2", "d")).toSorted());
    });

    test("keeps a unique combination of which two processes change a field each", async () => {
      const [one, other] = [(await open()).system.projects, (await open()).system.projects];
      const project = (id: string, orgId: string, slug: string) => ({ id, orgId, slug }) as never;
      await one.insertMany([project("p1", "acme", "web"), project("p2", "globex", "shop")]);
      const change = (orgId: string) => ({ orgId });
      const outcomes = await Promise.allSettled([
        one.update("p2", {}, change("acme")),
        other.update("p2", {}, { slug: "web" }),
      ]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await one.count({ orgId: "acme", slug: "web" })).toBe(1);
    });

    test("lets one of two processes win each compare-and-set", async () => {
      const [one, other] = [(await open()).system.members, (await open()).system.members];
      await one.insert({ id: "m", role: "worker", host: "", startedAt: 0, seenAt: 0 });
      for (let turn = 0; turn < 20; turn++) {
        const claims = [one, other, one, other].map((members, i) =>
          members.update("m", { seenAt: turn }, { seenAt: turn + 1, host: `${turn}-${i}` }),
        );
        const won = (await Promise.all(claims)).filter((claim) => claim !== null);
        expect(won).toHaveLength(1);
        expect(await other.get("m")).toEqual(won[0]);
      }
    });

    test("keeps what would have a meaning to the server: names with dots and dollars, lists in lists, its own mark", async () => {
      const { runs } = (await open()).system;
      const variables = { "a.b": "1", $set: "2", "": "3", _json: "4", plain: "5", "nul\0": "6" };
      const labels = [["a"], ["b", ["c"]]] as unknown as string[];
      const run = { id: "r", orgId: "acme", idempotencyKey: null, variables, labels, totals: { tests: 1 } } as never;
      await runs.insert(run);
      expect(await runs.get("r")).toEqual(run);
      expect(await runs.update("r", {}, { variables: { $inc: "x" } })).toMatchObject({ variables: { $inc: "x" } });
      expect(await db.collection("runs").findOne({})).toMatchObject({ totals: { tests: 1 } });
    });

    test("is in the database that the address names, or in one called aac", async () => {
      const named = await open({
        uri: uri!.replace(/\/?(\?.*)?$/, `/${db.databaseName}$1`),
        database: undefined as never,
      });
      expect((await named.check()).detail).toContain(db.databaseName);
    });

    test.each(["nonsense", "mongodb://", "mongodb://a?w=x&nonsense=1"])(
      "refuses an address that is none: %s",
      async (address) => {
        const opening = createMongoStore({ uri: address, answerWithinMs: 100 });
        await expect(opening).rejects.toMatchObject({ code: "invalid_configuration" });
      },
    );
  });
});
