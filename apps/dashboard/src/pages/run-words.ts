import type { Reason, Run, RunSummary, Trigger } from "@aac/contract";
import { t } from "@lingui/core/macro";

/** How a run came about, in a word. */
export const triggerLabels: Record<Trigger["kind"], string> = {
  api: "API",
  cli: "CLI",
  dashboard: t`Dashboard`,
  schedule: t`Schedule`,
  demo: t`Demo`,
  upload: t`Upload`,
  rerun: t`Rerun`,
};

/** A commit as people know it. */
export function shortCommit(commit: string): string {
  return /^[0-9a-f]{12,}$/i.test(commit) ? commit.slice(0, 7) : commit;
}

/** A reason that takes more than a glance at the failed tests: what to do about it stands on the page. */
export function needsNote(reason: Reason): boolean {
  return reason.remedy !== null && reason.code !== "tests_failed";
}

/** Made of reports that were uploaded: nothing ran here, so there is no time to show and nothing to run again. */
export function isUploaded(run: RunSummary | Run): boolean {
  return run.trigger.kind === "upload";
}

/** Not final: something may still happen. */
export function isActive(run: RunSummary | Run): boolean {
  return run.state === "queued" || run.state === "running";
}
