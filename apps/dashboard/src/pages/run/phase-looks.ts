import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import type { PhaseName } from "../../data/phases.ts";

export const phaseSolids: Record<PhaseName, string> = {
  queued: "bg-quiet-solid",
  prepare: "bg-phase-prepare",
  start: "bg-phase-start",
  tests: "bg-phase-tests",
  collect: "bg-phase-collect",
};

const labels: Record<PhaseName, string> = {
  queued: t`Queued`,
  prepare: t`Prepare`,
  start: t`Start`,
  tests: t`Tests`,
  collect: t`Collect`,
};

/** What makes a sandbox ready is mostly its image. */
export function phaseLabel(name: PhaseName, run: Run): string {
  return name === "prepare" && run.asTriggered.image !== null ? t`Image pull` : labels[name];
}
