import type { NewSchedule, ScheduleChange, SchedulePreview } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import { toInstant } from "../domain/run/present.ts";
import { checkCron, readCron, toLocalTime } from "../domain/schedules/cron.ts";
import { checkJitter, nextDue } from "../domain/schedules/plan-firings.ts";
import type { ScheduleRecord } from "../domain/schedules/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { TenantCollections } from "../ports/store.ts";
import type { Center } from "./center.ts";
import { findEnvironment, findProject, findSchedule, findSuite } from "./find-by-slug.ts";
import { defined } from "./manage-projects.ts";
import { newNamedRecord } from "./new-record.ts";
import { tellChange } from "./tell-change.ts";
import { viewOf } from "../ports/caller-view.ts";

/** Throws Problem `slug_taken`, `invalid_request`, `suite_not_found` or `environment_not_found`. */
export async function createSchedule(
  center: Center,
  caller: Caller,
  projectSlug: string,
  given: NewSchedule,
): Promise<ScheduleRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, projectSlug);
  const now = center.clock.now();
  demandTiming(given, now);
  const schedule: ScheduleRecord = {
    ...given,
    ...newNamedRecord(center, caller, given),
    projectId: project.id,
    projectSlug: project.slug,
    nextAt: null,
    dueAt: null,
    lastFiring: null,
    problem: null,
  };
  await demandTarget(tenant, schedule);
  if (await tenant.schedules.insert({ ...schedule, ...nextDue(schedule, now) })) {
    tellChange(center, caller.orgId, "schedules");
    return findSchedule(tenant, project, given.slug);
  }
  throw new Problem("slug_taken", `Project "${projectSlug}" has a schedule "${given.slug}" already.`);
}

/** A schedule whose times change, or that is resumed, begins anew from now on: nothing is caught up; what waits stays. */
export async function changeSchedule(
  center: Center,
  caller: Caller,
  projectSlug: string,
  slug: string,
  change: ScheduleChange,
): Promise<ScheduleRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, projectSlug);
  for (;;) {
    const schedule = await findSchedule(tenant, project, slug);
    const now = center.clock.now();
    const next = { ...schedule, ...defined(change) };
    demandTiming(next, now);
    if (next.suite !== schedule.suite || next.environment !== schedule.environment) await demandTarget(tenant, next);
    const timing = ["cron", "timeZone", "jitterSeconds", "paused"] as const;
    const hasNewTimes = timing.some((field) => next[field] !== schedule[field]);
    const changed = await tenant.schedules.update(
      schedule.id,
      { updatedAt: schedule.updatedAt, nextAt: schedule.nextAt },
      {
        ...defined(change),
        ...(hasNewTimes ? nextDue(next, now) : {}),
        // Looked at at once: earlier instants may wait for their turn.
        ...(hasNewTimes && !next.paused ? { dueAt: now } : {}),
        // Two changes within a millisecond must not look like none.
        updatedAt: Math.max(now, schedule.updatedAt + 1),
      },
    );
    if (!changed) continue;
    tellChange(center, caller.orgId, "schedules");
    return changed;
  }
}

const manyAtOnce = 1_000;

export async function deleteSchedule(center: Center, caller: Caller, project: string, slug: string): Promise<void> {
  const tenant = viewOf(center.store, caller);
  const { id: scheduleId } = await findSchedule(tenant, await findProject(tenant, project), slug);
  await tenant.schedules.delete(scheduleId);
  tellChange(center, caller.orgId, "schedules");
  while ((await tenant.firings.deleteMany({ scheduleId }, manyAtOnce)) === manyAtOnce);
}

/** When an expression would run. Throws Problem `invalid_request`. */
export function previewSchedule(
  { cron, timeZone, count }: { cron: string; timeZone: string; count: number },
  from: number,
): SchedulePreview {
  demandTiming({ cron, timeZone, jitterSeconds: 0 }, from);
  const instants = readCron(cron, timeZone).next(count, from);
  return { runs: instants.map((at) => ({ at: toInstant(at), local: toLocalTime(at, timeZone) })) };
}

function demandTiming(given: Pick<ScheduleRecord, "cron" | "timeZone" | "jitterSeconds">, now: number): void {
  const errors = checkCron(given.cron, given.timeZone);
  const tooMuch = errors.length === 0 ? checkJitter(given, now) : null;
  if (tooMuch !== null) errors.push({ path: "jitterSeconds", message: tooMuch });
  const [first] = errors;
  if (first) throw new Problem("invalid_request", `The schedule cannot be so. ${first.message}`, { errors });
}

async function demandTarget(tenant: TenantCollections, schedule: ScheduleRecord): Promise<void> {
  const project = await findProject(tenant, schedule.projectSlug);
  await findSuite(tenant, project, schedule.suite);
  if (schedule.environment !== null) await findEnvironment(tenant, project, schedule.environment);
}
