import { describe, expect, test } from "vitest";
import { sampleEvidence, sampleLines } from "../domain/analysis/evidence.fixture.ts";
import { Problem } from "../domain/problems.ts";
import type { Analyst } from "./analyst.ts";

/** Has what stands behind the analyst answer, or never answer. */
export interface AnalystControl {
  answer(): void;
  hang(): void;
}

/** Proves that an adapter keeps the promises of the analyst port. */
export function analystConformance(name: string, make: () => Promise<Analyst>, control: AnalystControl): void {
  describe(`${name} is an analyst`, () => {
    const evidence = sampleEvidence({ lines: sampleLines("Error: connect ECONNREFUSED 127.0.0.1:5432") });

    test("answers, within the tokens that it named as the most", async () => {
      control.answer();
      const analyst = await make();
      const options = { signal: new AbortController().signal, onDraft: () => undefined };
      const { proposed, usage } = await analyst.analyse(evidence, options);
      expect(proposed.cause).not.toBe("");
      expect(usage.inputTokens + usage.outputTokens).toBeLessThanOrEqual(analyst.mostTokens(evidence));
    });

    test("more evidence may cost more", async () => {
      const analyst = await make();
      const more = sampleEvidence({ lines: sampleLines("x".repeat(400), "y".repeat(400)) });
      expect(analyst.mostTokens(more)).toBeGreaterThan(analyst.mostTokens(evidence));
    });

    test("ends soon when it is told to, also in the middle of an answer that does not come", async () => {
      control.hang();
      const analyst = await make();
      const stop = new AbortController();
      const asking = analyst.analyse(evidence, { signal: stop.signal, onDraft: () => undefined });
      setTimeout(() => stop.abort(), 20);
      await expect(asking).rejects.toBeInstanceOf(Problem);
    });

    test("asks nobody when it was told to end before", async () => {
      control.hang();
      const analyst = await make();
      const asking = analyst.analyse(evidence, { signal: AbortSignal.abort(), onDraft: () => undefined });
      await expect(asking).rejects.toMatchObject({ code: "analyst_failed" });
    });
  });
}
