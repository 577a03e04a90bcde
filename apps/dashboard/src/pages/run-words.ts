import type { Reason, Run, RunSummary, Trigger } from "@aac/contract";

/** How a run came about, in a word. */
export const triggerLabels: Record<Trigger["kind"], string> = {
  api: "API",
  cli: "CLI",
  dashboard: "Dashboard",
  schedule: "Schedule",
  demo: "Demo",
  upload: "Upload",
  rerun: "Rerun",
};

/** A commit as people know it. */
export function shortCommit(commit: string): string {
  return /^[0-9a-f]{12,}$/i.test(commit) ? commit.slice(0, 7) : commit;
}

/** A reason that takes more than a glance at the failed tests: what to do about it stands on the page. */
export function needsNote(reason: Reason): boolean {
  return reason.remedy !== null && reason.code !== "tests_failed";
}

/** Not final: something may still happen. */
export function isActive(run: RunSummary | Run): boolean {
  return run.state === "queued" || run.state === "running";
}
