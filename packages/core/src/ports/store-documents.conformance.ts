import { describe, expect, test } from "vitest";
import type { Store } from "./store.ts";
import { sampleChunk, sampleMember, sampleRun } from "./store-samples.ts";

/** That a document comes back as it went in. */
export function documentsConformance(store: () => Store): void {
  describe("documents", () => {
    test("a document comes back whole", async () => {
      const run = sampleRun("r1", {
        labels: ["nightly", ""],
        variables: { EMPTY: "", "with.dot": "$x", $where: "1" },
        reason: { code: "exit_code", detail: "The suite ended with exit code 3.", remedy: null },
      });
      expect(await store().system.runs.insert(run)).toBe(true);
      expect(await store().system.runs.get("r1")).toEqual(run);
      expect(await store().system.runs.find({ where: { id: "r1" } })).toEqual([run]);
    });

    test("what is not there is null", async () => {
      expect(await store().system.runs.get("nobody")).toBeNull();
    });

    test("null stays null, and a field that is undefined is left out", async () => {
      const { runs } = store().system;
      const holed = { ...sampleRun("r1"), commit: undefined as unknown as null };
      await runs.insert(holed);
      const found = await runs.get("r1");
      expect(found).toHaveProperty("branch", null);
      expect(found).not.toHaveProperty("commit");
    });

    test("numbers keep their value: large, fractional, negative", async () => {
      const { counters, members } = store().system;
      const values = [2 ** 31, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER, 0.1 + 0.2, 1 / 3, -1.5e-7, 1e300, -(2 ** 40)];
      await counters.insertMany(values.map((value, i) => ({ id: `c${i}`, value })));
      expect((await counters.find({ where: {} })).map(({ value }) => value)).toEqual(values);
      await members.insertMany(values.map((seenAt, i) => sampleMember(`m${i}`, { seenAt })));
      for (const [i, value] of values.entries()) {
        const [exact] = await members.find({ where: { role: "worker", seenAt: value } });
        expect(exact?.id).toBe(`m${i}`);
        const [between] = await members.find({ where: { role: "worker", seenAt: { gte: value, lte: value } } });
        expect(between?.id).toBe(`m${i}`);
      }
    });

    test.each([
      ["other scripts and emoji", "Straße 東京 עברית 👩‍👩‍👧 e\u0301"],
      ["control characters and NUL", "a\u0000b\u001b[31m\r\n\t\u2028"],
      ["quotes and wildcards", `' " \\ ; -- % _ * $ {"a":1}`],
      ["nothing", ""],
    ])("text keeps every character, also in a field that is searched by: %s", async (_, text) => {
      const { runs } = store().system;
      const run = sampleRun("r1", { branch: text, folder: text });
      await runs.insertMany([run, sampleRun("r2", { branch: "another" }), sampleRun("r3")]);
      expect(await runs.find({ where: { orgId: "acme", branch: text } })).toEqual([run]);
    });

    test("a document may be large", async () => {
      const run = sampleRun("r1", { variables: { LONG: "x".repeat(2_000_000), WIDE: "é".repeat(500_000) } });
      await store().system.runs.insert(run);
      expect(await store().system.runs.get("r1")).toEqual(run);
    });

    test("bytes come back as bytes: all values, none, many", async () => {
      const { logChunks } = store().system;
      const all = Uint8Array.from({ length: 256 }, (_, i) => i);
      const many = new Uint8Array(1_500_000).map((_, i) => (i * 31) % 251);
      const chunks = [all, new Uint8Array(), many].map((data, i) => sampleChunk(i + 1, { data }));
      await logChunks.insertMany(chunks);
      const found = await logChunks.find({ where: { attemptId: "an-attempt" }, orderBy: ["firstLine"] });
      expect(found.map(({ data }) => data instanceof Uint8Array && Buffer.from(data).toString("hex"))).toEqual(
        chunks.map(({ data }) => Buffer.from(data).toString("hex")),
      );
      const changed = await logChunks.update("an-attempt-1", {}, { fence: 2 });
      expect(changed).toEqual({ ...chunks[0], fence: 2 });
    });

    test("bytes that are a part of a larger buffer are stored alone", async () => {
      const { logChunks } = store().system;
      await logChunks.insert(sampleChunk(1, { data: Buffer.from("before middle after").subarray(7, 13) }));
      expect(Buffer.from((await logChunks.get("an-attempt-1"))!.data).toString()).toBe("middle");
    });

    test("what was given may be changed at once: the store has a copy", async () => {
      const { runs, logChunks } = store().system;
      const run = sampleRun("r1", { labels: ["a"] });
      const chunk = sampleChunk(1, { data: Uint8Array.of(1, 2, 3) });
      const stored = Promise.all([runs.insert(run), logChunks.insert(chunk)]);
      run.labels.push("b");
      chunk.data.fill(9);
      await stored;
      const change = { labels: ["c"] };
      const changing = runs.update("r1", {}, change);
      change.labels.push("d");
      expect((await changing)?.labels).toEqual(["c"]);
      expect((await runs.get("r1"))?.labels).toEqual(["c"]);
      expect([...(await logChunks.get("an-attempt-1"))!.data]).toEqual([1, 2, 3]);
    });

    test("what was answered may be changed: it is a copy", async () => {
      const { runs, logChunks } = store().system;
      await runs.insert(sampleRun("r1", { labels: ["a"] }));
      await logChunks.insert(sampleChunk(1, { data: Uint8Array.of(1, 2, 3) }));
      for (const answered of [await runs.get("r1"), await runs.update("r1", {}, { priority: 1 })])
        answered!.labels.push("b");
      (await runs.find({ where: {} }))[0]!.labels.push("b");
      (await logChunks.get("an-attempt-1"))!.data.fill(9);
      expect((await runs.get("r1"))?.labels).toEqual(["a"]);
      expect([...(await logChunks.get("an-attempt-1"))!.data]).toEqual([1, 2, 3]);
    });
  });
}
