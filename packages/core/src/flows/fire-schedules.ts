import type { NewRun } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import { toInstant } from "../domain/run/present.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { isFinal } from "../domain/run/states.ts";
import { reasonOfProblem } from "../domain/run/verdict.ts";
import { dueAtOf, planFirings } from "../domain/schedules/plan-firings.ts";
import { type FiringEnd, firingIdOf, type FiringRecord, type ScheduleRecord } from "../domain/schedules/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { cancelRun } from "./cancel-run.ts";
import type { Center } from "./center.ts";
import { findProject, findSchedule } from "./find-by-slug.ts";
import { triggerRun } from "./trigger-run.ts";

const atOnce = 100;
const keptMs = 90 * 24 * 3_600_000;
/** So many of a schedule's newest instants are looked through for runs that still go on. */
const newest = 50;

/**
 * Acts on every schedule whose time has come; answers how many it has dealt with. Any number may do so at once, and
 * each may die anywhere: what is done about an instant is decided by one insert, carried out under ids that follow from
 * it, and only then is the schedule moved on to its next instant, by compare-and-set.
 */
export async function fireSchedules(center: Center, onBroken: OnBroken = async () => undefined): Promise<number> {
  const now = center.clock.now();
  const due = await center.store.system.schedules.find({
    where: { dueAt: { lte: now } },
    orderBy: ["dueAt"],
    limit: atOnce,
  });
  for (const schedule of due) {
    await act(center, schedule, onBroken).catch((error: unknown) => {
      center.log.warn({ schedule: schedule.id, error }, "a schedule could not be acted on; trying again");
    });
  }
  return due.length;
}

/** Tells that a schedule cannot trigger its runs any more. May be called again for the same; must not tell it twice. */
type OnBroken = (schedule: ScheduleRecord, firing: FiringRecord) => Promise<unknown>;

async function act(center: Center, schedule: ScheduleRecord, onBroken: OnBroken): Promise<void> {
  const { schedules, firings } = center.store.system;
  const now = center.clock.now();
  const plan = planFirings(schedule, now);
  let end: FiringEnd | null = await noteMissed(center, schedule, plan.missed);
  let { problem } = schedule;
  for (const at of plan.fire) {
    const firing = await fire(center, schedule, at);
    if (firing.problem && !problem) await onBroken(schedule, firing);
    ({ problem } = firing);
    end = firing;
  }
  await schedules.update(
    schedule.id,
    { nextAt: schedule.nextAt },
    {
      nextAt: plan.nextAt,
      dueAt: dueAtOf(schedule, plan.nextAt),
      problem,
      ...(end && { lastFiring: toEnd(end) }),
    },
  );
  await firings.deleteMany({ scheduleId: schedule.id, at: { lt: now - keptMs } }, atOnce);
}

async function noteMissed(center: Center, schedule: ScheduleRecord, missed: number[]): Promise<FiringEnd | null> {
  const [first] = missed;
  const last = missed.at(-1);
  if (first === undefined || last === undefined) return null;
  const what = missed.length === 1 ? "This time" : `${missed.length} times, from ${toInstant(first)} on,`;
  const detail = `${what} passed while no center was there.`;
  const firing = firingOf(schedule, last, { state: "missed", detail, request: null });
  await center.store.system.firings.insert(firing);
  return firing;
}

async function fire(center: Center, schedule: ScheduleRecord, at: number): Promise<FiringRecord> {
  const { firings } = center.store.system;
  const id = firingIdOf(schedule.id, at);
  if (!(await firings.get(id))) await firings.insert(await decide(center, schedule, at));
  const firing = await firings.get(id);
  if (!firing) throw new Problem("schedule_not_found", "The schedule was deleted in the meantime.");
  if (firing.state !== "due") return firing;
  const caller = callerOf(schedule);
  try {
    if (schedule.overlap === "cancelPrevious") await cancelBefore(center, caller, schedule, at);
    const run = await triggerRun(center, caller, {
      ...firing.request!,
      trigger: "schedule",
      idempotencyKey: `schedule/${id}`,
    });
    return await conclude(center, firing, { state: "fired", runId: run.id });
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const problem = reasonOfProblem(error);
    return await conclude(center, firing, { state: "failed", detail: error.message, problem });
  }
}

async function decide(center: Center, schedule: ScheduleRecord, at: number): Promise<FiringRecord> {
  if (schedule.overlap === "skip") {
    const [open] = await openRuns(center, schedule, at);
    if (open) {
      const detail = `Run #${open.number} of the schedule was still ${open.state}.`;
      return firingOf(schedule, at, { state: "skipped", detail, request: null });
    }
  }
  return firingOf(schedule, at, { state: "due", detail: null, request: requestOf(schedule) });
}

/** Runs of earlier instants that have not ended; never those of later ones, however late we are. */
async function openRuns(center: Center, schedule: ScheduleRecord, before: number): Promise<RunRecord[]> {
  const { firings, runs } = center.store.tenant(schedule.orgId);
  const earlier = await firings.find({
    where: { scheduleId: schedule.id, at: { lt: before } },
    orderBy: ["-at"],
    limit: newest,
  });
  const ids = earlier.flatMap(({ runId }) => runId ?? []);
  if (ids.length === 0) return [];
  return (await runs.find({ where: { id: { in: ids } } })).filter(({ state }) => !isFinal(state));
}

async function cancelBefore(center: Center, caller: Caller, schedule: ScheduleRecord, at: number): Promise<void> {
  for (const run of await openRuns(center, schedule, at)) {
    await cancelRun(center, caller, run.id).catch((error: unknown) => {
      // It has ended by itself, or its retention has.
      if (!(error instanceof Problem && ["run_is_final", "run_not_found"].includes(error.code))) throw error;
    });
  }
}

async function conclude(center: Center, firing: FiringRecord, end: Partial<FiringRecord>): Promise<FiringRecord> {
  const { firings } = center.store.system;
  await firings.update(firing.id, { state: "due" }, end);
  return (await firings.get(firing.id)) ?? { ...firing, ...end };
}

/** Triggers now what the schedule triggers. Throws what triggering does. */
export async function runSchedule(
  center: Center,
  caller: Caller,
  projectSlug: string,
  slug: string,
): Promise<RunRecord> {
  const tenant = center.store.tenant(caller.orgId);
  const schedule = await findSchedule(tenant, await findProject(tenant, projectSlug), slug);
  const run = await triggerRun(center, caller, { ...requestOf(schedule), trigger: "schedule" });
  const at = center.clock.now();
  const firing = firingOf(schedule, at, { state: "fired", detail: `On demand, by ${caller.name}.`, request: null });
  await tenant.firings.insert({ ...firing, id: run.id, runId: run.id });
  return run;
}

const callerOf = (schedule: ScheduleRecord): Caller => ({
  orgId: schedule.orgId,
  name: `schedule ${schedule.slug}`,
  scopes: ["run"],
});

const toEnd = ({ id, at, state, runId, detail }: FiringEnd): FiringEnd => ({ id, at, state, runId, detail });

function firingOf(
  { id: scheduleId, orgId }: ScheduleRecord,
  at: number,
  more: Pick<FiringRecord, "state" | "detail" | "request">,
): FiringRecord {
  return { id: firingIdOf(scheduleId, at), orgId, scheduleId, at, runId: null, problem: null, ...more };
}

function requestOf(schedule: ScheduleRecord): Omit<NewRun, "trigger"> {
  const { projectSlug: project, suite, environment, folder, variables, branch, labels, priority, shards } = schedule;
  const place = folder === null ? {} : { folder };
  return { project, suite, environment, variables, branch, commit: null, labels, priority, shards, ...place };
}
