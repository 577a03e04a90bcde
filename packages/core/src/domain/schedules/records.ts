import type { CatchUp, Firing, NewRun, Overlap, Reason, Variables } from "@aac/contract";

export interface ScheduleRecord {
  id: string;
  orgId: string;
  projectId: string;
  projectSlug: string;
  slug: string;
  name: string;
  cron: string;
  timeZone: string;
  suite: string;
  environment: string | null;
  folder: string | null;
  variables: Variables;
  branch: string | null;
  labels: string[];
  priority: number;
  shards: number;
  overlap: Overlap;
  catchUp: CatchUp;
  jitterSeconds: number;
  paused: boolean;
  /** The first instant that nothing was done about yet; null while it is paused, and when there never is one again. */
  nextAt: number | null;
  /** The same with its jitter: when it is time. */
  dueAt: number | null;
  lastFiring: FiringEnd | null;
  problem: Reason | null;
  createdAt: number;
  updatedAt: number;
}

export interface FiringEnd {
  id: string;
  at: number;
  state: Firing["state"];
  runId: string | null;
  detail: string | null;
}

/**
 * What is done about one instant of a schedule. The id follows from both, so that one decision is made, by whoever is
 * first; all who come later carry out the same.
 */
export interface FiringRecord extends FiringEnd {
  orgId: string;
  scheduleId: string;
  /** What to trigger, as the schedule was when it was decided; null where nothing is. */
  request: Omit<NewRun, "trigger"> | null;
  /** Why it failed. */
  problem: Reason | null;
}

export const firingIdOf = (scheduleId: string, at: number) => `${scheduleId}-${at}`;
