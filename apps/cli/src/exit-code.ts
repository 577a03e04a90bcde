import type { Verdict } from "@aac/contract";

/** What the exit codes of this command mean. `--help` prints this table. */
export const exitCodes = {
  passed: { code: 0, meaning: "done; for a run that was followed: it passed" },
  failed: { code: 1, meaning: "tests failed" },
  errored: { code: 2, meaning: "the run errored or timed out, or the request was refused" },
  unreachable: { code: 3, meaning: "no center answers" },
  cancelled: { code: 130, meaning: "the run was cancelled" },
} as const;

/** The exit code of a run that came to this verdict. */
export function exitCodeOf(verdict: Verdict | null): number {
  if (verdict === "passed" || verdict === "failed" || verdict === "cancelled") return exitCodes[verdict].code;
  return exitCodes.errored.code;
}
