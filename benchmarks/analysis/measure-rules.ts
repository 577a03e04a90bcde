import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Finding } from "@aac/contract";
import { applyRules, collectEvidence, type Evidence, stands } from "@aac/core";
import type { ProcessCenter } from "../../tests/scenarios/process-center.ts";
import { browserFailures } from "./failures/browser.ts";
import { exampleFailures } from "./failures/examples.ts";
import { goFailures } from "./failures/go.ts";
import { nodeFailures } from "./failures/node.ts";
import { pythonFailures } from "./failures/python.ts";
import { javaFailures, shellFailures } from "./failures/shell.ts";
import type { SeededFailure } from "./seeded-failure.ts";

export const failures: readonly SeededFailure[] = [
  ...exampleFailures,
  ...nodeFailures,
  ...browserFailures,
  ...pythonFailures,
  ...goFailures,
  ...shellFailures,
  ...javaFailures,
];

export interface Diagnosis {
  failure: SeededFailure;
  finding: Finding;
  evidence: Evidence;
  isRight: boolean;
  /** Citations of what is not there: neither in the evidence nor in the stored log. */
  wrongCitations: number;
}

const repository = join(import.meta.dirname, "../..");

const there = new Map<string, boolean>();
/** Whether the host has what the failure needs. */
export const canRun = ({ needs }: SeededFailure): boolean =>
  needs.every((program) => {
    const known = there.get(program) ?? spawnSync("/bin/sh", ["-c", `command -v ${program}`]).status === 0;
    there.set(program, known);
    return known;
  });

/** Breaks a suite, has the center run it, and lets the rules say of what. Throws when it did not fail. */
export async function diagnose(center: ProcessCenter, failure: SeededFailure): Promise<Diagnosis> {
  const directory = await mkdtemp(join(center.dir, "broken-"));
  await makeSuite(directory, failure);
  const { command, limits } = failure;
  const { run } = await center.runSuite({
    directory,
    ...(command ? { command: [...command] } : {}),
    ...(limits ? { limits } : {}),
    ...(failure.example ? { command: ["/bin/sh", "/app/entrypoint.sh", "smoke"] } : {}),
  });
  await rm(directory, { recursive: true, force: true });
  if (run.verdict === "passed") throw new Error(`"${failure.name}" did not fail.`);
  const record = await center.center.store.system.runs.get(run.id);
  const evidence = await collectEvidence(center.center, record!);
  const finding = applyRules(evidence);
  return {
    failure,
    finding,
    evidence,
    isRight: finding.category === failure.cause,
    wrongCitations: finding.citations.filter((citation) => !stands(citation, evidence)).length,
  };
}

async function makeSuite(directory: string, { example, files, withModules }: SeededFailure): Promise<void> {
  if (example) {
    const skipped = /(?:node_modules|target|test-results|playwright-report|pytest-report|junit\.xml|\.bin)$/;
    await cp(join(repository, "examples", example), directory, {
      recursive: true,
      filter: (path) => !skipped.test(path),
    });
  }
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    if (content === null) await rm(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === "string" ? content : content(await readFile(file, "utf8")));
    }
  }
  if (withModules) await symlink(join(repository, "node_modules"), join(directory, "node_modules"));
}

/** The figures in a few lines, for people. */
export function describe(all: readonly Diagnosis[], skipped: readonly SeededFailure[]): string {
  const share = (some: readonly Diagnosis[]) => {
    const right = some.filter(({ isRight }) => isRight).length;
    return `${right} of ${some.length} (${((100 * right) / Math.max(1, some.length)).toFixed(1)} %)`;
  };
  const wrong = all.filter(({ isRight }) => !isRight);
  const misses = wrong.map(
    ({ failure, finding }) => `  ${failure.name}: ${failure.cause}, taken for ${finding.category}`,
  );
  return [
    `Rules analyst, first guess: ${share(all)} of seeded failures`,
    `  of those the rules were written with: ${share(all.filter(({ failure }) => !failure.isHeldOut))}`,
    `  of those held out: ${share(all.filter(({ failure }) => failure.isHeldOut))}`,
    `  wrong citations: ${all.reduce((sum, one) => sum + one.wrongCitations, 0)}`,
    ...(misses.length > 0 ? ["Missed:", ...misses] : []),
    ...(skipped.length > 0 ? [`Left out, for this host lacks what they need: ${skipped.length}`] : []),
  ].join("\n");
}
