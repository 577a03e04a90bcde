import type { RunRecord } from "../run/records.ts";
import type { DayRecord } from "./records.ts";

/** The day of an instant, in UTC. */
export const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

export const newDay = ({ orgId, projectId, createdAt }: RunRecord): DayRecord => ({
  id: `${projectId}-${dayOf(createdAt)}`,
  orgId,
  projectId,
  day: dayOf(createdAt),
  runs: 0,
  passed: 0,
  failed: 0,
  errored: 0,
  timedOut: 0,
  cancelled: 0,
  timedRuns: 0,
  durationMs: 0,
  pending: [],
  revision: 1,
});

/** The day with one more run. */
export function countRun(day: DayRecord, run: RunRecord): DayRecord {
  const { verdict, startedAt, finishedAt, triggerKind } = run;
  if (verdict === null) return day;
  const hasRun = (verdict === "passed" || verdict === "failed") && triggerKind !== "upload";
  const isTimed = hasRun && startedAt !== null && finishedAt !== null;
  return {
    ...day,
    runs: day.runs + 1,
    [verdict]: day[verdict] + 1,
    timedRuns: day.timedRuns + (isTimed ? 1 : 0),
    durationMs: day.durationMs + (isTimed ? finishedAt - startedAt : 0),
  };
}
