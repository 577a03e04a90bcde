import type { Run } from "@aac/contract";
import type { PhaseName } from "../../data/phases.ts";

export const phaseSolids: Record<PhaseName, string> = {
  queued: "bg-quiet-solid",
  prepare: "bg-phase-prepare",
  start: "bg-phase-start",
  tests: "bg-phase-tests",
  collect: "bg-phase-collect",
};

const labels: Record<PhaseName, string> = {
  queued: "Queued",
  prepare: "Prepare",
  start: "Start",
  tests: "Tests",
  collect: "Collect",
};

/** What makes a sandbox ready is mostly its image. */
export function phaseLabel(name: PhaseName, run: Run): string {
  return name === "prepare" && run.asTriggered.image !== null ? "Image pull" : labels[name];
}
