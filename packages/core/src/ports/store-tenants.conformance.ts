import { beforeEach, describe, expect, test } from "vitest";
import type { Store, TenantCollections } from "./store.ts";
import { sampleChunk, sampleJob, sampleKey, sampleRun } from "./store-samples.ts";

/** That an organization's view has nothing of others, and can make nothing of others. */
export function tenantsConformance(store: () => Store): void {
  describe("a tenant's view", () => {
    let globex: TenantCollections;
    beforeEach(async () => {
      globex = store().tenant("globex");
      await store().system.jobs.insertMany([
        sampleJob("own", { orgId: "globex", startTag: 2 }),
        sampleJob("foreign", { orgId: "acme", startTag: 1 }),
      ]);
    });
    const foreignIsUntouched = async () =>
      expect(await store().system.jobs.get("foreign")).toEqual(sampleJob("foreign", { orgId: "acme", startTag: 1 }));

    test("get: another's document is not there", async () => {
      expect(await globex.jobs.get("own")).toMatchObject({ id: "own" });
      expect(await globex.jobs.get("foreign")).toBeNull();
    });

    test("find and count: only its own, whatever is asked", async () => {
      expect(await globex.jobs.find({ where: {}, orderBy: ["startTag"] })).toMatchObject([{ id: "own" }]);
      expect(await globex.jobs.find({ where: { id: "foreign" } })).toEqual([]);
      expect(await globex.jobs.find({ where: { state: "queued", runId: "a-run" } })).toMatchObject([{ id: "own" }]);
      expect(await globex.jobs.count({})).toBe(1);
      expect(await globex.jobs.count({ runId: "a-run" })).toBe(1);
    });

    test("find: asking for another's by name does not widen it", async () => {
      const tricky = { orgId: { in: ["acme", "globex"] } } as object;
      expect(await globex.jobs.find({ where: tricky })).toMatchObject([{ id: "own" }]);
      expect(await globex.jobs.deleteMany(tricky, 10)).toBe(1);
      await foreignIsUntouched();
    });

    test("every noun of an organization can be asked for, also those that no index finds by it", async () => {
      await store().system.logChunks.insertMany([sampleChunk(1), sampleChunk(2, { orgId: "globex" })]);
      expect(await globex.logChunks.find({ where: { attemptId: "an-attempt" } })).toMatchObject([{ firstLine: 2 }]);
      for (const collection of Object.values(globex)) expect(await collection.count({})).toBeLessThan(2);
    });

    test("insert and insertMany: another's document is refused", async () => {
      expect(await globex.apiKeys.insert(sampleKey("s1", { orgId: "globex" }))).toBe(true);
      await expect(globex.apiKeys.insert(sampleKey("s2"))).rejects.toThrow(/acme/);
      const mixed = [sampleKey("s3", { orgId: "globex" }), sampleKey("s4")];
      await expect(globex.apiKeys.insertMany(mixed)).rejects.toThrow(/acme/);
      expect(await store().system.apiKeys.count({})).toBe(1);
    });

    test("update: another's document is not there, and its own cannot be given away", async () => {
      expect(await globex.jobs.update("own", {}, { priority: 5 })).toMatchObject({ priority: 5 });
      expect(await globex.jobs.update("foreign", {}, { priority: 5 })).toBeNull();
      expect(await globex.jobs.update("foreign", { orgId: "acme" }, { priority: 5 })).toBeNull();
      await expect(globex.jobs.update("own", {}, { orgId: "acme" })).rejects.toThrow(/acme/);
      expect(await globex.jobs.get("own")).toMatchObject({ orgId: "globex" });
      await foreignIsUntouched();
    });

    test("increment: another's document is refused, whatever is to be stored first", async () => {
      expect(await globex.jobs.increment("own", "fence", 1, sampleJob("own", { orgId: "globex" }))).toMatchObject({
        fence: 1,
      });
      await expect(
        globex.jobs.increment("foreign", "fence", 1, sampleJob("foreign", { orgId: "globex" })),
      ).rejects.toThrow(Error);
      await expect(globex.jobs.increment("new", "fence", 1, sampleJob("new", { orgId: "acme" }))).rejects.toThrow(
        /acme/,
      );
      expect(await store().system.jobs.get("new")).toBeNull();
      await foreignIsUntouched();
    });

    test("delete and deleteMany: another's documents stay", async () => {
      expect(await globex.jobs.delete("foreign")).toBe(false);
      expect(await globex.jobs.deleteMany({ runId: "a-run" }, 10)).toBe(1);
      await foreignIsUntouched();
      expect(await store().system.jobs.count({})).toBe(1);
    });

    test("unique combinations of two organizations do not meet where the organization is part of them", async () => {
      const acme = store().tenant("acme");
      expect(await acme.runs.insert(sampleRun("r1", { idempotencyKey: "k" }))).toBe(true);
      expect(await globex.runs.insert(sampleRun("r2", { orgId: "globex", idempotencyKey: "k" }))).toBe(true);
    });
  });
}
