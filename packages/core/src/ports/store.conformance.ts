import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "./store.ts";
import { documentsConformance } from "./store-documents.conformance.ts";
import { queriesConformance } from "./store-queries.conformance.ts";
import { sampleMember } from "./store-samples.ts";
import { tenantsConformance } from "./store-tenants.conformance.ts";
import { writesConformance } from "./store-writes.conformance.ts";

export interface StoreUnderTest {
  /** Empty, and used by nobody else. */
  store: Store;
  /** Opens what the store has kept once more, as another process does; the first one may still be open. */
  reopen?: () => Promise<Store>;
  /** Closes and removes everything, what was reopened included. */
  dispose: () => Promise<void>;
}

/** Proves that an adapter keeps the promises of the store port. `make` is called once for every test. */
export function storeConformance(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} is a store`, () => {
    let made: StoreUnderTest;
    const store = () => made.store;
    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.dispose());

    documentsConformance(store);
    queriesConformance(store);
    writesConformance(store);
    tenantsConformance(store);

    test("check tells what it is", async () => {
      expect((await store().check()).detail).toMatch(/\w/);
    });

    test("close settles what is under way, may be called twice, and afterwards nothing is taken", async () => {
      const late = Promise.all(
        Array.from({ length: 20 }, (_, i) => store().system.members.insert(sampleMember(`m${i}`))),
      );
      const closed = Promise.all([store().close(), store().close()]);
      expect(await late).toEqual(Array.from({ length: 20 }, () => true));
      await closed;
      await store().close();
      await expect(store().system.members.insert(sampleMember("later"))).rejects.toMatchObject({ code: "unavailable" });
      await expect(store().system.members.get("m1")).rejects.toMatchObject({ code: "unavailable" });
      await expect(store().check()).rejects.toMatchObject({ code: "unavailable" });
    });

    test("what has resolved is there for whoever opens the store next", async ({ skip }) => {
      const { reopen } = made;
      if (!reopen) {
        skip("what it keeps ends with it");
        return;
      }
      const { members, counters } = store().system;
      await members.insertMany([sampleMember("stays"), sampleMember("goes")]);
      await members.update("stays", {}, { host: "another" });
      await members.delete("goes");
      await counters.increment("runs", "value", 3, { id: "runs", value: 0 });

      const beside = await reopen();
      expect(await beside.system.members.find({ where: {} })).toEqual([sampleMember("stays", { host: "another" })]);
      await store().close();
      const after = await reopen();
      expect(await after.system.members.find({ where: {} })).toEqual([sampleMember("stays", { host: "another" })]);
      expect(await after.system.counters.get("runs")).toEqual({ id: "runs", value: 3 });
      expect(await after.system.members.insert(sampleMember("stays"))).toBe(false);
    });
  });
}
