import { beforeEach, describe, expect, test } from "vitest";
import type { Collections, Query, Store } from "./store.ts";
import { sampleJob, sampleMember, sampleRun } from "./store-samples.ts";

type JobQuery = Parameters<Collections["jobs"]["find"]>[0];

/** That find, count and deleteMany choose what they are asked for, in the order they are asked for. */
export function queriesConformance(store: () => Store): void {
  describe("queries", () => {
    const jobIds = async (query: JobQuery) => (await store().system.jobs.find(query)).map(({ id }) => id).join(" ");
    const runIds = async (where: Parameters<Collections["runs"]["count"]>[0]) => {
      const found = (await store().system.runs.find({ where })).map(({ id }) => id);
      expect(await store().system.runs.count(where)).toBe(found.length);
      return found.join(" ");
    };

    describe("conditions", () => {
      beforeEach(async () => {
        await store().system.runs.insertMany([
          sampleRun("r1", { branch: "main", state: "passed", verdict: "passed", createdAt: 10 }),
          sampleRun("r2", { branch: "main", state: "failed", verdict: "failed", createdAt: 20 }),
          sampleRun("r3", { branch: "next", state: "running", createdAt: 30 }),
          sampleRun("r4", { branch: null, state: "queued", createdAt: 40 }),
          sampleRun("r5", { branch: null, state: "queued", orgId: "globex", createdAt: 50 }),
        ]);
      });

      test("none at all finds everything", async () => {
        expect(await runIds({})).toBe("r1 r2 r3 r4 r5");
      });

      test("a value must be equal, and all conditions must hold", async () => {
        expect(await runIds({ branch: "main" })).toBe("r1 r2");
        expect(await runIds({ orgId: "acme", branch: "main", verdict: "failed" })).toBe("r2");
        expect(await runIds({ orgId: "globex", branch: "main" })).toBe("");
      });

      test("null finds what has no value, also by a field that is not there", async () => {
        expect(await runIds({ orgId: "acme", branch: null })).toBe("r4");
        await store().system.runs.insert(sampleRun("r6", { branch: "x", verdict: undefined as unknown as null }));
        expect(await runIds({ orgId: "acme", verdict: null })).toBe("r3 r4 r6");
      });

      test("in: one of several, among them null; nothing is in nothing", async () => {
        expect(await runIds({ state: { in: ["queued", "running"] } })).toBe("r3 r4 r5");
        expect(await runIds({ state: { in: ["passed", "running", "failed", "errored", "cancelled"] } })).toBe(
          "r1 r2 r3",
        );
        expect(await runIds({ branch: { in: ["next", null] } })).toBe("r3 r4 r5");
        expect(await runIds({ branch: { in: [null] } })).toBe("r4 r5");
        expect(await runIds({ branch: { in: [] } })).toBe("");
      });

      test("notIn: none of several; null is none of them unless it is named; everything is outside of nothing", async () => {
        expect(await runIds({ state: { notIn: ["queued", "running", "errored"] } })).toBe("r1 r2");
        expect(await runIds({ branch: { notIn: ["main"] } })).toBe("r3 r4 r5");
        expect(await runIds({ branch: { notIn: ["main", null] } })).toBe("r3");
        expect(await runIds({ branch: { notIn: [null] } })).toBe("r1 r2 r3");
        expect(await runIds({ branch: { notIn: [] } })).toBe("r1 r2 r3 r4 r5");
      });

      test("in and notIn take a thousand values", async () => {
        const others = Array.from({ length: 1000 }, (_, i) => `branch-${i}`);
        expect(await runIds({ branch: { in: [...others, "next"] } })).toBe("r3");
        expect(await runIds({ branch: { notIn: [...others, "next"] } })).toBe("r1 r2 r4 r5");
      });

      test("ranges: gt and lt leave the bound out, gte and lte take it in; null is in none", async () => {
        expect(await runIds({ state: "queued", createdAt: { gt: 40 } })).toBe("r5");
        expect(await runIds({ state: "queued", createdAt: { gte: 40 } })).toBe("r4 r5");
        expect(await runIds({ state: "queued", createdAt: { lt: 50 } })).toBe("r4");
        expect(await runIds({ state: "queued", createdAt: { lte: 50 } })).toBe("r4 r5");
        expect(await runIds({ createdAt: { gt: 10, lt: 40 } })).toBe("r2 r3");
        expect(await runIds({ createdAt: { gte: 50, lt: 50 } })).toBe("");
        expect(await runIds({ branch: { gte: "" } })).toBe("r1 r2 r3");
        expect(await runIds({ id: { gt: "r2", lte: "r4" } })).toBe("r3 r4");
      });

      test("contains: texts in which all of these stand as they are; null is no text", async () => {
        await store().system.runs.insertMany([
          sampleRun("c1", { orgId: "c", branch: "feature/log-in (2)" }),
          sampleRun("c2", { orgId: "c", branch: "feature/Log.out*" }),
          sampleRun("c3", { orgId: "c", branch: null }),
        ]);
        expect(await runIds({ orgId: "c", branch: { contains: ["log"] } })).toBe("c1");
        expect(await runIds({ orgId: "c", branch: { contains: ["out", "feature/"] } })).toBe("c2");
        expect(await runIds({ orgId: "c", branch: { contains: ["out", "in"] } })).toBe("");
        expect(await runIds({ orgId: "c", branch: { contains: ["(2)"] } })).toBe("c1");
        expect(await runIds({ orgId: "c", branch: { contains: [".out*"] } })).toBe("c2");
        expect(await runIds({ orgId: "c", branch: { contains: [".*"] } })).toBe("");
        expect(await runIds({ orgId: "c", branch: { contains: [] } })).toBe("c1 c2");
      });

      test("a field that no index names is refused, to filter and to sort by", async () => {
        const { runs } = store().system;
        const unserved = [{ where: { folder: "all" } }, { where: {}, orderBy: ["folder"] }] as unknown[];
        for (const query of unserved) await expect(runs.find(query as Query<never, never>)).rejects.toThrow(/"folder"/);
        await expect(runs.count({ folder: "all" } as object)).rejects.toThrow(/"folder"/);
        await expect(runs.deleteMany({ folder: "all" } as object, 1)).rejects.toThrow(/"folder"/);
        expect(await runs.count({})).toBe(5);
      });

      test("a condition that is undefined is refused, not left out", async () => {
        const { runs } = store().system;
        const lost = { orgId: undefined } as object;
        await expect(runs.find({ where: lost })).rejects.toThrow(/"orgId"/);
        await expect(runs.count(lost)).rejects.toThrow(/"orgId"/);
        await expect(runs.deleteMany(lost, 10)).rejects.toThrow(/"orgId"/);
        await expect(runs.update("r1", lost, { priority: 1 })).rejects.toThrow(/"orgId"/);
        expect(await runs.count({})).toBe(5);
      });
    });

    describe("order", () => {
      test("by id, when no other is asked for", async () => {
        await store().system.jobs.insertMany(["b", "a", "c", "B", "10", "9"].map((id) => sampleJob(id)));
        expect(await jobIds({ where: {} })).toBe("10 9 B a b c");
        expect(await jobIds({ where: {}, orderBy: ["-id"] })).toBe("c b a B 9 10");
      });

      test("by several fields, each in its own direction", async () => {
        await store().system.jobs.insertMany([
          sampleJob("late", { startTag: 2.5 }),
          sampleJob("low", { startTag: 1, priority: -1 }),
          sampleJob("high", { startTag: 1, priority: 10 }),
          sampleJob("early", { startTag: 0.25, priority: -10 }),
        ]);
        expect(await jobIds({ where: { state: "queued" }, orderBy: ["startTag", "-priority"] })).toBe(
          "early high low late",
        );
        expect(await jobIds({ where: { state: "queued" }, orderBy: ["-startTag", "priority"] })).toBe(
          "late low high early",
        );
      });

      test("the id decides between equals, in the direction of the last field", async () => {
        await store().system.jobs.insertMany(["b", "d", "a", "c"].map((id) => sampleJob(id, { shard: 1 })));
        await store().system.jobs.insert(sampleJob("z", { shard: 0 }));
        expect(await jobIds({ where: { runId: "a-run" }, orderBy: ["shard"] })).toBe("z a b c d");
        expect(await jobIds({ where: { runId: "a-run" }, orderBy: ["-shard"] })).toBe("d c b a z");
        expect(await jobIds({ where: { runId: "a-run" }, orderBy: ["shard", "-id"] })).toBe("z d c b a");
      });

      test("null before every value; text by code point", async () => {
        const { runs } = store().system;
        const branches = ["b", null, "\u{1F600}", "B", "\uFFFD", "", "é", "a"];
        await runs.insertMany(branches.map((branch, i) => sampleRun(`r${i}`, { branch })));
        const sorted = await runs.find({ where: { orgId: "acme" }, orderBy: ["branch"] });
        expect(sorted.map(({ branch }) => branch)).toEqual([null, "", "B", "a", "b", "é", "\uFFFD", "\u{1F600}"]);
        const above = await runs.find({ where: { orgId: "acme", branch: { gt: "\uFFFD" } } });
        expect(above.map(({ branch }) => branch)).toEqual(["\u{1F600}"]);
      });

      test("numbers by value, not by their digits", async () => {
        const tags = [10, 9, -1, 0.5, 2 ** 40, -0.5, 100];
        await store().system.jobs.insertMany(tags.map((startTag) => sampleJob(String(startTag), { startTag })));
        expect(await jobIds({ where: { state: "queued" }, orderBy: ["startTag"] })).toBe(
          `-1 -0.5 0.5 9 10 100 ${2 ** 40}`,
        );
      });

      test("a limit takes the first ones in the order asked for", async () => {
        await store().system.members.insertMany(
          Array.from({ length: 30 }, (_, i) => sampleMember(`m${i}`, { seenAt: (i * 7) % 30 })),
        );
        const newest = await store().system.members.find({ where: { role: "worker" }, orderBy: ["-seenAt"], limit: 3 });
        expect(newest.map(({ seenAt }) => seenAt)).toEqual([29, 28, 27]);
        expect(await store().system.members.find({ where: {}, limit: 0 })).toEqual([]);
      });

      test("pages by id meet every document once", async () => {
        await store().system.runs.insertMany(
          Array.from({ length: 25 }, (_, i) => sampleRun(`r${String(i).padStart(3, "0")}`)),
        );
        const seen: string[] = [];
        for (;;) {
          const before = seen.at(-1);
          const page = await store().system.runs.find({
            where: { orgId: "acme", ...(before === undefined ? {} : { id: { lt: before } }) },
            orderBy: ["-id"],
            limit: 10,
          });
          seen.push(...page.map(({ id }) => id));
          if (page.length < 10) break;
        }
        expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => `r${String(24 - i).padStart(3, "0")}`));
      });
    });
  });
}
