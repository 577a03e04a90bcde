import { describe, expect, test } from "vitest";
import type { Store } from "./store.ts";
import { sampleChunk, sampleJob, sampleMember, sampleRun, sampleSession } from "./store-samples.ts";

/** That every change happens whole, once, and only when it may. */
export function writesConformance(store: () => Store): void {
  describe("insert", () => {
    test("false, and nothing changes, when the id is taken", async () => {
      const { members } = store().system;
      expect(await members.insert(sampleMember("m1", { host: "first" }))).toBe(true);
      expect(await members.insert(sampleMember("m1", { host: "second" }))).toBe(false);
      expect(await members.find({ where: {} })).toEqual([sampleMember("m1", { host: "first" })]);
    });

    test("false, and nothing is stored, when a unique combination is taken", async () => {
      const { runs } = store().system;
      expect(await runs.insert(sampleRun("r1", { idempotencyKey: "k" }))).toBe(true);
      expect(await runs.insert(sampleRun("r2", { idempotencyKey: "k" }))).toBe(false);
      expect(await runs.get("r2")).toBeNull();
      expect(await runs.insert(sampleRun("r3", { idempotencyKey: "k", orgId: "globex" }))).toBe(true);
      expect(await runs.insert(sampleRun("r4", { idempotencyKey: "K" }))).toBe(true);
    });

    test("a null in a unique combination exempts the document", async () => {
      const { runs } = store().system;
      for (const id of ["r1", "r2", "r3"]) expect(await runs.insert(sampleRun(id))).toBe(true);
      expect(await runs.count({ orgId: "acme", idempotencyKey: null })).toBe(3);
    });

    test("of many that want the same, one gets it", async () => {
      const { runs } = store().system;
      const all = Array.from({ length: 20 }, (_, i) => runs.insert(sampleRun(`r${i}`, { idempotencyKey: "k" })));
      expect((await Promise.all(all)).filter(Boolean)).toHaveLength(1);
      expect(await runs.count({})).toBe(1);
    });

    test("is seen by every read after it resolved", async () => {
      const { members } = store().system;
      for (let i = 1; i <= 20; i++) {
        await members.insert(sampleMember(`m${i}`));
        expect(await members.count({ role: "worker" })).toBe(i);
      }
    });
  });

  describe("insertMany", () => {
    test("stores those that are free and answers how many", async () => {
      const { sessions } = store().system;
      await sessions.insert(sampleSession("s1", { userAgent: "first" }));
      const stored = await sessions.insertMany([
        sampleSession("s1", { digest: "another" }),
        sampleSession("s2"),
        sampleSession("s2", { digest: "again" }),
        sampleSession("s3", { digest: "digest of s2" }),
        sampleSession("s4"),
      ]);
      expect(stored).toBe(2);
      expect((await sessions.find({ where: {} })).map(({ id }) => id)).toEqual(["s1", "s2", "s4"]);
      expect((await sessions.get("s1"))?.userAgent).toBe("first");
    });

    test("takes none, and thousands", async () => {
      const { logChunks } = store().system;
      expect(await logChunks.insertMany([])).toBe(0);
      expect(await logChunks.insertMany(Array.from({ length: 5000 }, (_, i) => sampleChunk(i + 1)))).toBe(5000);
      expect(await logChunks.count({ attemptId: "an-attempt" })).toBe(5000);
    });

    test("storing the same again stores nothing", async () => {
      const chunks = [sampleChunk(1), sampleChunk(2)];
      expect(await store().system.logChunks.insertMany(chunks)).toBe(2);
      expect(await store().system.logChunks.insertMany([...chunks, sampleChunk(3)])).toBe(1);
    });
  });

  describe("update", () => {
    test("sets the fields named, leaves the others, and answers the document as it is now", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1", { worker: "w1", attempts: 1 }));
      const expected = sampleJob("j1", { worker: null, attempts: 2, totals: { ...sampleJob("x").totals, tests: 1 } });
      const { worker, attempts, totals } = expected;
      expect(await jobs.update("j1", { state: "queued", fence: 0 }, { worker, attempts, totals })).toEqual(expected);
      expect(await jobs.get("j1")).toEqual(expected);
    });

    test("is found by what it set, and no longer by what it was", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1"));
      await jobs.update("j1", {}, { state: "running", leaseExpiresAt: 77 });
      expect(await jobs.count({ state: "queued" })).toBe(0);
      expect(await jobs.count({ state: "running", leaseExpiresAt: { lt: 78 } })).toBe(1);
    });

    test("null, and nothing changes, when the document is not there or a condition does not hold", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1", { fence: 3 }));
      expect(await jobs.update("nobody", {}, { fence: 9 })).toBeNull();
      expect(await jobs.update("j1", { fence: 2 }, { state: "passed" })).toBeNull();
      expect(await jobs.update("j1", { fence: 3, state: "running" }, { state: "passed" })).toBeNull();
      expect(await jobs.update("j1", { worker: { notIn: [null] } }, { state: "passed" })).toBeNull();
      expect(await jobs.get("j1")).toEqual(sampleJob("j1", { fence: 3 }));
      expect(await jobs.count({})).toBe(1);
    });

    test("compares any field, indexed or not, with every kind of condition", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1", { attempts: 2, startedAt: null }));
      const holding = [
        { attempts: 2 },
        { attempts: { gte: 2, lt: 3 } },
        { attempts: { in: [1, 2] } },
        { startedAt: null },
        { startedAt: { in: [null, 5] } },
        { worker: { notIn: ["w1"] } },
      ];
      for (const [i, when] of holding.entries()) expect(await jobs.update("j1", when, { losses: i })).not.toBeNull();
      for (const when of [{ attempts: { gt: 2 } }, { startedAt: { lt: 5 } }, { worker: { notIn: [null] } }])
        expect(await jobs.update("j1", when, { losses: 99 })).toBeNull();
    });

    test("of 50 compare-and-sets at once, one wins", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1"));
      const claims = Array.from({ length: 50 }, (_, i) =>
        jobs.update("j1", { state: "queued", fence: 0 }, { state: "running", fence: 1, worker: `w${i}` }),
      );
      const won = (await Promise.all(claims)).filter((job) => job !== null);
      expect(won).toHaveLength(1);
      expect(await jobs.get("j1")).toEqual(won[0]);
    });

    test("changes of different fields at once all stay", async () => {
      const { runs } = store().system;
      await runs.insert(sampleRun("r1"));
      await Promise.all([
        runs.update("r1", {}, { branch: "main" }),
        runs.update("r1", {}, { commit: "abc" }),
        runs.update("r1", {}, { labels: ["x"] }),
      ]);
      expect(await runs.get("r1")).toEqual(sampleRun("r1", { branch: "main", commit: "abc", labels: ["x"] }));
    });

    test("to a unique combination that is taken throws and changes nothing", async () => {
      const { sessions } = store().system;
      await sessions.insertMany([sampleSession("s1"), sampleSession("s2")]);
      await expect(sessions.update("s2", {}, { digest: "digest of s1", userAgent: "another" })).rejects.toThrow(Error);
      expect(await sessions.get("s2")).toEqual(sampleSession("s2"));
      expect(await sessions.update("s2", {}, { digest: "digest of s2", userAgent: "another" })).toMatchObject({
        userAgent: "another",
      });
    });

    test("frees the unique combination it leaves", async () => {
      const { sessions } = store().system;
      await sessions.insert(sampleSession("s1", { digest: "d" }));
      await sessions.update("s1", {}, { digest: "e" });
      expect(await sessions.insert(sampleSession("s2", { digest: "d" }))).toBe(true);
    });
  });

  describe("increment", () => {
    test("adds to what is there, or to what is stored first", async () => {
      const { counters } = store().system;
      expect(await counters.increment("c", "value", 5, { id: "c", value: 100 })).toEqual({ id: "c", value: 105 });
      expect(await counters.increment("c", "value", -0.5, { id: "c", value: 100 })).toEqual({ id: "c", value: 104.5 });
      expect(await counters.get("c")).toEqual({ id: "c", value: 104.5 });
    });

    test("100 at once give 100 different numbers", async () => {
      const { counters } = store().system;
      const all = Array.from({ length: 100 }, () => counters.increment("c", "value", 1, { id: "c", value: 0 }));
      const values = (await Promise.all(all)).map(({ value }) => value);
      expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    });

    test("leaves the other fields", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1", { worker: "w1" }));
      expect(await jobs.increment("j1", "fence", 1, sampleJob("j1"))).toEqual(
        sampleJob("j1", { worker: "w1", fence: 1 }),
      );
    });

    test("a field that is no number throws", async () => {
      const { jobs } = store().system;
      await jobs.insert(sampleJob("j1"));
      await expect(jobs.increment("j1", "worker", 1, sampleJob("j1"))).rejects.toThrow(Error);
      expect(await jobs.get("j1")).toEqual(sampleJob("j1"));
    });
  });

  describe("delete", () => {
    test("true when it was there, and its id and unique combinations are free again", async () => {
      const { sessions } = store().system;
      await sessions.insert(sampleSession("s1"));
      expect(await sessions.delete("s1")).toBe(true);
      expect(await sessions.delete("s1")).toBe(false);
      expect(await sessions.get("s1")).toBeNull();
      expect(await sessions.insert(sampleSession("s2", { digest: "digest of s1" }))).toBe(true);
      expect(await sessions.insert(sampleSession("s1", { digest: "another" }))).toBe(true);
    });

    test("deleteMany takes as many as the limit says, and only those that match", async () => {
      const { sessions } = store().system;
      await sessions.insertMany(Array.from({ length: 10 }, (_, i) => sampleSession(`s${i}`, { expiresAt: i })));
      expect(await sessions.deleteMany({ expiresAt: { lt: 7 } }, 5)).toBe(5);
      expect(await sessions.count({ expiresAt: { lt: 7 } })).toBe(2);
      expect(await sessions.deleteMany({ expiresAt: { lt: 7 } }, 5)).toBe(2);
      expect(await sessions.deleteMany({ expiresAt: { lt: 7 } }, 5)).toBe(0);
      expect((await sessions.find({ where: {} })).map(({ id }) => id)).toEqual(["s7", "s8", "s9"]);
    });

    test("what deleteMany took frees its unique combinations", async () => {
      const { sessions } = store().system;
      await sessions.insert(sampleSession("s1"));
      await sessions.deleteMany({ digest: "digest of s1" }, 1);
      expect(await sessions.insert(sampleSession("s1"))).toBe(true);
    });
  });
}
