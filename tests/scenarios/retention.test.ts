import { enforceRetention, type RunRecord } from "@aac/core";
import { expect, test } from "vitest";
import { junit, startTestCenter } from "./test-center.ts";

const dayMs = 24 * 3_600_000;

test("what is older than the retention goes, part by part, its space with it; pinned runs stay whole", async () => {
  const center = await startTestCenter();
  try {
    const { client } = center;
    const script = { LOG_LINES: "20", REPORT: junit({ passed: 2 }) };
    const age = async (days: number, change: Partial<RunRecord> = {}) => {
      const { run } = await center.finished((await center.trigger(script)).id);
      const finishedAt = center.center.clock.now() - days * dayMs;
      await center.center.store.system.runs.update(run.id, {}, { finishedAt, ...change });
      return run.id;
    };
    await client.call("changeRetention", {
      body: { logsDays: 10, artifactsDays: 20, resultsDays: null, runsDays: 40 },
    });
    expect(await client.call("getRetention")).toEqual({
      logsDays: 10,
      artifactsDays: 20,
      resultsDays: null,
      runsDays: 40,
      auditDays: null,
    });
    const [young, withoutLog, withoutFiles, gone, pinned] = [
      await age(5),
      await age(15),
      await age(30),
      await age(50),
      await age(50),
    ];
    await client.call("changeRun", { params: { run: pinned }, body: { pinned: true, labels: ["release"] } });

    while ((await enforceRetention(center.center)) > 0);

    const partsOf = async (run: string) => {
      const { kept, pinned: isPinned } = await client.call("getRun", { params: { run } });
      const log = await (await client.request("getLog", { params: { run } })).text();
      const results = (await client.call("listResults", { params: { run } })).items.length;
      const artifacts = (await client.call("listArtifacts", { params: { run } })).items.length;
      return { kept, isPinned, lines: log.split("\n").length - 1, results, artifacts };
    };
    const all = { logs: true, artifacts: true, results: true };
    expect(await partsOf(young)).toEqual({ kept: all, isPinned: false, lines: 20, results: 2, artifacts: 1 });
    expect(await partsOf(withoutLog)).toEqual({
      kept: { ...all, logs: false },
      isPinned: false,
      lines: 0,
      results: 2,
      artifacts: 1,
    });
    expect(await partsOf(withoutFiles)).toEqual({
      kept: { ...all, logs: false, artifacts: false },
      isPinned: false,
      lines: 0,
      results: 2,
      artifacts: 0,
    });
    expect(await partsOf(pinned)).toEqual({ kept: all, isPinned: true, lines: 20, results: 2, artifacts: 1 });
    await expect(client.call("getRun", { params: { run: gone } })).rejects.toMatchObject({
      problem: { code: "run_not_found" },
    });
    for (const noun of ["jobs", "attempts", "results", "artifacts", "logChunks"] as const) {
      expect([noun, await center.center.store.system[noun].count({ runId: gone })]).toEqual([noun, 0]);
    }
    expect(await center.center.blobs.get(`${center.caller.orgId}/${gone}/${gone}-1-1/junit.xml`)).toBeNull();
  } finally {
    await center.stop();
  }
});
