import type { Firing, Schedule } from "@aac/contract";
import { toInstant } from "../run/present.ts";
import { readCron } from "./cron.ts";
import { jitterOf } from "./plan-firings.ts";
import type { FiringEnd, ScheduleRecord } from "./records.ts";

const shownRuns = 5;

export function toSchedule(record: ScheduleRecord): Schedule {
  const {
    orgId: _,
    projectId: __,
    projectSlug,
    nextAt,
    dueAt: ___,
    lastFiring,
    createdAt,
    updatedAt,
    ...same
  } = record;
  const times = nextAt === null ? [] : readCron(record.cron, record.timeZone).next(shownRuns, nextAt - 1);
  return {
    ...same,
    project: projectSlug,
    nextRuns: times.map((at) => toInstant(at + jitterOf(record, at))),
    lastFiring: lastFiring && toFiring(lastFiring),
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
  };
}

export function toFiring({ id, at, state, runId, detail }: FiringEnd): Firing {
  return { id, at: toInstant(at), state, run: runId, detail };
}
