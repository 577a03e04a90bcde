import type { RunGrouping, RunSummary, State } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { locale } from "../../words/locale.ts";
import { shortCommit } from "../run-words.ts";

/** Runs that have something in common, newest first. */
export interface RunGroup {
  readonly key: string;
  readonly title: string;
  /** What tells it from another of the same title. */
  readonly note: string | null;
  readonly runs: readonly RunSummary[];
}

/** A line of the list. */
export type RunLine =
  | { readonly id: string; readonly group: RunGroup; readonly run?: never }
  | { readonly id: string; readonly run: RunSummary; readonly group?: never };

/** The runs in groups: the group with the newest run first. */
export function groupRuns(runs: readonly RunSummary[], by: RunGrouping, nowMs: number): RunGroup[] {
  const groups = Map.groupBy(runs, (run) => keyOf(run, by));
  return [...groups].map(([key, members]) => {
    const { title, note } = titleOf(members[0]!, by, nowMs);
    return { key, title, note, runs: members };
  });
}

/** A head for each group and, where it is open, its runs. */
export function toLines(groups: readonly RunGroup[], closed: ReadonlySet<string>): RunLine[] {
  return groups.flatMap((group) => [
    { id: `group ${group.key}`, group },
    ...(closed.has(group.key) ? [] : group.runs.map((run) => ({ id: run.id, run }))),
  ]);
}

/** How many runs are in which state, the worst first. */
export function countStates(runs: readonly RunSummary[]): { state: State; count: number }[] {
  const order: State[] = ["failed", "errored", "timedOut", "running", "queued", "passed", "cancelled"];
  return order
    .map((state) => ({ state, count: runs.filter((run) => run.state === state).length }))
    .filter(({ count }) => count > 0);
}

function keyOf(run: RunSummary, by: RunGrouping): string {
  if (by === "day") return new Date(run.createdAt).toDateString();
  if (by === "suite") return `${run.project}/${run.suite}`;
  return run[by] ?? "";
}

function titleOf(run: RunSummary, by: RunGrouping, nowMs: number): Pick<RunGroup, "title" | "note"> {
  if (by === "day") return { title: dayOf(new Date(run.createdAt), nowMs), note: null };
  if (by === "suite") return { title: run.suiteName, note: run.project };
  if (by === "commit")
    return { title: run.commit ? shortCommit(run.commit) : t`No commit`, note: run.commit && run.branch };
  if (by === "branch") return { title: run.branch ?? t`No branch`, note: null };
  return { title: run.project, note: null };
}

function dayOf(day: Date, nowMs: number): string {
  const isDaysAgo = (days: number) => {
    const other = new Date(nowMs);
    other.setDate(other.getDate() - days);
    return other.toDateString() === day.toDateString();
  };
  if (isDaysAgo(0)) return t`Today`;
  if (isDaysAgo(1)) return t`Yesterday`;
  const isThisYear = day.getFullYear() === new Date(nowMs).getFullYear();
  return new Intl.DateTimeFormat(locale, {
    weekday: "short",
    day: "numeric",
    month: "short",
    ...(isThisYear ? {} : { year: "numeric" }),
  }).format(day);
}
