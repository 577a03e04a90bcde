import { describe, expect, test } from "vitest";
import { executorBench, type ExecutorHarness } from "./executor-bench.ts";
import { livesConformance } from "./executor-lives.conformance.ts";
import { outputConformance } from "./executor-output.conformance.ts";
import { runsConformance } from "./executor-runs.conformance.ts";

export { type ExecutorHarness, type Program, readFiles, readLog, readUntil } from "./executor-bench.ts";

/**
 * What every executor must do. Programs that an executor cannot be told are left out for it; everything else holds for
 * all of them alike.
 */
export function executorConformance(
  name: string,
  understands: "shell" | "script",
  makeHarness: () => Promise<ExecutorHarness>,
): void {
  describe(`${name} executor`, () => {
    const bench = executorBench(understands, makeHarness);

    test("says how it is", async () => {
      expect((await bench.executor().check()).detail).not.toBe("");
    });

    runsConformance(bench);
    outputConformance(bench);
    livesConformance(bench);
  });
}
