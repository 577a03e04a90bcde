import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, test, vi } from "vitest";
import type { Benchmark, Sizes } from "./benchmark.ts";
import { measureAudit } from "./audit/measure-audit.ts";
import { measureFirstLine } from "./first-line/measure-first-line.ts";
import { measureLogLines } from "./log-lines/measure-log-lines.ts";
import { createDockerKind } from "./sandboxes/docker-kind.ts";
import { createProcessKind } from "./sandboxes/process-kind.ts";
import type { SandboxKind } from "./sandboxes/sandbox-kind.ts";
import { demandStored } from "./triggers/demand-stored.ts";
import { measureRunPage } from "./run-page/measure-run-page.ts";
import { measureTriggers } from "./triggers/measure-triggers.ts";

/** Servers are started, ended and started again, on a machine that tests keep busy. */
vi.setConfig({ testTimeout: 120_000 });

const dir = await mkdtemp(join(tmpdir(), "aac-bench-test-"));
afterAll(() => rm(dir, { recursive: true, force: true }));

const few: Sizes = {
  runs: 2,
  warmUpRuns: 1,
  logs: 1,
  logLines: 20_000,
  bursts: 2,
  triggers: 60,
  connections: 8,
  pages: 1,
  pageLines: 300_000,
  followSeconds: 5,
};
const host = inject("docker.host");

/** The figures are nobody's promise here; that there are some is, for a benchmark throws when anything was lost. */
async function measured(measure: Benchmark, kinds: readonly SandboxKind[]): Promise<number[]> {
  const comparisons = await measure({ dir, sizes: few, kinds, profileDir: null, say: () => undefined });
  for (const { pairs } of comparisons) {
    for (const { center, bare } of pairs) expect(Math.min(center, bare)).toBeGreaterThan(0);
  }
  return comparisons.map(({ pairs }) => pairs.length);
}

describe("with plain processes", async () => {
  const kinds = [await createProcessKind(join(dir, "suite"))];

  test("the first line of every run comes to its viewer", async () => {
    expect(await measured(measureFirstLine, kinds)).toEqual([2]);
  });

  test("every line is viewed and stored, once and in order", async () => {
    expect(await measured(measureLogLines, kinds)).toEqual([1]);
  });
});

describe.skipIf(host === null)("with containers", () => {
  test("the first line of every run comes to its viewer", async () => {
    expect(await measured(measureFirstLine, [await createDockerKind(host!)])).toEqual([2]);
  });

  test("every line is viewed and stored, once and in order", async () => {
    expect(await measured(measureLogLines, [await createDockerKind(host!)])).toEqual([1]);
  });
});

test("every trigger that was answered is there after the producer was killed", async () => {
  expect(await measured(measureTriggers, [])).toEqual([2, 120]);
});

test("every entry that was appended to the audit log is there and verifies", async () => {
  expect(await measured(measureAudit, [])).toEqual([2, 15]);
});

test("a line of a long log is opened, scrolled from, and a log is followed to its end", async () => {
  expect(await measured(measureRunPage, [])).toEqual([1]);
});

test("a run that is not stored is missed", async () => {
  await expect(demandStored(join(dir, "triggers"), ["a-run-that-was-never-stored"])).rejects.toThrow("1 are lost");
});
