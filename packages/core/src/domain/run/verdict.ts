import type { Reason, Totals, Verdict } from "@aac/contract";
import { type Problem, type ProblemCode, problems } from "../problems.ts";
import type { JobRecord } from "./records.ts";

/** How a sandbox ended. `code` is null when a signal ended it. */
export interface Exit {
  code: number | null;
  signal: string | null;
  /** A limit that ended it, where one did. */
  limit: "memory" | "processes" | "disk" | null;
  /** What the image did wrong, where that is known, such as a missing entrypoint. */
  problem: { code: ProblemCode; detail: string } | null;
}

export interface Outcome {
  verdict: Verdict;
  reason: Reason | null;
}

export function reasonOf(code: ProblemCode, detail: string): Reason {
  return { code, detail, remedy: problems[code].remedy };
}

export const reasonOfProblem = (problem: Problem): Reason => reasonOf(problem.code, problem.message);

const limitProblem = { memory: "out_of_memory", processes: "process_limit", disk: "sandbox_disk_full" } as const;

/** What shells say when a program is not there, or is none: without a test that ran, it is the image that failed. */
const missingProgram: Partial<Record<number, ProblemCode>> = { 126: "program_not_executable", 127: "program_missing" };

/**
 * What a job came to, from how its sandbox ended and what its reports say; the log is never searched. Failing tests
 * outrank a zero exit code. Nothing but results decides between `failed` and `errored`: an image's mistake that still
 * produced failing tests is a failed one.
 */
export function judge(exit: Exit, totals: Totals): Outcome {
  if (exit.limit) {
    const code = limitProblem[exit.limit];
    return { verdict: "errored", reason: reasonOf(code, `${problems[code].title}.`) };
  }
  if (totals.failed > 0) {
    const after = exit.code === 0 ? ", although the suite ended with exit code 0" : "";
    return {
      verdict: "failed",
      reason: reasonOf(
        "tests_failed",
        `${totals.failed} of ${totals.tests} ${totals.tests === 1 ? "test" : "tests"} failed${after}.`,
      ),
    };
  }
  if (exit.problem) return { verdict: "errored", reason: reasonOf(exit.problem.code, exit.problem.detail) };
  if (exit.code === 0) return { verdict: "passed", reason: null };
  const missing = totals.tests === 0 ? missingProgram[exit.code ?? -1] : undefined;
  if (missing)
    return {
      verdict: "errored",
      reason: reasonOf(missing, `The suite ended with exit code ${exit.code}, before any test.`),
    };
  const how = exit.code === null ? `was ended by ${exit.signal ?? "a signal"}` : `ended with exit code ${exit.code}`;
  const what = totals.tests > 0 ? ` although none of ${totals.tests} reported tests failed` : "";
  return { verdict: "failed", reason: reasonOf("exit_code", `The suite ${how}${what}.`) };
}

/** The worse a verdict, the earlier it stands: a run comes to the worst of its jobs. */
const worstFirst = ["errored", "timedOut", "failed", "cancelled", "passed"] as const satisfies readonly Verdict[];

/** What a run comes to, from its jobs; null while one of them is not final. */
export function judgeRun(jobs: readonly Pick<JobRecord, "state" | "reason" | "shard">[]): Outcome | null {
  for (const verdict of worstFirst) {
    if (jobs.some((job) => job.state === "queued" || job.state === "running")) return null;
    const worst = jobs.find((job) => job.state === verdict);
    if (!worst) continue;
    const alike = jobs.filter((job) => job.state === verdict).length;
    if (jobs.length === 1 || !worst.reason) return { verdict, reason: worst.reason };
    return {
      verdict,
      reason: {
        ...worst.reason,
        detail: `${alike} of ${jobs.length} shards, first shard ${worst.shard}: ${worst.reason.detail}`,
      },
    };
  }
  return null;
}
